import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { CosigningWitness } from '../../../consent/ledger/witness/add-checkpoint.js';

/** More than 63 hashes and a checkpoint with many signatures. */
const BODY_BYTES_MAX = 64 * 1024;
const REQUEST_TIMEOUT_MS = 10_000;
const CONNECTIONS_MAX = 64;

/** Serves a witness over HTTP: POST /add-checkpoint of c2sp.org/tlog-witness. */
export function witnessServer(witness: CosigningWitness): Server {
  const server = createServer({ requestTimeout: REQUEST_TIMEOUT_MS }, (request, response) => {
    answer(witness, request, response).catch(() => response.writeHead(500).end());
  });
  server.maxConnections = CONNECTIONS_MAX;
  return server;
}

async function answer(
  witness: CosigningWitness,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (request.url !== '/add-checkpoint') return void response.writeHead(404).end();
  if (request.method !== 'POST') return void response.writeHead(405, { Allow: 'POST' }).end();
  const text = await bodyOf(request);
  if (text === null) return void response.writeHead(413, { Connection: 'close' }).end();
  const { status, body } = witness.addCheckpoint(text);
  const type = status === 409 ? 'text/x.tlog.size' : 'text/plain; charset=utf-8';
  response.writeHead(status, { 'Content-Type': type }).end(body);
}

/** @returns null if the body is longer than any request */
async function bodyOf(request: IncomingMessage): Promise<string | null> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > BODY_BYTES_MAX) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

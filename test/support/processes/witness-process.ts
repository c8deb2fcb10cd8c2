import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { openCheckpoint, parseCheckpoint } from '../../../consent/ledger/format/checkpoint.js';
import { EMPTY_ROOT, verifyConsistency } from '../../../consent/ledger/format/merkle.js';
import {
  cosignatureVerifier,
  cosigner,
  parseVerifierKey,
  signatureLine,
  splitNote,
  verifierKey,
} from '../../../consent/ledger/format/signed-note.js';

/**
 * A witness (c2sp.org/tlog-witness) in its own process. It knows the key of one log, and keeps its own key and the last
 * cosigned checkpoint in a file of its own.
 *
 *     node witness-process.js NAME STATE_FILE LOG_VKEY [PORT]
 */
const [name, stateFile, logKey, port = '0'] = process.argv.slice(2) as [string, string, string, string?];

interface State {
  readonly privateKey: string;
  readonly size: number;
  readonly root: string;
}

function load(): State {
  if (existsSync(stateFile)) return JSON.parse(readFileSync(stateFile, 'utf8'));
  const { privateKey } = generateKeyPairSync('ed25519');
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  return save({ privateKey: pem, size: 0, root: EMPTY_ROOT.toString('base64') });
}

function save(next: State): State {
  const beside = openSync(`${stateFile}.new`, 'w', 0o600);
  writeSync(beside, JSON.stringify(next));
  fsyncSync(beside);
  closeSync(beside);
  renameSync(`${stateFile}.new`, stateFile);
  return next;
}

let state = load();
const privateKey: KeyObject = createPrivateKey(state.privateKey);
const log = parseVerifierKey(logKey);
const signer = cosigner(name, privateKey, () => Math.floor(Date.now() / 1000));

/** The answer of add-checkpoint. The function is synchronous, so two requests can't interleave. */
function addCheckpoint(body: string): readonly [status: number, text: string] {
  const end = body.indexOf('\n\n');
  const [old = '', ...path] = body.slice(0, end).split('\n');
  const note = body.slice(end + 2);
  const { text } = splitNote(note);
  if (parseCheckpoint(text).origin !== log.name) return [404, 'unknown log\n'];
  let opened: ReturnType<typeof openCheckpoint>;
  try {
    opened = openCheckpoint(note, [log]);
  } catch {
    return [403, 'invalid signature\n'];
  }
  const { size, root } = opened.checkpoint;
  const from = Number(/^old (0|[1-9][0-9]*)$/.exec(old)?.[1] ?? Number.NaN);
  if (!(from <= size) || path.length > 63) return [400, 'malformed\n'];
  if (from !== state.size) return [409, `${state.size}\n`];
  const proof = path.map((line) => Buffer.from(line, 'base64'));
  const proven =
    from === 0
      ? proof.length === 0 && (size > 0 || root.equals(EMPTY_ROOT))
      : verifyConsistency(from, size, proof, Buffer.from(state.root, 'base64'), root);
  if (!proven) return [422, 'not consistent\n'];
  state = save({ ...state, size, root: root.toString('base64') });
  return [200, signatureLine(text, signer)];
}

const server = createServer(async (request, response) => {
  let body = '';
  for await (const chunk of request) body += chunk;
  try {
    const [status, text] = request.url === '/add-checkpoint' ? addCheckpoint(body) : [404, ''];
    response
      .writeHead(status, { 'Content-Type': status === 409 ? 'text/x.tlog.size' : 'text/plain' })
      .end(text);
  } catch {
    response.writeHead(400).end('malformed\n');
  }
});

server.listen(Number(port), '127.0.0.1', () => {
  const vkey = verifierKey(cosignatureVerifier(name, createPublicKey(privateKey)));
  console.log(`witness ${vkey} http://127.0.0.1:${(server.address() as AddressInfo).port}`);
});

import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import type { FastifyInstance } from 'fastify';
import { pino } from 'pino';
import { readConfig } from '../../../api/config.js';
import { closeApp, createApp } from '../../../api/http/app.js';
import { errorAnswers } from '../../../api/http/error-answer.js';
import { handleErrors } from '../../../api/http/error-responses.js';

const HEAD = 'POST /echo HTTP/1.1\r\nHost: test\r\nContent-Type: application/json\r\n';
const DRIBBLE_MS = 20;
/** Long beside the limits of these tests; what ends a connection is the limit under test and no other one. */
const NEVER = '600000';

const QUICK = {
  HTTP_HEADERS_TIMEOUT_MS: NEVER,
  HTTP_REQUEST_TIMEOUT_MS: NEVER,
  HTTP_IDLE_TIMEOUT_MS: NEVER,
  MAX_CONNECTIONS: '1000',
  MAX_CONNECTIONS_PER_ADDRESS: '1000',
};

let app: FastifyInstance | undefined;
const sockets: Socket[] = [];
const logged: string[] = [];

afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  if (app) await closeApp(app, 1_000);
  app = undefined;
  logged.length = 0;
});

async function serve(
  settings: Partial<typeof QUICK>,
  trustedProxies: readonly string[] = [],
): Promise<number> {
  const { connectionLimits } = readConfig({ ...QUICK, ...settings });
  const log = pino({ level: 'info' }, { write: (line: string) => void logged.push(line) });
  app = createApp(log, trustedProxies, connectionLimits);
  handleErrors(app, {
    publicUrl: () => '',
    answerError: errorAnswers(() => ''),
    onRefusal: () => undefined,
    onCredentialsRefused: () => undefined,
    log,
  });
  app.post('/echo', async ({ body }) => body);
  await app.listen({ host: '127.0.0.1', port: 0 });
  return (app.server.address() as { port: number }).port;
}

async function open(port: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  sockets.push(socket);
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  return socket;
}

/** What the server sent until it closed the connection. */
async function untilClosed(socket: Socket): Promise<string> {
  let answer = '';
  socket.on('data', (chunk) => (answer += chunk));
  // A reset is an error before it is a close, and events.once would throw it.
  if (!socket.closed) await new Promise((resolve) => socket.once('close', resolve));
  return answer;
}

/** Sends the text one character at a time and never reaches the end of it. */
function dribble(socket: Socket, text: string): void {
  let sent = 0;
  const timer = setInterval(() => socket.write(text[sent++ % text.length]!), DRIBBLE_MS);
  socket.once('close', () => clearInterval(timer));
}

describe('a connection that is slow', () => {
  it('with the headers of its request is closed, however steadily they come', async () => {
    const socket = await open(await serve({ HTTP_HEADERS_TIMEOUT_MS: '300' }));
    socket.write('POST /echo HTTP/1.1\r\nHost: test\r\nX-Long: ');
    dribble(socket, 'x');
    expect(await untilClosed(socket)).toMatch(/^HTTP\/1\.1 408 /);
  });

  it('with the body of its request is closed, however steadily it comes, and the log is not filled with it', async () => {
    const socket = await open(await serve({ HTTP_REQUEST_TIMEOUT_MS: '300' }));
    socket.write(`${HEAD}Content-Length: 100000\r\n\r\n"`);
    dribble(socket, 'x');
    expect(await untilClosed(socket)).toMatch(/^HTTP\/1\.1 408 /);
    expect(logged.filter((line) => JSON.parse(line).level >= 50)).toEqual([]);
  });

  it('with its first byte is closed', async () => {
    const socket = await open(await serve({ HTTP_HEADERS_TIMEOUT_MS: '300' }));
    expect(await untilClosed(socket)).toMatch(/^(HTTP\/1\.1 408 |$)/);
  });

  it('with its next request is closed', async () => {
    const socket = await open(await serve({ HTTP_IDLE_TIMEOUT_MS: '300' }));
    socket.write(`${HEAD}Content-Length: 2\r\n\r\n{}`);
    expect(await untilClosed(socket)).toMatch(/^HTTP\/1\.1 200 /);
  });

  it('does not hold up a stop for longer than a request may take', async () => {
    const port = await serve({});
    const socket = await open(port);
    socket.write(`${HEAD}Content-Length: 100000\r\n\r\n"`);
    dribble(socket, 'x');
    await once(app!.server, 'request');
    const closed = untilClosed(socket);
    await closeApp(app!, 300);
    await closed;
    app = undefined;
  });
});

describe('a connection over the limit', () => {
  it('of one address is closed at once, and the address may open another when one of its own has closed', async () => {
    const port = await serve({ MAX_CONNECTIONS_PER_ADDRESS: '2' });
    const [first] = [await open(port), await open(port)];
    expect(await untilClosed(await open(port))).toBe('');
    first!.end();
    await untilClosed(first!);
    const next = await open(port);
    next.write(`${HEAD}Content-Length: 2\r\nConnection: close\r\n\r\n{}`);
    expect(await untilClosed(next)).toMatch(/^HTTP\/1\.1 200 /);
  });

  it('of one address is served all the same where the address is a trusted proxy', async () => {
    const port = await serve({ MAX_CONNECTIONS_PER_ADDRESS: '1' }, ['127.0.0.0/8', '::1']);
    await open(port);
    const second = await open(port);
    second.write(`${HEAD}Content-Length: 2\r\nConnection: close\r\n\r\n{}`);
    expect(await untilClosed(second)).toMatch(/^HTTP\/1\.1 200 /);
  });

  it('of the whole server is closed at once, whoever opens it', async () => {
    const port = await serve({ MAX_CONNECTIONS: '2' }, ['127.0.0.1']);
    await open(port);
    await open(port);
    expect(await untilClosed(await open(port))).toBe('');
  });
});

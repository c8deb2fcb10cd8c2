import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { type AddressInfo, createServer as createTcpServer, type Server as TcpServer } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { OutboundClient, type OutboundSettings } from '../../../api/outbound/client.js';
import { projectFile } from '../../support/project.js';

const NAME = 'keys.institution.example';
const TYPES = ['application/json', 'application/jwk-set+json'];
const certificate = {
  cert: projectFile('test/support/tls/cert.pem'),
  key: projectFile('test/support/tls/key.pem'),
};

const open: (Server | TcpServer)[] = [];
afterEach(() => {
  for (const server of open.splice(0)) {
    if ('closeAllConnections' in server) server.closeAllConnections();
    server.close();
  }
});

async function listening<S extends Server | TcpServer>(server: S, host = '127.0.0.1'): Promise<number> {
  open.push(server);
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  return (server.address() as AddressInfo).port;
}

const secure = (listener: RequestListener) => listening(createSecureServer(certificate, listener));

/** A client for which the institution's name leads to this machine, as if it were public. */
const clientAt = (port: number, settings: Partial<OutboundSettings> = {}) =>
  new OutboundClient({
    loopback: false,
    ownHost: () => null,
    resolve: async () => ['127.0.0.1'],
    mayConnect: (address) => address === '127.0.0.1',
    tls: { ca: certificate.cert, port },
    ...settings,
  });

const failed = (client: OutboundClient, address = `https://${NAME}/jwks`) =>
  client.get(address, TYPES).then(
    () => 'fetched',
    (error) => error.reason ?? error,
  );

/** A server that counts whatever anybody sends to it. */
async function trap(host = '127.0.0.1'): Promise<{ port: number; touched: () => number }> {
  let touched = 0;
  const server = createTcpServer((socket) => {
    touched += 1;
    socket.destroy();
  });
  return { port: await listening(server, host), touched: () => touched };
}

describe('what is fetched from an address that an outsider names', () => {
  it('is the body, asked for by the name and without cookie, credential or compression', async () => {
    let seen: Record<string, unknown> = {};
    const port = await secure((request, response) => {
      seen = { url: request.url, ...request.headers };
      response.setHeader('content-type', 'application/jwk-set+json; charset=utf-8');
      response.setHeader('set-cookie', 'a=b');
      response.end('{"keys":[]}');
    });
    const client = clientAt(port);
    for (let time = 0; time < 2; time++)
      expect((await client.get(`https://${NAME}/jwks?a=1`, TYPES)).toString()).toBe('{"keys":[]}');
    expect(seen).toEqual({
      url: '/jwks?a=1',
      host: NAME,
      accept: TYPES.join(', '),
      'accept-encoding': 'identity',
      'user-agent': 'assent',
      connection: 'close',
    });
  });

  it('comes from the address that was judged: the name is resolved once, wherever it leads afterwards', async () => {
    const bait = await trap('127.0.0.2');
    const port = await secure((_, response) =>
      response.setHeader('content-type', 'application/json').end('{}'),
    );
    let asked = 0;
    const rebinding = clientAt(port, {
      resolve: async () => (++asked % 2 === 1 ? ['127.0.0.1'] : ['127.0.0.2']),
      tls: { ca: certificate.cert, port },
    });
    expect(await failed(rebinding)).toBe('fetched');
    expect(asked).toBe(1);
    expect(await failed(rebinding)).toBe('PRIVATE_ADDRESS');
    expect(bait.touched()).toBe(0);
  });

  it('never is behind a redirect', async () => {
    const bait = await trap();
    for (const status of [301, 302, 303, 307, 308, 300, 304]) {
      const port = await secure((_, response) =>
        response
          .writeHead(status, {
            location: `http://127.0.0.1:${bait.port}/`,
            'content-type': 'application/json',
          })
          .end('{}'),
      );
      expect([status, await failed(clientAt(port))]).toEqual([status, 'REDIRECT']);
    }
    expect(bait.touched()).toBe(0);
  });

  it.each([
    [
      'its status is an error',
      'STATUS',
      (response: any) => response.writeHead(404, { 'content-type': 'application/json' }).end('{}'),
    ],
    [
      'its status is another success',
      'STATUS',
      (response: any) => response.writeHead(206, { 'content-type': 'application/json' }).end('{}'),
    ],
    [
      'its type is another',
      'CONTENT_TYPE',
      (response: any) => response.setHeader('content-type', 'text/html').end('{}'),
    ],
    ['it has no type', 'CONTENT_TYPE', (response: any) => response.end('{}')],
    [
      'it is compressed',
      'CONTENT_TYPE',
      (response: any) =>
        response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' }).end('{}'),
    ],
    [
      'it says that it is large',
      'TOO_LARGE',
      (response: any) =>
        response
          .writeHead(200, { 'content-type': 'application/json', 'content-length': 5_000_000 })
          .write('{'),
    ],
    [
      'it is large and does not say so',
      'TOO_LARGE',
      (response: any) =>
        response.writeHead(200, { 'content-type': 'application/json' }).end('x'.repeat(5_000_000)),
    ],
    [
      'its headers are large',
      'TOO_LARGE',
      (response: any) =>
        response
          .writeHead(200, { 'content-type': 'application/json', 'x-much': 'x'.repeat(20_000) })
          .end('{}'),
    ],
  ])('is nothing where %s', async (_, reason, answer) => {
    const port = await secure((_request, response) => answer(response));
    expect(await failed(clientAt(port))).toBe(reason);
  });

  it.each([
    ['never begins', () => undefined],
    [
      'never ends',
      (response: any) => response.writeHead(200, { 'content-type': 'application/json' }).write('{'),
    ],
  ])('is nothing where the answer %s', async (_, answer) => {
    const port = await secure((_request, response) => {
      answer(response);
    });
    expect(await failed(clientAt(port, { totalMs: 300 }))).toBe('TIMEOUT');
  });

  it('is nothing where the name does not resolve, in time or at all, or the server hangs up', async () => {
    const never = clientAt(1, { resolve: () => new Promise(() => undefined), totalMs: 200 });
    expect(await failed(never)).toBe('TIMEOUT');
    expect(await failed(clientAt(1, { resolve: async () => [] }))).toBe('PRIVATE_ADDRESS');
    const unknown = clientAt(1, {
      resolve: () => Promise.reject(Object.assign(new Error(), { code: 'ENOTFOUND' })),
    });
    expect(await failed(unknown)).toBe('UNREACHABLE');
    const { port } = await trap();
    expect(await failed(clientAt(port))).toBe('UNREACHABLE');
  });

  it('is nothing where the certificate is of another name, or nobody vouches for it', async () => {
    const port = await secure((_, response) =>
      response.setHeader('content-type', 'application/json').end('{}'),
    );
    expect(await failed(clientAt(port), 'https://other.institution.example/jwks')).toBe('UNREACHABLE');
    const untrusting = new OutboundClient({
      loopback: true,
      ownHost: () => null,
    });
    expect(await failed(untrusting, `https://127.0.0.1:${port}/jwks`)).toBe('UNREACHABLE');
  });
});

describe('an address that may not be fetched', () => {
  it('is sent no byte, whether it is written or a name leads to it, alone or beside a public one', async () => {
    const bait = await trap();
    const client = (addresses: readonly string[]) =>
      new OutboundClient({
        loopback: false,
        ownHost: () => null,
        resolve: async () => addresses,
        tls: { ca: certificate.cert, port: bait.port },
        totalMs: 2_000,
      });
    for (const addresses of [
      ['127.0.0.1'],
      ['::1'],
      ['::ffff:127.0.0.1'],
      ['0.0.0.0'],
      ['10.0.0.1'],
      ['169.254.169.254'],
      ['64:ff9b::7f00:1'],
      ['127.0.0.1', '8.8.8.8'],
      ['8.8.8.8', '127.0.0.1'],
      ['8.8.8.8', '::1'],
    ])
      expect([addresses, await failed(client(addresses))]).toEqual([addresses, 'PRIVATE_ADDRESS']);
    for (const spelling of [
      '127.0.0.1',
      '127.1',
      '2130706433',
      '0x7f.1',
      '[::ffff:127.0.0.1]',
      '[::1]',
      'localhost',
    ])
      for (const scheme of ['http', 'https'])
        expect(await failed(client(['8.8.8.8']), `${scheme}://${spelling}:${bait.port}/`)).toBe('ADDRESS');
    expect(bait.touched()).toBe(0);
  });

  it('is not reached through a proxy of the environment either', async () => {
    const bait = await trap();
    const before = { ...process.env };
    Object.assign(process.env, {
      HTTPS_PROXY: `http://127.0.0.1:${bait.port}`,
      https_proxy: `http://127.0.0.1:${bait.port}`,
      NODE_USE_ENV_PROXY: '1',
    });
    try {
      const port = await secure((_, response) =>
        response.setHeader('content-type', 'application/json').end('{}'),
      );
      expect(await failed(clientAt(port))).toBe('fetched');
      expect(bait.touched()).toBe(0);
    } finally {
      process.env = before;
    }
  });

  it('may be this machine where that is set, and then it is that and nothing else', async () => {
    const port = await listening(
      createServer((_, response) => response.setHeader('content-type', 'application/json').end('{}')),
    );
    const trial = new OutboundClient({
      loopback: true,
      ownHost: () => null,
      resolve: async () => ['10.0.0.1'],
    });
    for (const host of ['127.0.0.1', 'localhost'])
      expect((await trial.get(`http://${host}:${port}/`, TYPES)).toString()).toBe('{}');
    expect(await failed(trial)).toBe('PRIVATE_ADDRESS');
  });
});

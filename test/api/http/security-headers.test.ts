import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { freePort } from '../../support/platform/free-port.js';
import { type Platform, startPlatform } from '../../support/platform/platform.js';

let platform: Platform;
beforeAll(async () => {
  platform = await startPlatform();
});
afterAll(() => platform.stop());

const post = (path: string, body: string, type = 'application/json') => ({
  path,
  init: { method: 'POST', headers: { 'content-type': type }, body },
});
const get = (path: string) => ({ path, init: {} });

/** One answer of each kind: of Fastify, of Apollo, of oidc-provider, a refusal, an error, a page, a file. */
const ANSWERS = [
  post('/graphql', '{"query":"{ catalogue { version } }"}'),
  post('/graphql', '{"query":"{ me { grants { nodes { id } } } }"}'),
  post('/graphql', 'not JSON'),
  post('/oauth/token', 'grant_type=client_credentials', 'application/x-www-form-urlencoded'),
  get('/.well-known/jwks.json'),
  get('/.well-known/oauth-authorization-server'),
  get('/export/no-such-link'),
  get('/oidc/start?challenge=x'),
  get('/healthz'),
  get('/metrics'),
  get('/log/vkey'),
  get('/schema.graphql'),
  get('/graphiql'),
  get('/nothing/here'),
];

const PUBLIC = ['/log/vkey', '/schema.graphql', '/.well-known/jwks.json'];

describe.each(ANSWERS)('the answer to $init.method $path', ({ path, init }) => {
  it('forbids sniffing of its type, framing, and telling others where the reader was', async () => {
    const { headers } = await fetch(platform.url + path, { ...init, redirect: 'manual' });
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('content-security-policy')).toMatch(/frame-ancestors 'none'/);
    expect(headers.get('content-security-policy')).toMatch(/default-src '(none|self)'/);
  });

  it('is not kept by caches unless it is public', async () => {
    const { headers } = await fetch(platform.url + path, { ...init, redirect: 'manual' });
    if (!PUBLIC.includes(path)) expect(headers.get('cache-control')).toContain('no-store');
  });
});

describe('the answer that tells browsers to use https only', () => {
  it('is given where the platform is reached by https, and only there', async () => {
    const port = await freePort();
    await platform.another({ PUBLIC_URL: 'https://assent.test', PORT: String(port) });
    for (const path of ['/healthz', '/.well-known/oauth-authorization-server', '/nothing/here'])
      expect(
        (await fetch(`http://127.0.0.1:${port}${path}`)).headers.get('strict-transport-security'),
      ).toMatch(/^max-age=63072000/);
    expect((await fetch(`${platform.url}/healthz`)).headers.has('strict-transport-security')).toBe(false);
  });
});

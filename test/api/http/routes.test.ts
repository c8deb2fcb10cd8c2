import { createHash, randomBytes } from 'node:crypto';
import diagnostics from 'node:diagnostics_channel';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { FastifyInstance } from 'fastify';
import { pagesIn } from '../../../api/http/portal/pages.js';
import { RecipientKey } from '../../../examples/clients/recipient-key.js';
import { returnAddress } from '../../../examples/demo/agreements.js';
import { ELIGIBILITY } from '../../support/clients/consent.js';
import { RawRedirect } from '../../support/clients/raw-redirect.js';
import { traceOfWrites } from '../../support/database/trace-of-writes.js';
import { freePort } from '../../support/platform/free-port.js';
import { type Platform, startPlatform } from '../../support/platform/platform.js';
import { type Program, startProgram } from '../../support/processes/program.js';
import { projectRoot } from '../../support/project.js';

/** Every route of the platform. A new one must be listed here, and a GET route with what it does. */
const PUBLIC: Readonly<Record<string, string>> = {
  'POST /graphql': 'needs a POST',
  'GET /graphql': 'reads nothing personal',
  'POST /oauth/token': 'needs a POST',
  'POST /oauth/par': 'needs a POST',
  'GET /oauth/authorize': 'begins a redirect',
  'GET /oauth/authorize/:uid': 'ends a redirect',
  'PUT /applications/:id/documents/:kind': 'needs a PUT',
  'GET /applications/:id/documents/:kind': 'needs a token',
  'GET /healthz': 'reads nothing personal',
  'GET /readyz': 'reads nothing personal',
  'GET /metrics': 'reads nothing personal',
  'GET /schema.graphql': 'reads nothing personal',
  'GET /errors': 'reads nothing personal',
  'GET /.well-known/openid-configuration': 'reads nothing personal',
  'GET /.well-known/oauth-protected-resource': 'reads nothing personal',
  'GET /.well-known/oauth-protected-resource/graphql': 'reads nothing personal',
  'GET /graphiql': 'reads nothing personal',
  'GET /graphiql/assets/*': 'reads nothing personal',
  'POST /handoff': 'needs a POST',
  ...Object.fromEntries(
    (['pages', 'desk-pages'] as const)
      .flatMap((list) => pagesIn(join(projectRoot, 'dist/web'), list))
      .map((path) => [`GET ${path}`, 'reads nothing personal']),
  ),
  'GET /assets/*': 'reads nothing personal',
  'GET /portal/config.json': 'reads nothing personal',
  'GET /portal/session': 'tells who is signed in',
  'POST /portal/session': 'needs a POST',
  'DELETE /portal/session': 'needs a DELETE',
  'DELETE /portal/sessions': 'needs a DELETE',
  'POST /portal/graphql': 'needs a POST',
  'GET /.well-known/jwks.json': 'reads nothing personal',
  'GET /.well-known/oauth-authorization-server': 'reads nothing personal',
  'GET /log/checkpoint': 'reads nothing personal',
  'GET /log/vkey': 'reads nothing personal',
  'GET /log/vkeys': 'reads nothing personal',
  'GET /log/witnesses': 'reads nothing personal',
  'GET /log/tile/*': 'reads nothing personal',
  'GET /export/:secret': 'spends a link',
  'GET /oidc/start': 'begins a sign-in',
  'GET /oidc/callback': 'spends the state of a sign-in',
};
const OPERATOR = ['GET /metrics', 'POST /graphql'];

const isGet = (route: string) => route.startsWith('GET ');
const harmless = Object.entries(PUBLIC)
  .filter(([route, effect]) => isGet(route) && effect === 'reads nothing personal')
  .map(([route]) => route.slice('GET '.length));

const routesOf = new Map<FastifyInstance, string[]>();
const collect = (message: unknown) => {
  const { fastify } = message as { fastify: FastifyInstance };
  const routes: string[] = [];
  routesOf.set(fastify, routes);
  fastify.addHook('onRoute', ({ method, url }) => {
    for (const one of [method].flat()) routes.push(`${one} ${url}`);
  });
};

const routesOfServerWith = (route: string, but?: string): string[] =>
  [...routesOf.values()].find((routes) => routes.includes(route) && !(but && routes.includes(but)))!;

let platform: Platform;
let provider: Program;
let directory: string;
beforeAll(async () => {
  diagnostics.subscribe('fastify.initialization', collect);
  directory = mkdtempSync(join(tmpdir(), 'assent-routes-'));
  const secretFile = join(directory, 'client.secret');
  writeFileSync(secretFile, 'secret', { mode: 0o600 });
  provider = startProgram([join(projectRoot, 'dist/test/support/processes/identity-provider.js')]);
  const { issuer } = JSON.parse((await provider.says(/\{"issuer":.*\}/))[0]);
  platform = await startPlatform({
    OPERATOR_PORT: String(await freePort()),
    SEQUENCER: 'off',
    USE_NOTICES: 'off',
    ASSENT_OIDC_ISSUER: issuer,
    ASSENT_OIDC_CLIENT_ID: 'assent',
    ASSENT_OIDC_CLIENT_SECRET_FILE: secretFile,
    ASSENT_OIDC_CLAIM: 'cert_no',
    ASSENT_OIDC_ACR: 'urn:city:face=FACE',
  });
  const client = { clientId: 'assent', secret: 'secret', redirectUri: `${platform.url}/oidc/callback` };
  await fetch(`${issuer}/client`, { method: 'POST', body: JSON.stringify(client) });
});
afterAll(async () => {
  diagnostics.unsubscribe('fastify.initialization', collect);
  await platform.stop();
  provider.signal('SIGTERM');
  await provider.ended;
  rmSync(directory, { recursive: true });
});

/** Requests that no person made by following a link. */
const NOT_FOLLOWED = [
  ['HEAD', {}],
  ['OPTIONS', { origin: 'https://elsewhere.test', 'access-control-request-method': 'GET' }],
  ['GET', { 'sec-purpose': 'prefetch;prerender' }],
  ['GET', { purpose: 'prefetch' }],
  ['GET', { 'x-moz': 'prefetch' }],
] as const;

const send = async (method: string, path: string, headers: Record<string, string> = {}) => {
  const answer = await fetch(platform.url + path, { method, headers, redirect: 'manual' });
  // Each page has a nonce of its own.
  const body = (await answer.text()).replace(/ nonce="[^"]+"/, '');
  return { status: answer.status, location: answer.headers.get('location'), body };
};
/** @returns the statuses of all requests that nobody made by following the link */
async function probe(path: string): Promise<number[]> {
  const statuses: number[] = [];
  for (const [method, headers] of NOT_FOLLOWED)
    statuses.push((await send(method, path, { ...headers })).status);
  return statuses;
}
const recordsNothing = async (work: () => Promise<unknown>) => {
  const before = await traceOfWrites(platform.database);
  await work();
  expect((await traceOfWrites(platform.database)) === before).toBe(true);
};

describe('the routes', () => {
  it('are those of this list: on the public port, and on the operator’s', () => {
    const open = routesOfServerWith('GET /healthz');
    const operator = routesOfServerWith('GET /metrics', 'GET /healthz');
    expect(open.filter((route) => !route.startsWith('HEAD ')).sort()).toEqual(Object.keys(PUBLIC).sort());
    expect(operator.sort()).toEqual(OPERATOR);
  });

  it('answer HEAD only where GET has no effect', () => {
    const open = routesOfServerWith('GET /healthz');
    const heads = open.filter((route) => route.startsWith('HEAD ')).map((route) => route.slice(5));
    expect(heads.length).toBeGreaterThan(3);
    expect(heads.filter((path) => !harmless.includes(path))).toEqual([]);
  });
});

describe('a GET route without an effect', () => {
  it('records nothing, whatever the method, and whoever’s credentials come with it', async () => {
    const me = await platform.person(platform.someone()).signIn('FACE');
    const authorization = `Bearer ${(me as unknown as { token: string }).token}`;
    await recordsNothing(async () => {
      for (const path of harmless) {
        const plain = await send('GET', path);
        const known = await send('GET', path, { authorization });
        if (!['/metrics', '/log/checkpoint'].includes(path)) expect(known).toEqual(plain);
        await probe(path);
      }
    });
  });
});

describe('a link that can be used once', () => {
  it('of an export is not spent by HEAD, OPTIONS or a browser that fetches ahead', async () => {
    const me = await platform.person(platform.someone()).signIn('FACE');
    const { exportMyData } = await me.run(
      'mutation ($authentication: ID) { exportMyData(format: JSON, authentication: $authentication) { url } }',
      { authentication: await me.fresh('EXPORT') },
    );
    const path = new URL(exportMyData.url).pathname;
    await recordsNothing(async () => {
      expect(await probe(path)).toEqual([404, 404, 503, 503, 503]);
    });
    expect((await send('GET', path)).status).toBe(200);
    expect((await send('GET', path)).status).not.toBe(200);
  });

  it('of a redirect is not spent by HEAD, OPTIONS or a browser that fetches ahead', async () => {
    const { identity } = platform.insurer;
    const dpop = await RecipientKey.create();
    const raw = new RawRedirect(platform.insurer, platform.url, returnAddress(identity), dpop);
    const { body } = await raw.push([{ type: 'assent_consent', ...ELIGIBILITY }]);
    const { pathname, search } = raw.address(body.request_uri);
    await recordsNothing(async () => {
      expect(await probe(pathname + search)).toEqual([404, 404, 503, 503, 503]);
      expect(await probe('/oauth/authorize/none')).toEqual([404, 404, 503, 503, 503]);
    });
    expect((await send('GET', pathname + search)).location).toMatch(/^\/consent\//);
  });

  it('of a sign-in is neither made nor spent by HEAD, OPTIONS or a browser that fetches ahead', async () => {
    const challenge = createHash('sha256').update(randomBytes(32)).digest('base64url');
    const start = `/oidc/start?challenge=${challenge}`;
    await recordsNothing(async () => {
      expect(await probe(start)).toEqual([404, 404, 503, 503, 503]);
    });
    const { status, location } = await send('GET', start);
    expect(status).toBe(303);
    const state = new URL(location!).searchParams.get('state')!;
    const callback = `/oidc/callback?code=x&state=${encodeURIComponent(state)}`;
    await recordsNothing(async () => {
      expect(await probe(callback)).toEqual([404, 404, 503, 503, 503]);
    });
  });
});

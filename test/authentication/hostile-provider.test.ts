import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import Fastify, { type FastifyInstance, type FastifyReply } from 'fastify';
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose';
import { unsigned } from '../support/clients/unsigned-token.js';
import { type Platform, startPlatform } from '../support/platform/platform.js';

const COMPLETE = `mutation ($input: CompleteProviderSignInInput!) {
  completeProviderSignIn(input: $input) { strength }
}`;
const FAILED = { code: 'AUTHENTICATION_FAILED', attemptsLeft: 0 };
const SECRET = randomBytes(32).toString('base64url');

type Key = Parameters<SignJWT['sign']>[0];

/** An identity provider of the city that has been taken over: it answers whatever a test wants. */
let provider: FastifyInstance;
let issuer: string;
let key: Key;
let otherKey: Key;
let publicJwk: object;
let token: (claims: JWTPayload, reply: FastifyReply) => unknown;
let userInfo: object;
let platform: Platform;
let directory: string;

beforeAll(async () => {
  const pair = await generateKeyPair('ES256');
  key = pair.privateKey;
  otherKey = (await generateKeyPair('ES256')).privateKey;
  publicJwk = { ...(await exportJWK(pair.publicKey)), use: 'sig', kid: '1' };
  provider = Fastify();
  provider.addContentTypeParser('*', (_request, _payload, done) => done(null));
  provider.get('/.well-known/openid-configuration', async () => ({
    issuer,
    authorization_endpoint: `${issuer}/auth`,
    token_endpoint: `${issuer}/token`,
    userinfo_endpoint: `${issuer}/me`,
    jwks_uri: `${issuer}/jwks`,
    response_types_supported: ['code'],
    id_token_signing_alg_values_supported: ['ES256', 'HS256', 'none'],
  }));
  provider.get('/jwks', async () => ({ keys: [publicJwk] }));
  provider.get('/me', async () => userInfo);
  provider.post('/token', async (_request, reply) => token(claims, reply));
  issuer = await provider.listen({ port: 0, host: '127.0.0.1' });
  directory = mkdtempSync(join(tmpdir(), 'assent-hostile-'));
  const secretFile = join(directory, 'client.secret');
  writeFileSync(secretFile, SECRET, { mode: 0o600 });
  platform = await startPlatform({
    ASSENT_OIDC_ISSUER: issuer,
    ASSENT_OIDC_CLIENT_ID: 'assent',
    ASSENT_OIDC_CLIENT_SECRET_FILE: secretFile,
    ASSENT_OIDC_SCOPE: 'identity',
    ASSENT_OIDC_CLAIM: 'cert_no',
    ASSENT_OIDC_ACR: 'urn:city:face=FACE',
  });
});
afterAll(async () => {
  await platform.stop();
  provider.server.closeAllConnections();
  await provider.close();
  rmSync(directory, { recursive: true });
});

let certNo: string;
let claims: JWTPayload;
beforeEach(() => {
  ({ certNo } = platform.everybody('ADULT')[0]!);
  userInfo = {};
});

const seconds = (offset = 0) => Math.floor(Date.now() / 1000) + offset;
const signed = (payload: JWTPayload, by: Key = key, alg = 'ES256') =>
  new SignJWT(payload).setProtectedHeader({ alg, kid: '1' }).sign(by);
const tokens = (idToken: string | undefined) => ({
  access_token: 'access',
  token_type: 'Bearer',
  id_token: idToken,
});
/** The tokens with a good ID token in which some claims are changed. */
const withClaims = (changed: JWTPayload) => async (good: JWTPayload) =>
  tokens(await signed({ ...good, ...changed }));

/** Goes to the provider and back with any code, and exchanges the code of the platform. */
async function signIn(answer: typeof token, parameters: Record<string, string> = {}) {
  token = answer;
  const verifier = randomBytes(32).toString('base64url');
  const challenge = createHash('sha256').update(verifier).digest('base64url');
  const manual = { redirect: 'manual' } as const;
  const begun = await fetch(`${platform.url}/oidc/start?challenge=${challenge}`, manual);
  const { state, nonce } = Object.fromEntries(new URL(begun.headers.get('location')!).searchParams);
  claims = {
    iss: issuer,
    aud: 'assent',
    sub: 'subject',
    iat: seconds(),
    exp: seconds(60),
    nonce,
    auth_time: seconds(),
    acr: 'urn:city:face',
    cert_no: certNo,
  };
  const query = new URLSearchParams({ code: 'x', state: state!, ...parameters });
  const back = await fetch(`${platform.url}/oidc/callback?${query}`, manual);
  const location = back.headers.get('location');
  const code = location ? new URL(location).searchParams.get('signIn')! : 'none';
  return { status: back.status, input: { input: { code, verifier } } };
}

describe('an identity provider that has been taken over', () => {
  it('signs in whom a good answer names, so that those below fail for their own reason', async () => {
    const { input } = await signIn(withClaims({}));
    const { completeProviderSignIn } = await platform.anonymous.run(COMPLETE, input);
    expect(completeProviderSignIn.strength).toBe('FACE');
    userInfo = { sub: 'subject', cert_no: certNo };
    const again = await signIn(withClaims({ cert_no: undefined }));
    await platform.anonymous.run(COMPLETE, again.input);
  });

  // biome-ignore format: a table is read by its rows
  it.each<[string, typeof token]>([
    ['an ID token by another key', async (good) => tokens(await signed(good, otherKey))],
    ['an unsigned ID token', async (good) => tokens(unsigned({ alg: 'none' }, good))],
    ['an ID token signed with the client’s secret', async (good) => tokens(await signed(good, Buffer.from(SECRET), 'HS256'))],
    ['an ID token signed with its public key', async (good) => tokens(await signed(good, Buffer.from(JSON.stringify(publicJwk)), 'HS256'))],
    ['no ID token', () => tokens(undefined)],
    ['another issuer', withClaims({ iss: 'https://other.test' })],
    ['another audience', withClaims({ aud: 'other' })],
    ['several audiences of which another is the authorized party', withClaims({ aud: ['assent', 'other'], azp: 'other' })],
    ['another nonce', withClaims({ nonce: 'other' })],
    ['no nonce', withClaims({ nonce: undefined })],
    ['an ID token that has expired', withClaims({ exp: seconds(-120) })],
    ['a sign-in of ten minutes ago', withClaims({ auth_time: seconds(-600) })],
    ['no time of the sign-in', withClaims({ auth_time: undefined })],
    ['an unknown strength', withClaims({ acr: 'urn:city:root' })],
    ['no strength', withClaims({ acr: undefined })],
    ['a list of strengths', withClaims({ acr: ['urn:city:face'] } as JWTPayload)],
    ['an ID number that is a number', withClaims({ cert_no: 379900 })],
    ['a list of ID numbers', async (good) => withClaims({ cert_no: [good.cert_no] })(good)],
    ['an ID number that nobody can have', withClaims({ cert_no: `${'1'.repeat(100_000)}\0` })],
    ['no ID number', withClaims({ cert_no: undefined })],
    ['no JSON', (_good, reply) => reply.type('text/html').send('<html></html>')],
    ['a failure of its own', (_good, reply) => reply.code(500).send({})],
    ['a redirect', (_good, reply) => reply.redirect(`${issuer}/jwks`, 307)],
    ['a large body', async (good) => ({ ...tokens(await signed(good)), pad: ' '.repeat(4_000_000) })],
    ['a body that is small only while it is compressed', async (good, reply) =>
      reply.type('application/json').header('content-encoding', 'gzip')
        .send(gzipSync(JSON.stringify({ ...tokens(await signed(good)), pad: ' '.repeat(40_000_000) })))],
  ])('signs nobody in with %s', async (_what, answer) => {
    const { input } = await signIn(answer);
    expect(await platform.anonymous.refusal(COMPLETE, input)).toMatchObject(FAILED);
  });

  it.each([
    ['of another subject', { sub: 'other' }],
    ['without a subject', {}],
    ['with a list of ID numbers', { sub: 'subject', list: true }],
  ])(
    'signs nobody in with user information %s',
    async (_what, { list, ...told }: Record<string, unknown>) => {
      userInfo = { ...told, cert_no: list ? [certNo] : certNo };
      const { input } = await signIn(withClaims({ cert_no: undefined }));
      expect(await platform.anonymous.refusal(COMPLETE, input)).toMatchObject(FAILED);
    },
  );

  it('signs nobody in with the answer of another issuer', async () => {
    const { input } = await signIn(withClaims({}), { iss: 'https://other.test' });
    expect(await platform.anonymous.refusal(COMPLETE, input)).toMatchObject(FAILED);
  });

  it('holds nobody up for longer than its time-out with an answer that never ends', async () => {
    const endless = (_good: JWTPayload, reply: FastifyReply) => {
      reply.hijack();
      reply.raw.writeHead(200, { 'content-type': 'application/json' });
      reply.raw.write('{"access_token":');
    };
    const { status, input } = await signIn(endless);
    expect([303, 503]).toContain(status);
    expect(await platform.anonymous.refusal(COMPLETE, input)).toMatchObject(FAILED);
  });
});

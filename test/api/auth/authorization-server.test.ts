import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import Fastify, { type FastifyInstance } from 'fastify';
import { decodeJwt, decodeProtectedHeader, type JWTPayload } from 'jose';
import pg from 'pg';
import { DpopNonces } from '../../../api/auth/dpop-nonce.js';
import { authorizationServer } from '../../../api/auth/oauth/authorization-server.js';
import { RecipientTokens } from '../../../api/auth/recipient-token.js';
import { type Keys, loadKeys } from '../../../api/secrets/keyring.js';
import { ReplayGuard } from '../../../consent/authentication/replay-guard.js';
import { executorOf } from '../../../consent/database/executor.js';
import { type Algorithm, RecipientKey } from '../../../examples/clients/recipient-key.js';
import { proofsInMemory } from '../../support/clients/proofs-in-memory.js';
import { createTestDatabase, type TestDatabase } from '../../support/database/database.js';
import { withDirectory } from '../../support/keys-on-disk.js';

const CLIENT = 'client-1';

describe('the token endpoint', () => {
  let database: TestDatabase;
  let pool: pg.Pool;
  let keys: Keys;
  let nonces: DpopNonces;
  let key: RecipientKey;
  const extraKeys: RecipientKey[] = [];
  const servers: FastifyInstance[] = [];
  let issuer: string;

  const serve = async (): Promise<string> => {
    const app = Fastify();
    const replayGuard = new ReplayGuard(executorOf(pool));
    await app.register(authorizationServer, {
      issuer: () => issuer,
      signingKey: keys.accessTokenKey.privateJwk,
      otherPublicKeys: [{ kty: 'OKP', crv: 'Ed25519', x: 'receipts', kid: 'receipts' }],
      nonces,
      findClient: async (clientId) =>
        clientId === CLIENT
          ? {
              clientId,
              jwks: { keys: [key, ...extraKeys].map(({ publicJwk }) => publicJwk) },
              recipientCode: 'INS001',
            }
          : null,
      firstUse: (id, lifetimeSeconds) => replayGuard.firstUse('TOKEN_REQUEST', id, lifetimeSeconds),
      limits: { address: () => undefined, client: () => undefined },
    });
    servers.push(app);
    return app.listen({ port: 0 });
  };

  beforeAll(async () => {
    database = await createTestDatabase();
    pool = new pg.Pool({ connectionString: database.urls.identity });
    // The database is dropped while the last connections are still closing.
    pool.on('error', () => undefined);
    keys = await withDirectory(loadKeys);
    nonces = new DpopNonces(keys.cursorKey);
    key = await RecipientKey.create();
    issuer = await serve();
  });
  afterAll(async () => {
    await Promise.all(servers.map((app) => app.close()));
    await pool.end();
    await database.drop();
  });

  const request = async (form: Record<string, string>, headers: Record<string, string> = {}, at = issuer) => {
    const answer = await fetch(`${at}/oauth/token`, {
      method: 'POST',
      headers,
      body: new URLSearchParams(form),
    });
    const nonce = answer.headers.get('dpop-nonce');
    return { status: answer.status, nonce, body: (await answer.json()) as Record<string, unknown> };
  };
  const form = async (signer = key, claims: JWTPayload = {}, audience = issuer) => ({
    grant_type: 'client_credentials',
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    client_assertion: await signer.assertion(CLIENT, audience, claims),
  });
  const proof = (claims: JWTPayload = {}) =>
    key.proof({ method: 'POST', uri: `${issuer}/oauth/token` }, claims);

  it('issues a token that the API accepts, bound to the key of the proof', async () => {
    const { status, body } = await request(await form(), { dpop: await proof() });
    expect(status).toBe(200);
    expect(body).toMatchObject({ token_type: 'DPoP', expires_in: 300 });
    const token = body.access_token as string;
    expect(decodeProtectedHeader(token)).toEqual({
      alg: 'EdDSA',
      typ: 'at+jwt',
      kid: keys.accessTokenKey.kid,
    });
    expect(decodeJwt(token)).toMatchObject({
      iss: issuer,
      aud: `${issuer}/graphql`,
      client_id: CLIENT,
      recipient: 'INS001',
      cnf: { jkt: key.thumbprint },
    });
    const recipients = new RecipientTokens({
      issuer: () => issuer,
      publicKey: keys.accessTokenKey.publicKey,
      ...proofsInMemory(),
    });
    const use = await key.proof({ method: 'POST', uri: `${issuer}/graphql`, token });
    expect(await recipients.verify(token, use, 'POST')).toMatchObject({
      recipientCode: 'INS001',
      clientId: CLIENT,
      signer: key.thumbprint,
    });
  });

  it.each(['EdDSA', 'Ed25519', 'ES256', 'PS256'] as Algorithm[])(
    'takes assertions and proofs signed with %s',
    async (algorithm) => {
      const other = await RecipientKey.create(algorithm);
      extraKeys.push(other);
      const dpop = await other.proof({ method: 'POST', uri: `${issuer}/oauth/token` });
      const { status, body } = await request(await form(other), { dpop });
      expect({ status, type: body.token_type }).toEqual({ status: 200, type: 'DPoP' });
    },
  );

  const inSeconds = (offset: number) => Math.floor(Date.now() / 1000) + offset;
  const within = (iat: number, exp: number) => ({ iat: inSeconds(iat), exp: inSeconds(exp) });

  it.each([
    ['at once', {}],
    ['50 s ago', () => within(-50, 10)],
    ['9 s ahead of the clock', () => within(9, 69)],
    ['with a time from which it is valid', () => ({ nbf: inSeconds(5) })],
  ])('takes an assertion that was signed %s', async (_, claims) => {
    const made = form(key, typeof claims === 'function' ? claims() : claims);
    expect((await request(await made, { dpop: await proof() })).status).toBe(200);
  });

  it.each<[string, () => JWTPayload, RegExp]>([
    ['the token endpoint as its audience', () => ({ aud: `${issuer}/oauth/token` }), /audience \(aud\)/],
    ['a list of audiences', () => ({ aud: [issuer] }), /audience \(aud\)/],
    ['another audience beside us', () => ({ aud: [issuer, 'https://evil.example'] }), /audience \(aud\)/],
    ['a slash after the issuer', () => ({ aud: `${issuer}/` }), /authentication failed/],
    ['a time of issue 50 minutes ahead', () => within(3_000, 3_060), /iat must be/],
    ['a time of issue 12 s ahead', () => within(12, 60), /iat must be/],
    ['a time of issue 65 s ago', () => within(-65, 5), /iat must be/],
    ['a lifetime of a day', () => within(0, 86_400), /lifetime/],
    ['a lifetime of 61 s', () => within(0, 61), /lifetime/],
    ['no time of issue', () => ({ iat: undefined }), /both iat and exp/],
    ['no end', () => ({ exp: undefined }), /authentication failed/],
  ])('refuses an assertion with %s, and says so to the holder of the key', async (_, claims, told) => {
    const { status, body } = await request(await form(key, claims()), { dpop: await proof() });
    expect({ status, error: body.error }).toEqual({ status: 401, error: 'invalid_client' });
    expect(body.error_description).toMatch(told);
  });

  it('tells who has not the key nothing about an assertion', async () => {
    const thief = await RecipientKey.create();
    const { body } = await request(await form(thief, { aud: [issuer] }), { dpop: await proof() });
    expect(body).toEqual({ error: 'invalid_client', error_description: 'client authentication failed' });
  });

  it('refuses a DPoP proof in place of an assertion', async () => {
    const stolen = await key.proof(
      { method: 'POST', uri: `${issuer}/oauth/token` },
      { iss: CLIENT, sub: CLIENT, aud: issuer, exp: inSeconds(60) },
    );
    const { status, body } = await request(
      { ...(await form()), client_assertion: stolen },
      { dpop: await proof() },
    );
    expect({ status, error: body.error }).toEqual({ status: 401, error: 'invalid_client' });
  });

  it('issues no bearer tokens', async () => {
    const { status, body } = await request(await form());
    expect({ status, error: body.error }).toEqual({ status: 400, error: 'invalid_grant' });
  });

  it.each<[string, () => Promise<Record<string, string>>, string]>([
    ['signed with another key', async () => form(await RecipientKey.create()), 'invalid_client'],
    ['that has expired', () => form(key, { exp: Math.floor(Date.now() / 1000) - 60 }), 'invalid_client'],
    [
      'that lives for days',
      () => form(key, { exp: Math.floor(Date.now() / 1000) + 90_000 }),
      'invalid_client',
    ],
    ['for another server', () => form(key, {}, 'https://evil.example'), 'invalid_client'],
    ['without an identifier', () => form(key, { jti: undefined }), 'invalid_client'],
    ['of an unknown client', () => form(key, { sub: 'nobody', iss: 'nobody' }), 'invalid_client'],
    ['that is garbage', async () => ({ ...(await form()), client_assertion: 'garbage' }), 'invalid_request'],
  ])('refuses an assertion %s', async (_, makeForm, error) => {
    const { status, body } = await request(await makeForm(), { dpop: await proof() });
    expect(body.error).toBe(error);
    expect(status).toBe(error === 'invalid_client' ? 401 : 400);
    expect(JSON.stringify(body)).not.toMatch(/at .*\.js/);
  });

  it.each([
    ['a secret', { client_id: CLIENT, client_secret: 'x' }],
    ['nothing', { client_id: CLIENT }],
  ])('does not take %s for authentication', async (_, credentials) => {
    const { status, body } = await request(
      { grant_type: 'client_credentials', ...credentials },
      { dpop: await proof() },
    );
    expect(status).toBeGreaterThanOrEqual(400);
    expect(body.error).toMatch(/^invalid_(client|request)$/);
  });

  it.each(['authorization_code', 'refresh_token', 'password', 'implicit'])(
    'knows no %s grant',
    async (grant_type) => {
      const { body } = await request({ ...(await form()), grant_type }, { dpop: await proof() });
      expect(body.error).toBe('unsupported_grant_type');
    },
  );

  it('issues tokens for the API only', async () => {
    const elsewhere = { resource: 'https://elsewhere.example', scope: 'everything' };
    const { body } = await request({ ...(await form()), ...elsewhere }, { dpop: await proof() });
    expect(body.error).toBe('invalid_target');
  });

  describe('accepts only once', () => {
    it('an assertion, even at two processes and at the same time', async () => {
      const another = await serve();
      const used = await form();
      const answers = await Promise.all(
        Array.from({ length: 6 }, async (_, i) =>
          request(used, { dpop: await proof() }, i % 2 ? another : issuer),
        ),
      );
      expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
      expect(answers.filter(({ body }) => body.error === 'invalid_client')).toHaveLength(5);
    });

    it('a proof', async () => {
      const dpop = await proof();
      expect((await request(await form(), { dpop })).status).toBe(200);
      expect((await request(await form(), { dpop })).status).toBe(400);
    });

    it('a proof, for as long as it would be accepted: with a nonce, or ahead of our clock', async () => {
      const { nonce } = await request(await form(), { dpop: await proof({ iat: 1 }) });
      for (const claims of [{ nonce, iat: 1 }, { iat: inSeconds(9) }]) {
        await database.sql('DELETE FROM assent.replay_guard');
        const dpop = await proof(claims);
        expect((await request(await form(), { dpop })).status).toBe(200);
        expect((await request(await form(), { dpop })).status).toBe(400);
        const [row] = await database.sql(
          "SELECT max(expires_at) > assent.now() + interval '290 seconds' AS held FROM assent.replay_guard",
        );
        expect(row!.held).toBe(true);
      }
    });
  });

  it('asks for a nonce where the clock of a proof is wrong, and takes it from there', async () => {
    for (const iat of [inSeconds(-65), inSeconds(12), inSeconds(-400), 1]) {
      const refused = await request(await form(), { dpop: await proof({ iat }) });
      expect(refused).toMatchObject({ status: 400, body: { error: 'use_dpop_nonce' } });
      const { nonce } = refused;
      expect((await request(await form(), { dpop: await proof({ iat, nonce }) })).status).toBe(200);
    }
    const bad = await request(await form(), { dpop: await proof({ nonce: 'stale' }) });
    expect(bad).toMatchObject({ status: 400, nonce: expect.any(String), body: { error: 'use_dpop_nonce' } });
  });

  it('makes the same nonces as the API takes, and gives none to a client that needs none', async () => {
    const { nonce } = await request(await form(), { dpop: await proof({ iat: 1 }) });
    expect(nonces.accepts(nonce)).toBe(true);
    // This one comes from the library.
    const { nonce: newer } = await request(await form(), { dpop: await proof({ nonce: 'stale' }) });
    expect(nonces.accepts(newer)).toBe(true);
    for (const age of [-50, 0, 9])
      expect((await request(await form(), { dpop: await proof({ iat: inSeconds(age) }) })).nonce).toBeNull();
  });

  it('refuses a proof that was made for another URL or method', async () => {
    const bad = [
      key.proof({ method: 'POST', uri: `${issuer}/graphql` }),
      key.proof({ method: 'GET', uri: `${issuer}/oauth/token` }),
      key.proof({ method: 'GET', uri: `${issuer}/oauth/token` }, { nonce: nonces.current(), iat: 1 }),
    ];
    for (const dpop of bad) {
      const { status, body } = await request(await form(), { dpop: await dpop });
      expect({ status, error: body.error }).toEqual({ status: 400, error: 'invalid_dpop_proof' });
    }
  });

  it('uses its configured name and not the Host header of the request', async () => {
    const evil = { 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'https' };
    const dpop = await key.proof({ method: 'POST', uri: 'https://evil.example/oauth/token' });
    expect((await request(await form(), { dpop, ...evil })).body.error).toBe('invalid_dpop_proof');
    expect((await request(await form(), { dpop: await proof(), ...evil })).status).toBe(200);
  });

  it('answers in JSON even to a browser', async () => {
    const { status, body } = await request({}, { accept: 'text/html' });
    expect({ status, error: body.error }).toEqual({ status: 400, error: 'invalid_request' });
  });

  it('refuses a body that is too large or of another type', async () => {
    const large = await request({ grant_type: 'x'.repeat(100_000) });
    expect(large.body.error).toBe('invalid_request');
    const json = await fetch(`${issuer}/oauth/token`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{}',
    });
    expect(json.status).toBe(400);
  });

  it('publishes metadata that list what it offers, and offers nothing else', async () => {
    const metadata = await (await fetch(`${issuer}/.well-known/oauth-authorization-server`)).json();
    expect(metadata).toEqual({
      issuer,
      token_endpoint: `${issuer}/oauth/token`,
      jwks_uri: `${issuer}/.well-known/jwks.json`,
      grant_types_supported: ['client_credentials'],
      response_types_supported: [],
      token_endpoint_auth_methods_supported: ['private_key_jwt'],
      token_endpoint_auth_signing_alg_values_supported: ['EdDSA', 'Ed25519', 'ES256', 'PS256'],
      dpop_signing_alg_values_supported: ['EdDSA', 'Ed25519', 'ES256', 'PS256'],
    });
    for (const path of [
      '/auth',
      '/me',
      '/session/end',
      '/request',
      '/reg',
      '/.well-known/openid-configuration',
    ])
      expect((await fetch(issuer + path)).status).toBe(404);
  });

  it('publishes public keys only', async () => {
    const { keys: published } = (await (await fetch(`${issuer}/.well-known/jwks.json`)).json()) as {
      keys: object[];
    };
    expect(published).toEqual([
      expect.objectContaining({
        kid: keys.accessTokenKey.kid,
        x: keys.accessTokenKey.publicJwk.x,
        alg: 'EdDSA',
      }),
      expect.objectContaining({ kid: 'receipts' }),
    ]);
    for (const jwk of published) expect(jwk).not.toHaveProperty('d');
  });
});

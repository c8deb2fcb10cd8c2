import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { decodeJwt, SignJWT } from 'jose';
import { loadKeys } from '../../api/secrets/keyring.js';
import { post } from '../../examples/clients/graphql-client.js';
import type { PersonClient } from '../../examples/clients/person-client.js';
import { RecipientKey } from '../../examples/clients/recipient-key.js';
import { ENROLLED, freshKey, newGrant } from '../support/clients/consent.js';
import { tampered, unsigned } from '../support/clients/unsigned-token.js';
import { testCluster } from '../support/database/database.js';
import { type Platform, startPlatform } from '../support/platform/platform.js';

let platform: Platform;
let me: PersonClient;
let token: string;
let grantId: string;

const COMPLETE =
  'mutation ($input: CompleteAuthenticationInput!) { completeAuthentication(input: $input) { accessToken } }';
const START = 'mutation ($input: StartAuthenticationInput!) { startAuthentication(input: $input) { id } }';

beforeAll(async () => {
  platform = await startPlatform();
  const given = await newGrant(platform);
  me = given.me;
  grantId = given.grant.id;
  const { startAuthentication } = await platform.anonymous.run(START, {
    input: { method: 'SCAN', action: 'SIGN_IN' },
  });
  const response = await me.respond('SCAN', startAuthentication.id);
  const { completeAuthentication } = await platform.anonymous.run(COMPLETE, {
    input: { challengeId: startAuthentication.id, response },
  });
  token = completeAuthentication.accessToken;
});
afterAll(() => platform.stop());

const send = (query: string, headers: Record<string, string>, variables = {}) =>
  post(`${platform.url}/graphql`, JSON.stringify({ query, variables }), headers);

const REDEEM = `mutation ($input: RedeemGrantInput!) { redeemGrant(input: $input) { ${ENROLLED} } }`;
const MINE = '{ me { person { basicIdentity { certNo } } } }';

/** The same claims, signed again with a change: what whoever stole the signing key could make, or a clock. */
async function resigned(claims: Record<string, unknown>, header: Record<string, unknown> = {}) {
  const { accessTokenKey } = await loadKeys(testCluster().varDir);
  return new SignJWT({ ...decodeJwt(token), ...claims })
    .setProtectedHeader({ alg: 'EdDSA', typ: 'person+jwt', kid: accessTokenKey.kid, ...header })
    .sign(accessTokenKey.privateKey);
}

const publicKeyAsSecret = async () => {
  const { accessTokenKey } = await loadKeys(testCluster().varDir);
  const head = Buffer.from(JSON.stringify({ alg: 'HS256', typ: 'person+jwt' })).toString('base64url');
  const signed = `${head}.${token.split('.')[1]}`;
  return `${signed}.${createHmac('sha256', accessTokenKey.publicJwk.x!).update(signed).digest('base64url')}`;
};

const nowSeconds = () => Math.floor(Date.now() / 1000);

describe('a person’s token', () => {
  it('is valid as it was issued, so that the tests below fail for their own reason', async () => {
    const { data } = await send(MINE, { authorization: `Bearer ${token}` });
    expect(data.me.person.basicIdentity).not.toBeNull();
    expect((await send(MINE, { authorization: `Bearer ${await resigned({})}` })).errors).toEqual([]);
  });

  it.each<[string, () => string | Promise<string>]>([
    ['nothing but a scheme', () => 'Bearer'],
    ['no token at all', () => 'Bearer not-a-token'],
    ['another scheme', () => `Basic ${Buffer.from('admin:admin').toString('base64')}`],
    ['two tokens', () => `Bearer ${token}, Bearer ${token}`],
    [
      'no signature (alg none)',
      () => `Bearer ${unsigned({ alg: 'none', typ: 'person+jwt' }, decodeJwt(token))}`,
    ],
    ['the public key as a shared secret (HS256)', async () => `Bearer ${await publicKeyAsSecret()}`],
    ['another person written into it', () => `Bearer ${tampered(token, { sub: '1' })}`],
    ['a higher strength written into it', () => `Bearer ${tampered(token, { strength: 'FACE' })}`],
    ['expired', async () => `Bearer ${await resigned({ exp: nowSeconds() - 1 })}`],
    ['without an end', async () => `Bearer ${await resigned({ exp: undefined })}`],
    [
      'made out to another service',
      async () => `Bearer ${await resigned({ aud: 'https://elsewhere.example/person' })}`,
    ],
    ['by another issuer', async () => `Bearer ${await resigned({ iss: 'https://elsewhere.example' })}`],
    ['of another type', async () => `Bearer ${await resigned({}, { typ: 'at+jwt' })}`],
    ['of an unknown strength', async () => `Bearer ${await resigned({ strength: 'ROOT' })}`],
    ['whose person is no number', async () => `Bearer ${await resigned({ sub: '1 OR 1=1' })}`],
    ['100 kB long', () => `Bearer ${'x'.repeat(12_000)}`],
    ['a recipient’s', async () => `Bearer ${await platform.insurer.accessToken()}`],
    ['under the recipients’ scheme', () => `DPoP ${token}`],
  ])('is refused when it is %s', async (_what, authorization) => {
    const { status, errors, data, headers } = await send(MINE, { authorization: await authorization() });
    expect({ status, codes: errors.map(({ extensions }) => extensions), data }).toEqual({
      status: 401,
      codes: [{ code: 'UNAUTHENTICATED' }],
      data: null,
    });
    expect(headers.get('www-authenticate')).toContain('DPoP');
  });

  it('is refused by a platform of another name', async () => {
    const { url } = await platform.another();
    const { status } = await post(`${url}/graphql`, JSON.stringify({ query: MINE }), {
      authorization: `Bearer ${token}`,
    });
    expect(status).toBe(401);
  });

  it('is refused even if only public fields are selected', async () => {
    expect((await send('{ purposes { code } }', { authorization: 'Bearer forged' })).status).toBe(401);
  });
});

describe('a recipient’s token and proof', () => {
  const redeem = (headers: Record<string, string>) =>
    send(REDEEM, headers, { input: { grantId, idempotencyKey: freshKey() } });
  const proof = async (
    claims: Record<string, unknown> = {},
    over: { uri?: string; method?: string; token?: string; key?: RecipientKey } = {},
  ) => {
    const access = await platform.insurer.accessToken();
    const { key = platform.insurer.key, ...rest } = over;
    const dpop = await key.proof(
      { method: 'POST', uri: `${platform.url}/graphql`, token: access, ...rest },
      claims,
    );
    return { authorization: `DPoP ${access}`, dpop };
  };

  it.each<[string, () => Promise<Record<string, string>>]>([
    ['without a proof', async () => ({ authorization: (await proof()).authorization })],
    ['without a token', async () => ({ authorization: 'DPoP', dpop: (await proof()).dpop })],
    ['as a bearer token', async () => ({ authorization: `Bearer ${await platform.insurer.accessToken()}` })],
    ['with a proof of another method', () => proof({}, { method: 'GET' })],
    ['with a proof for another address', () => proof({}, { uri: 'https://elsewhere.example/graphql' })],
    ['with a proof for another token', () => proof({}, { token })],
    ['with a proof of two minutes ago', () => proof({ iat: nowSeconds() - 120 })],
    ['with a proof of tomorrow', () => proof({ iat: nowSeconds() + 86_400 })],
    ['with a proof without an identifier', () => proof({ jti: undefined })],
    [
      'with a proof of a stolen token by the thief’s own key',
      async () => proof({}, { key: await RecipientKey.create() }),
    ],
    ['with the proof of another recipient', () => proof({}, { key: platform.otherInsurer.key })],
    [
      'with another recipient written into it',
      async () => {
        const { authorization, dpop } = await proof();
        return {
          authorization: `DPoP ${tampered(authorization.slice(5), { recipient: 'BANK-ZHIFU' })}`,
          dpop,
        };
      },
    ],
    [
      'with two proofs',
      async () => {
        const one = await proof();
        return { ...one, dpop: `${one.dpop}, ${(await proof()).dpop}` };
      },
    ],
  ])('are refused %s', async (_what, headers) => {
    const { status, errors, data } = await redeem(await headers());
    expect({ status, codes: errors.map(({ extensions }) => extensions), data }).toEqual({
      status: 401,
      codes: [{ code: 'UNAUTHENTICATED' }],
      data: null,
    });
  });

  it('are accepted once: the replay of a whole request is refused, and no further use is counted', async () => {
    const headers = await proof();
    const input = { grantId, idempotencyKey: freshKey() };
    const first = await send(REDEEM, headers, { input });
    const second = await send(REDEEM, headers, { input: { ...input, idempotencyKey: freshKey() } });
    expect(first.data.redeemGrant).toMatchObject({ useNumber: 1, usesRemaining: 2 });
    expect({ status: second.status, code: second.errors[0]!.extensions.code }).toEqual({
      status: 401,
      code: 'UNAUTHENTICATED',
    });
    const { data } = await redeem(await proof());
    expect(data.redeemGrant).toMatchObject({ useNumber: 2, usesRemaining: 1 });
  });
});

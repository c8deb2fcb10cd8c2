import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import Fastify, { type FastifyInstance } from 'fastify';
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose';
import { cardReader } from '../../api/adapters/card-reader.js';
import { evoucherService } from '../../api/adapters/evoucher.js';
import { faceService } from '../../api/adapters/face.js';

const PLATFORM = 'https://assent.test';
const CERT_NO = '379900199001011234';

type Key = Parameters<SignJWT['sign']>[0];

/** The test holds the key of the service and signs any claims with it. */
describe.each([
  [
    'an e-voucher for a challenge',
    'evoucher+jwt',
    { certNo: CERT_NO, challengeId: randomUUID() },
    evoucherService,
  ],
  ['an e-voucher for a counter', 'evoucher+jwt', { certNo: CERT_NO, counter: 'YT-01-05' }, evoucherService],
  ['a face ticket', 'face-ticket+jwt', { certNo: CERT_NO, challengeId: randomUUID() }, faceService],
  ['a card ticket', 'chip-read+jwt', { certNo: CERT_NO, counter: 'YT-01-05' }, cardReader],
])('%s', (_name, type, claims, service) => {
  let app: FastifyInstance;
  let issuer: string;
  let key: Key;
  let otherKey: Key;
  beforeAll(async () => {
    const pair = await generateKeyPair('EdDSA');
    key = pair.privateKey;
    otherKey = (await generateKeyPair('EdDSA')).privateKey;
    const jwks = { keys: [{ ...(await exportJWK(pair.publicKey)), alg: 'EdDSA', use: 'sig' }] };
    app = Fastify();
    app.get('/.well-known/:name', async () => jwks);
    issuer = await app.listen({ port: 0, host: '127.0.0.1' });
  });
  afterAll(() => app.close());

  const nowSeconds = () => Math.floor(Date.now() / 1000);
  const sign = (
    changed: JWTPayload = {},
    { typ = type, by = key, alg = 'EdDSA' }: { typ?: string; by?: Key; alg?: string } = {},
  ) => {
    const now = nowSeconds();
    const payload = {
      ...claims,
      iss: issuer,
      aud: PLATFORM,
      iat: now,
      exp: now + 60,
      jti: randomUUID(),
      ...changed,
    };
    return new SignJWT(payload).setProtectedHeader({ alg, typ }).sign(by);
  };
  const verify = (ticket: string) => service(issuer, () => PLATFORM).verify(ticket);

  /** An e-voucher may be for either, so here its place is given an unknown name. */
  const otherPlace = () => {
    const [own, other] = 'counter' in claims ? ['counter', 'challengeId'] : ['challengeId', 'counter'];
    return sign({ [own]: undefined, [type === 'evoucher+jwt' ? 'place' : other]: 'YT-01-05' });
  };

  it('is accepted if it is signed, for this platform, single-use and fresh', async () => {
    expect(await verify(await sign({ jti: 'once' }))).toEqual({ ...claims, jti: 'once' });
  });

  // biome-ignore format: a table is read by its rows
  it.each<[string, () => Promise<string>]>([
    ['signed by another key', () => sign({}, { by: otherKey })],
    ['signed with the public URL as a shared secret', () => sign({}, { alg: 'HS256', by: Buffer.from(PLATFORM.padEnd(64)) })],
    ['for another audience', () => sign({ aud: 'https://bank.test' })],
    ['without an audience', () => sign({ aud: undefined })],
    ['issued by another service', () => sign({ iss: 'https://evoucher.test' })],
    ['of another type', () => sign({}, { typ: 'JWT' })],
    ['of the other service’s type', () => sign({}, { typ: type === 'evoucher+jwt' ? 'face-ticket+jwt' : 'evoucher+jwt' })],
    ['expired', () => sign({ iat: nowSeconds() - 60, exp: nowSeconds() - 10 })],
    ['older than two minutes, even if it has not expired', () => sign({ iat: nowSeconds() - 130, exp: nowSeconds() + 3_600 })],
    ['from the future', () => sign({ iat: nowSeconds() + 60, exp: nowSeconds() + 120 })],
    ['not yet valid', () => sign({ nbf: nowSeconds() + 60 })],
    ['without an expiry', () => sign({ exp: undefined })],
    ['without a time of issue', () => sign({ iat: undefined })],
    ['without a jti, so that it could be used twice', () => sign({ jti: undefined })],
    ['without an ID number', () => sign({ certNo: undefined })],
    ['of an ID number that is no text', () => sign({ certNo: [CERT_NO] })],
    ['for no challenge and no counter', () => sign({ challengeId: undefined, counter: undefined })],
    ['for a challenge and a counter', () => sign({ challengeId: randomUUID(), counter: 'YT-01-05' })],
    ['for a challenge or counter without a name', () => sign(Object.fromEntries(Object.keys(claims).map((name) => [name, name === 'certNo' ? CERT_NO : ''])))],
    ['for two challenges or counters', () => sign(Object.fromEntries(Object.entries(claims).map(([name, value]) => [name, name === 'certNo' ? value : [value, 'other']])))],
    ['for the other kind of place, which its service makes no tickets for', () => otherPlace()],
  ])('is refused if it is %s', async (_what, ticket) => {
    expect(await verify(await ticket())).toBeNull();
  });
});

import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import Fastify, { type FastifyInstance } from 'fastify';
import { calculateJwkThumbprint, exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose';
import { ticketVerifier } from '../../../api/adapters/signed-ticket.js';
import { parsePinnedKeys } from '../../../api/pinned-keys.js';

const PLATFORM = 'https://assent.test';
const OTHER = 'A'.repeat(43);

interface Pair {
  readonly privateKey: Parameters<SignJWT['sign']>[0];
  readonly jwk: JWK;
}

async function newPair(): Promise<Pair> {
  const { privateKey, publicKey } = await generateKeyPair('EdDSA', { extractable: true });
  return { privateKey, jwk: { ...(await exportJWK(publicKey)), alg: 'EdDSA', kid: randomUUID() } };
}

describe('a ticket of a service whose keys are pinned', () => {
  let app: FastifyInstance;
  let url: string;
  let directory: string;
  let asked = 0;
  let pair: Pair;
  let stranger: Pair;
  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), 'assent-pins-'));
    [pair, stranger] = await Promise.all([newPair(), newPair()]);
    app = Fastify();
    // Whoever took over the service's URL publishes a key of their own beside it.
    app.get('/jwks.json', async () => {
      asked += 1;
      return { keys: [pair.jwk, stranger.jwk] };
    });
    url = await app.listen({ port: 0, host: '127.0.0.1' });
  });
  afterAll(async () => {
    await app.close();
    rmSync(directory, { recursive: true });
  });

  const file = (content: unknown) => {
    const path = join(directory, randomUUID());
    writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
    return path;
  };
  const ticketOf = ({ privateKey, jwk }: Pair) =>
    new SignJWT({ certNo: '1', counter: 'C1' })
      .setProtectedHeader({ alg: 'EdDSA', typ: 'ticket+jwt', kid: jwk.kid! })
      .setIssuer(url)
      .setAudience(PLATFORM)
      .setIssuedAt()
      .setExpirationTime('1m')
      .setJti(randomUUID())
      .sign(privateKey);
  const verify = async (by: Pair, pins: string | null) =>
    ticketVerifier({
      name: 'the test service',
      url,
      jwksPath: '/jwks.json',
      type: 'ticket+jwt',
      audience: () => PLATFORM,
      places: ['counter'],
      pinnedKeys: pins === null ? null : parsePinnedKeys(pins),
    })(await ticketOf(by));

  it('is accepted if its key is one that is pinned, by thumbprint or in a file', async () => {
    const thumbprint = await calculateJwkThumbprint(pair.jwk);
    expect(await verify(pair, `${OTHER}, ${thumbprint}`)).toMatchObject({ certNo: '1' });
    expect(await verify(pair, file({ keys: [pair.jwk] }))).toMatchObject({ certNo: '1' });
  });

  it('is refused if its key is only published', async () => {
    const thumbprint = await calculateJwkThumbprint(pair.jwk);
    expect(await verify(stranger, null)).toMatchObject({ certNo: '1' });
    expect(await verify(stranger, thumbprint)).toBeNull();
    expect(await verify(stranger, file({ keys: [pair.jwk] }))).toBeNull();
  });

  it('is verified by a file without asking the service', async () => {
    const before = asked;
    await verify(pair, file({ keys: [pair.jwk] }));
    expect(asked).toBe(before);
  });

  it.each([
    ['a path where nothing is', () => '/nowhere/keys.json'],
    ['a file without keys', () => file({ keys: [] })],
    ['a file that is not JSON', () => file('keys')],
    ['a file with a private key', () => file({ keys: [{ ...pair.jwk, d: 'secret' }] })],
    ['a thumbprint that is cut off', () => 'A'.repeat(42)],
    ['nothing', () => ''],
  ])('can’t be pinned to %s', (_what, text) => {
    expect(() => parsePinnedKeys(text())).toThrow();
  });
});

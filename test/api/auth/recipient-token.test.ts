import { createHmac, randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it, jest } from '@jest/globals';
import { exportJWK, type JWTPayload, SignJWT } from 'jose';
import { DpopNonces } from '../../../api/auth/dpop-nonce.js';
import { PersonTokens } from '../../../api/auth/person-token.js';
import { RecipientTokens } from '../../../api/auth/recipient-token.js';
import { type Keys, loadKeys } from '../../../api/secrets/keyring.js';
import { RecipientKey } from '../../../examples/clients/recipient-key.js';
import { proofsInMemory } from '../../support/clients/proofs-in-memory.js';
import { tampered, unsigned } from '../../support/clients/unsigned-token.js';
import { withDirectory } from '../../support/keys-on-disk.js';

const ISSUER = 'https://assent.example';
const uri = `${ISSUER}/graphql`;
const POST = { method: 'POST', uri };

describe('a recipient’s token', () => {
  let keys: Keys;
  let key: RecipientKey;
  let settings: ConstructorParameters<typeof RecipientTokens>[0];
  let tokens: RecipientTokens;
  beforeAll(async () => {
    keys = await withDirectory(loadKeys);
    key = await RecipientKey.create();
    settings = {
      issuer: () => ISSUER,
      publicKey: keys.accessTokenKey.publicKey,
      ...proofsInMemory(),
    };
    tokens = new RecipientTokens(settings);
  });

  const seconds = () => Math.floor(Date.now() / 1000);
  const claims = (bound = key): JWTPayload => ({
    iss: ISSUER,
    aud: uri,
    sub: 'client-1',
    client_id: 'client-1',
    recipient: 'INS001',
    signer: bound.thumbprint,
    exp: seconds() + 300,
    cnf: { jkt: bound.thumbprint },
  });
  const issue = (other: JWTPayload = {}, header: object = {}, signer = keys.accessTokenKey.privateKey) =>
    new SignJWT({ ...claims(), ...other })
      .setProtectedHeader({ alg: 'EdDSA', typ: 'at+jwt', ...header })
      .sign(signer);
  const verify = async (token: string, proof?: string) =>
    tokens.verify(token, proof ?? (await key.proof({ ...POST, token })), 'POST');
  const refused = (operation: Promise<unknown>, message: RegExp | string) =>
    expect(operation).rejects.toMatchObject({
      code: 'UNAUTHENTICATED',
      message: expect.stringMatching(message),
    });

  it('with a proof identifies the recipient, as a caller that nothing can change', async () => {
    const caller = await verify(await issue());
    expect(caller).toEqual({
      kind: 'RECIPIENT',
      recipientCode: 'INS001',
      clientId: 'client-1',
      signer: key.thumbprint,
      proof: expect.any(Buffer),
    });
    expect(Object.isFrozen(caller)).toBe(true);
  });

  it.each(['EdDSA', 'Ed25519', 'ES256', 'PS256'] as const)(
    'may be bound to a key for %s',
    async (algorithm) => {
      const other = await RecipientKey.create(algorithm);
      const token = await issue(claims(other));
      await expect(verify(token, await other.proof({ ...POST, token }))).resolves.toMatchObject({
        clientId: 'client-1',
      });
    },
  );

  it('is accepted from the cache until it expires, and not afterwards', async () => {
    const token = await issue({ exp: seconds() + 2 });
    await verify(token);
    jest.useFakeTimers({
      now: Date.now() + 2_000,
      doNotFake: ['nextTick', 'queueMicrotask', 'setImmediate'],
    });
    try {
      await refused(verify(token), /access token has expired/);
    } finally {
      jest.useRealTimers();
    }
  });

  describe('is refused when it', () => {
    it.each<[string, () => Promise<string> | string]>([
      ['is garbage', () => 'garbage'],
      ['is empty segments', () => '..'],
      ['is unsigned (alg none)', () => unsigned({ alg: 'none', typ: 'at+jwt' }, claims())],
      [
        'has alg none over a good signature',
        async () => {
          const [, , signature] = (await issue()).split('.');
          return unsigned({ alg: 'none', typ: 'at+jwt' }, claims(), signature);
        },
      ],
      [
        'is signed with the public key as a secret (HS256)',
        async () => {
          const header = { alg: 'HS256', typ: 'at+jwt', kid: keys.accessTokenKey.kid };
          const [head, body] = unsigned(header, claims()).split('.');
          const secret = JSON.stringify(await exportJWK(keys.accessTokenKey.publicKey));
          return `${head}.${body}.${createHmac('sha256', secret).update(`${head}.${body}`).digest('base64url')}`;
        },
      ],
      ['is signed by the recipient itself', () => issue({}, {}, key.privateKey)],
      ['was changed after signing', async () => tampered(await issue(), { recipient: 'BANK01' })],
      ['is for another audience', () => issue({ aud: `${ISSUER}/person` })],
      ['is for several audiences, none ours', () => issue({ aud: ['a', 'b'] })],
      ['is of another issuer', () => issue({ iss: 'https://evil.example' })],
      ['is of another type', () => issue({}, { typ: 'JWT' })],
      ['has no type', () => issue({}, { typ: undefined })],
      ['never expires', () => issue({ exp: undefined })],
      ['names no recipient', () => issue({ recipient: undefined })],
      ['names no client', () => issue({ client_id: undefined })],
      ['names no key that it was asked for with', () => issue({ signer: undefined })],
      [
        'is a person’s',
        () =>
          new PersonTokens(() => ISSUER, keys.accessTokenKey).issue({
            personId: '1',
            strength: 'FACE',
            session: 'x',
          }),
      ],
    ])('%s', async (_, make) => {
      await refused(verify(await make()), /^The access token is not valid\. Get a new one/);
    });

    it('has expired', async () =>
      refused(verify(await issue({ exp: seconds() - 1 })), /access token has expired/));

    it('is not bound to a key', async () => {
      for (const cnf of [null, 'x', {}, { jkt: 1 }])
        await refused(verify(await issue({ cnf })), /access token is not (bound|valid)/);
    });

    it('is oversized', async () => {
      await refused(verify('a'.repeat(5_000)), /access token is too long/);
      await refused(verify(await issue({ padding: 'x'.repeat(5_000) })), /access token is too long/);
    });
  });

  describe('is refused when its proof', () => {
    const withProof = async (claims: JWTPayload = {}, header: Record<string, unknown> = {}) => {
      const token = await issue();
      return verify(token, await key.proof({ ...POST, token }, claims, header));
    };

    it('is missing', async () => {
      const token = await issue();
      for (const proof of [undefined, ''])
        await refused(tokens.verify(token, proof, 'POST'), /DPoP proof is missing/);
    });

    it.each<[string, JWTPayload, RegExp]>([
      ['is for another URL', { htu: `${ISSUER}/oauth/token` }, /another URL/],
      ['is for another host', { htu: 'https://evil.example/graphql' }, /another URL/],
      ['is for another scheme', { htu: 'http://assent.example/graphql' }, /another URL/],
      ['has no URL', { htu: 'graphql' }, /another URL/],
      ['is for another method', { htm: 'GET' }, /another HTTP method/],
      ['is for another token', { ath: 'x' }, /another access token/],
      ['is for no token', { ath: undefined }, /not valid/],
      ['is older than a minute', { iat: Math.floor(Date.now() / 1000) - 62 }, /too old/],
      ['is more than ten seconds ahead', { iat: Math.floor(Date.now() / 1000) + 60 }, /too old, or ahead/],
      ['has no time', { iat: undefined }, /not valid/],
      ['has no identifier', { jti: undefined }, /not valid/],
      ['has an empty identifier', { jti: '' }, /short identifier/],
      ['has an endless identifier', { jti: 'x'.repeat(300) }, /short identifier/],
    ])('%s', async (_, claims, message) => refused(withProof(claims), message));

    it.each<[string, Record<string, unknown>]>([
      ['is of another type', { typ: 'JWT' }],
      ['has no type', { typ: undefined }],
      ['carries no key', { jwk: undefined }],
      ['carries half a key', { jwk: { kty: 'OKP', crv: 'Ed25519' } }],
      ['carries no object', { jwk: 'key' }],
    ])('%s', async (_, header) => refused(withProof({}, header), /DPoP proof is not valid/));

    it('carries a private key', async () => {
      const jwk = await exportJWK(key.privateKey);
      await refused(withProof({}, { jwk }), /DPoP proof is not valid/);
    });

    it('carries a symmetric key', async () => {
      const token = await issue();
      const k = Buffer.alloc(32, 7);
      const header = { alg: 'HS256', typ: 'dpop+jwt', jwk: { kty: 'oct', k: k.toString('base64url') } };
      const payload = { htm: 'POST', htu: uri, iat: seconds(), jti: randomUUID(), ath: 'x' };
      const [head, body] = unsigned(header, payload).split('.');
      const signature = createHmac('sha256', k).update(`${head}.${body}`).digest('base64url');
      await refused(verify(token, `${head}.${body}.${signature}`), /DPoP proof is not valid/);
    });

    it('is unsigned, tampered with, garbage or oversized', async () => {
      const token = await issue();
      const good = await key.proof({ ...POST, token });
      const none = unsigned(
        { alg: 'none', typ: 'dpop+jwt', jwk: key.publicJwk },
        { htm: 'POST', htu: uri, iat: seconds(), jti: '1' },
      );
      for (const proof of [none, tampered(good, { jti: 'another' }), 'garbage', `${good}, ${good}`])
        await refused(verify(token, proof), /DPoP proof is not valid/);
      await refused(verify(token, 'a'.repeat(5_000)), /DPoP proof is too long/);
    });

    it('is made with another key', async () => {
      const thief = await RecipientKey.create();
      const token = await issue();
      await refused(verify(token, await thief.proof({ ...POST, token })), /bound to another key/);
    });

    it('names the right key but is signed with another one', async () => {
      const thief = await RecipientKey.create();
      const token = await issue();
      await verify(token);
      const proof = await thief.proof({ ...POST, token }, {}, { jwk: key.publicJwk });
      await refused(verify(token, proof), /DPoP proof is not valid/);
    });

    it('was used before, even several times at once', async () => {
      const token = await issue();
      const proof = await key.proof({ ...POST, token });
      const outcomes = await Promise.allSettled(Array.from({ length: 10 }, () => verify(token, proof)));
      expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      await refused(verify(token, proof), /used before/);
    });
  });

  describe('with a proof outside the clock window', () => {
    const needsNonce = { code: 'UNAUTHENTICATED', nonce: expect.any(String) };
    const proofWith = async (claims: JWTPayload) => {
      const token = await issue();
      return verify(token, await key.proof({ ...POST, token }, claims));
    };

    it.each([
      ['61 s old', -61, false],
      ['59 s old', -59, true],
      ['9 s ahead', 9, true],
      ['12 s ahead', 12, false],
    ])('that is %s, it is asked for a nonce unless the window has it', async (_, offset, good) => {
      const outcome = proofWith({ iat: seconds() + offset });
      await (good
        ? expect(outcome).resolves.toBeDefined()
        : expect(outcome).rejects.toMatchObject(needsNonce));
    });

    it('it is accepted with the nonce, whatever its clock says, and once', async () => {
      const { nonce } = await proofWith({ iat: 1 }).catch((error) => error);
      const claims = { iat: 1, nonce, jti: randomUUID() };
      await proofWith(claims);
      await refused(proofWith(claims), /used before/);
    });

    it('it is not accepted with a nonce of another platform, of no meaning or of ten minutes ago', async () => {
      const other = new DpopNonces(Buffer.alloc(32));
      for (const nonce of [other.current(), '', 'nonce', 7, null, [settings.nonces.current()]])
        await expect(proofWith({ nonce })).rejects.toMatchObject(needsNonce);
      const nonce = settings.nonces.current();
      jest.useFakeTimers({
        now: Date.now() + 600_000,
        doNotFake: ['nextTick', 'queueMicrotask', 'setImmediate'],
      });
      try {
        const token = await issue({ exp: seconds() + 300 });
        await expect(verify(token, await key.proof({ ...POST, token }, { nonce }))).rejects.toMatchObject(
          needsNonce,
        );
      } finally {
        jest.useRealTimers();
      }
    });
  });

  it('is unavailable, and not refused, if the proof cannot be recorded', async () => {
    const spend = () => Promise.reject(new Error('The database is away.'));
    const cutOff = new RecipientTokens({ ...settings, spend });
    const token = await issue();
    const proof = await key.proof({ ...POST, token });
    await expect(cutOff.verify(token, proof, 'POST')).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  });

  it('is accepted with a proof whose URL is written differently but is equivalent', async () => {
    const token = await issue();
    for (const htu of [`${uri}?query=1#x`, 'HTTPS://ASSENT.example:443/graphql'])
      await verify(token, await key.proof({ ...POST, token }, { htu }));
  });

  it('is accepted if another recipient used the same proof identifier', async () => {
    const other = await RecipientKey.create();
    const [mine, theirs] = [await issue(), await issue(claims(other))];
    await verify(mine, await key.proof({ ...POST, token: mine }, { jti: 'same' }));
    await verify(theirs, await other.proof({ ...POST, token: theirs }, { jti: 'same' }));
  });
});

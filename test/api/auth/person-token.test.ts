import { createHmac } from 'node:crypto';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { exportSPKI, type JWTPayload, SignJWT } from 'jose';
import { PersonTokens } from '../../../api/auth/person-token.js';
import { type Keys, loadKeys } from '../../../api/secrets/keyring.js';
import { RecipientKey } from '../../../examples/clients/recipient-key.js';
import { tampered, unsigned } from '../../support/clients/unsigned-token.js';
import { withDirectory } from '../../support/keys-on-disk.js';

const ISSUER = 'https://assent.example';

describe('a signed-in person’s token', () => {
  let keys: Keys;
  let tokens: PersonTokens;
  beforeAll(async () => {
    keys = await withDirectory(loadKeys);
    tokens = new PersonTokens(() => ISSUER, keys.accessTokenKey);
  });

  const seconds = () => Math.floor(Date.now() / 1000);
  const sign = (claims: JWTPayload, header: object = {}, key = keys.accessTokenKey.privateKey) =>
    new SignJWT({
      iss: ISSUER,
      aud: `${ISSUER}/person`,
      sub: '7',
      strength: 'SMS',
      sid: 'x',
      exp: seconds() + 60,
      ...claims,
    })
      .setProtectedHeader({ alg: 'EdDSA', typ: 'person+jwt', ...header })
      .sign(key);

  it('identifies the person it was issued to, as a caller that nothing can change', async () => {
    const caller = await tokens.verify(
      await tokens.issue({ personId: '42', strength: 'SCAN', session: 'x' }),
    );
    expect(caller).toEqual({ kind: 'PERSON', personId: '42', strength: 'SCAN', session: 'x' });
    expect(Object.isFrozen(caller)).toBe(true);
  });

  it('is valid for half an hour', async () => {
    const token = await tokens.issue({ personId: '42', strength: 'SMS', session: 'x' });
    const { exp, iat } = JSON.parse(Buffer.from(token.split('.')[1]!, 'base64url').toString()) as JWTPayload;
    expect(exp! - iat!).toBe(1_800);
  });

  it.each<[string, () => Promise<string> | string, RegExp]>([
    ['is garbage', () => 'garbage', /not valid/],
    ['is oversized', () => 'a'.repeat(5_000), /too long/],
    ['has expired', () => sign({ exp: seconds() - 1 }), /has expired/],
    ['never expires', () => sign({ exp: undefined }), /not valid/],
    [
      'is unsigned',
      () => unsigned({ alg: 'none', typ: 'person+jwt' }, { sub: '7', strength: 'FACE' }),
      /not valid/,
    ],
    [
      'is signed with the public key as a secret',
      async () => {
        const [head, body] = unsigned(
          { alg: 'HS256', typ: 'person+jwt' },
          { iss: ISSUER, sub: '7', strength: 'FACE' },
        ).split('.');
        const secret = await exportSPKI(keys.accessTokenKey.publicKey);
        return `${head}.${body}.${createHmac('sha256', secret).update(`${head}.${body}`).digest('base64url')}`;
      },
      /not valid/,
    ],
    [
      'is signed with another key',
      async () => sign({}, {}, (await RecipientKey.create()).privateKey),
      /not valid/,
    ],
    ['was changed after signing', async () => tampered(await sign({}), { sub: '8' }), /not valid/],
    ['is for recipients', () => sign({ aud: `${ISSUER}/graphql` }), /not valid/],
    ['is of a recipient’s type', () => sign({}, { typ: 'at+jwt' }), /not valid/],
    ['is of another issuer', () => sign({ iss: 'https://evil.example' }), /not valid/],
    ['names nobody', () => sign({ sub: undefined }), /not valid/],
    ['names no session', () => sign({ sid: undefined }), /not valid/],
    ['names no person', () => sign({ sub: '7 OR 1=1' }), /not valid/],
    ['has an unknown strength', () => sign({ strength: 'ROOT' }), /not valid/],
  ])('is refused when it %s', async (_, make, message) => {
    await expect(tokens.verify(await make())).rejects.toMatchObject({
      code: 'UNAUTHENTICATED',
      message: expect.stringMatching(message),
    });
  });
});

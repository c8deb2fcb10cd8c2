import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { findPurpose } from '../../consent/purposes/registry.js';
import { AgreementError, checkAgreement } from '../../consent/recipients/agreement-file.js';
import { fullAgreement, RECIPIENTS } from '../../examples/demo/agreements.js';

const key = { kty: 'OKP', crv: 'Ed25519', x: 'jZxpbknxxMFz4G_ESAuaXJ3rKbirKGH6bHg-XFWYZdM' };
const good = fullAgreement(RECIPIENTS[0]!, key);
const required = findPurpose(good.purposes[0]!.code)!.required.map(({ item }) => item);
const publicRsa = (modulusLength: number) =>
  generateKeyPairSync('rsa', { modulusLength }).publicKey.export({ format: 'jwk' });
const withRecipient = (change: object) => ({ ...good, recipient: { ...good.recipient, ...change } });
const withPurpose = (change: object) => ({ ...good, purposes: [{ ...good.purposes[0]!, ...change }] });
const withKey = (key: unknown) => withRecipient({ jwks: { keys: [key] } });

function messageOf(file: unknown): string {
  try {
    checkAgreement(file);
  } catch (error) {
    expect(error).toBeInstanceOf(AgreementError);
    return (error as Error).message;
  }
  throw new Error('The file was accepted.');
}

describe('an agreement file', () => {
  it('is accepted when it is right', () => {
    expect(checkAgreement(good)).toEqual(good);
  });

  it('opens all items of a purpose when it names none', () => {
    const { items: _, ...purpose } = good.purposes[0]!;
    expect(checkAgreement({ ...good, purposes: [purpose] }).purposes[0]!.items).toBeNull();
  });

  it.each([
    [null, 'must be an object'],
    [{ purposes: good.purposes }, 'recipient: is missing'],
    [{ ...good, purposes: [] }, 'purposes: must name at least one purpose'],
    [{ ...good, validUntil: 'tomorrow' }, 'validUntil: must be a day, YYYY-MM-DD'],
    [{ ...good, validUntil: '2028-02-30' }, 'validUntil: must be a day, YYYY-MM-DD'],
    [{ ...good, validUntil: '2028-1-1' }, 'validUntil: must be a day, YYYY-MM-DD'],
    [{ ...good, validUntil: 20281231 }, 'validUntil: must be a day, YYYY-MM-DD'],
    [
      { ...good, validUntil: '2020-12-31' },
      'validUntil: is in the past: to end an agreement, run assent agreement end',
    ],
    [{ ...good, validUntill: '2028-12-31' }, 'validUntill: is not a known field'],
    [
      withRecipient({ code: ' ' }),
      'recipient.code: must be a capital letter and up to 39 more, digits, hyphens and underscores',
    ],
    [withRecipient({ kind: 'SHOP' }), 'recipient.kind: must be one of COMMERCIAL_INSURER, COMMERCIAL_BANK'],
    [
      withRecipient({ maxRequestsPerSecond: 0 }),
      'recipient.maxRequestsPerSecond: must be a whole number from 1 to 1000000',
    ],
    [
      withRecipient({ maxRequestsPerSecond: 2 ** 31 }),
      'recipient.maxRequestsPerSecond: must be a whole number from 1 to 1000000',
    ],
    [withRecipient({ code: 'ins-1' }), expect.stringMatching(/^recipient\.code: must be a capital letter/)],
    [withRecipient({ clientId: '安心' }), expect.stringMatching(/^recipient\.clientId: must be 1 to 100/)],
    [withRecipient({ name: 'a\0b' }), 'recipient.name: has a character that can’t be kept'],
    [withRecipient({ name: '安\uFFFD' }), 'recipient.name: has a character that can’t be kept'],
    [withRecipient({ name: '\ud800' }), 'recipient.name: has a character that can’t be kept'],
    [withRecipient({ nme: 'x' }), 'recipient.nme: is not a known field'],
    [withRecipient({ jwks: undefined }), 'recipient: must have either jwks or jwksUri'],
    [withRecipient({ jwksUri: 'https://keys.example/' }), 'recipient: must have either jwks or jwksUri'],
    [
      withRecipient({ jwks: undefined, jwksUri: 'nowhere' }),
      'recipient.jwksUri: must be a URL of at most 500 characters',
    ],
    [withRecipient({ jwks: null }), 'recipient.jwks: must be an object'],
    [withRecipient({ jwks: { keys: null } }), 'recipient.jwks.keys: must be a list of public keys'],
    [{ ...good, purposes: [null] }, 'purposes[0]: must be an object'],
    [{ ...good, purposes: {} }, 'purposes: must be a list of purposes'],
    [{ ...good, purposes: null }, 'purposes: must be a list of purposes'],
    [
      { ...good, purposes: [good.purposes[0], good.purposes[0]] },
      `purposes: named twice: ${good.purposes[0]!.code}`,
    ],
    [withPurpose({ code: null }), 'purposes[0].code: must be the code of a purpose'],
    [withPurpose({ code: 'toString' }), 'purposes[0].code: there is no purpose toString'],
    [withPurpose({ items: [] }), 'purposes[0].items: permits nothing: name items, or null for all'],
    [withPurpose({ items: 'PSN_NAME' }), 'purposes[0].items: must be a list of item codes, or null for all'],
    [withPurpose({ items: [null] }), 'purposes[0].items[0]: must be the code of an item'],
    [withPurpose({ items: {} }), 'purposes[0].items: must be a list of item codes, or null for all'],
    [withPurpose({ items: [...required, required[0]] }), `purposes[0].items: named twice: ${required[0]}`],
    [
      withPurpose({ items: required.slice(1) }),
      `purposes[0].items: lacks what the purpose can't be without: ${required[0]}`,
    ],
    [
      withPurpose({ impactAssessment: '' }),
      expect.stringMatching(/^purposes\[0\]\.impactAssessment: must be a text/),
    ],
    [withPurpose({ impactAssesment: 'PIA-1' }), 'purposes[0].impactAssesment: is not a known field'],
    [withKey({ kty: 'OKP' }), 'recipient.jwks.keys[0]: crv is missing: it is no complete key'],
    [withKey({ kty: 'OKP', crv: 'Ed25519' }), 'recipient.jwks.keys[0]: x is missing: it is no complete key'],
    [
      withKey({ kty: 'OKP', crv: 'Ed25519', x: 'x' }),
      'recipient.jwks.keys[0]: is no key: its numbers do not make one',
    ],
    [withKey({ kty: 'OKP', crv: 'X25519', x: 'x' }), 'recipient.jwks.keys[0]: crv must be Ed25519'],
    [withKey({ kty: 'EC', crv: 'P-521', x: 'x', y: 'y' }), 'recipient.jwks.keys[0]: crv must be P-256'],
    [
      withKey({ kty: 'EC', crv: 'P-256', x: 'x' }),
      'recipient.jwks.keys[0]: y is missing: it is no complete key',
    ],
    [withKey({ ...publicRsa(1024) }), 'recipient.jwks.keys[0]: must have 2048 bits or more'],
    [withKey({ ...publicRsa(2048), p: 'AQAB', q: 'AQAB' }), expect.stringContaining('is a private key')],
    [withKey({ ...publicRsa(2048), use: 'enc' }), 'recipient.jwks.keys[0]: use must be sig'],
    [
      withKey({ ...publicRsa(2048), name: 'ours' }),
      'recipient.jwks.keys[0]: name is no member of such a key',
    ],
    [withKey({ kty: 'oct', k: 'AQAB' }), expect.stringContaining('is a private key')],
    [withKey({ kty: 'toString' }), expect.stringContaining('must be a public key as a JWK')],
    [
      withRecipient({ jwks: { keys: [key, { ...key, kid: '2' }] } }),
      'recipient.jwks.keys: holds a key twice',
    ],
    [withRecipient({ jwks: { keys: [] } }), 'recipient.jwks.keys: must hold at least one public key'],
    [withKey('key'), 'recipient.jwks.keys[0]: must be a public key as a JWK (EdDSA, ES256 or PS256)'],
    [
      withKey({ kty: 'OKP', crv: 'Ed25519', x: 'jZxpbknxxMFz4G_ESAuaXJ3rKbirKGH6bHg-XFWYZdM', d: 'd' }),
      'recipient.jwks.keys[0]: is a private key: it must never leave its owner. Give the public one',
    ],
    [withPurpose({ code: 'CURIOSITY' }), 'purposes[0].code: there is no purpose CURIOSITY'],
    [withPurpose({ items: ['NONE', 'NO'] }), 'purposes[0].items: not in the purpose: NONE, NO'],
    [
      withRecipient({ kind: 'COMMERCIAL_BANK' }),
      expect.stringContaining(`purposes: ${good.purposes[0]!.code} is not open to a COMMERCIAL_BANK`),
    ],
  ])('is refused when it is wrong, with the place and what it must be (%#)', (file, message) => {
    expect(messageOf(file)).toEqual(message);
  });

  it('is accepted with a whole key of each kind that we verify', () => {
    const es256 = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ format: 'jwk' });
    const keys = [key, es256, { ...publicRsa(2048), use: 'sig', kid: '1', alg: 'PS256' }];
    expect(checkAgreement(withRecipient({ jwks: { keys } })).recipient.jwks!.keys).toEqual(keys);
  });

  it('is refused with everything that is wrong at once', () => {
    const message = messageOf({ ...withRecipient({ name: '', kind: 'SHOP' }), validUntil: 'never' });
    expect(message.split('\n').slice(1)).toEqual([
      '  recipient.name: must be a text of 1 to 200 characters',
      '  recipient.kind: must be one of COMMERCIAL_INSURER, COMMERCIAL_BANK',
      '  validUntil: must be a day, YYYY-MM-DD',
    ]);
  });
});

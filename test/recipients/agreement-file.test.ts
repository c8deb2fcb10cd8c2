import { describe, expect, it } from '@jest/globals';
import { AgreementError, checkAgreement } from '../../consent/recipients/agreement-file.js';
import { fullAgreement, RECIPIENTS } from '../../examples/demo/agreements.js';

const good = fullAgreement(RECIPIENTS[0]!, { kty: 'OKP', crv: 'Ed25519', x: 'x' });
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
    [{ ...good, validUntil: 'tomorrow' }, 'validUntil: must be YYYY-MM-DD'],
    [{ ...good, validUntill: '2028-12-31' }, 'validUntill: is not a known field'],
    [withRecipient({ code: ' ' }), 'recipient.code: must be a text of 1 to 40 characters'],
    [withRecipient({ kind: 'SHOP' }), 'recipient.kind: must be one of COMMERCIAL_INSURER, COMMERCIAL_BANK'],
    [
      withRecipient({ maxRequestsPerSecond: 0 }),
      'recipient.maxRequestsPerSecond: must be a positive whole number',
    ],
    [withRecipient({ jwks: { keys: [] } }), 'recipient.jwks.keys: must hold at least one public key'],
    [withKey('key'), 'recipient.jwks.keys[0]: must be a public key as a JWK (EdDSA, ES256 or PS256)'],
    [
      withKey({ kty: 'OKP', crv: 'Ed25519', x: 'x', d: 'd' }),
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

  it('is refused with everything that is wrong at once', () => {
    const message = messageOf({ ...withRecipient({ name: '', kind: 'SHOP' }), validUntil: 'never' });
    expect(message.split('\n').slice(1)).toEqual([
      '  recipient.name: must be a text of 1 to 200 characters',
      '  recipient.kind: must be one of COMMERCIAL_INSURER, COMMERCIAL_BANK',
      '  validUntil: must be YYYY-MM-DD',
    ]);
  });
});

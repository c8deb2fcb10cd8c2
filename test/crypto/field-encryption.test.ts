import { randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { FieldEncryption } from '../../consent/crypto/field-encryption.js';

const salt = () => randomBytes(16);
const encryptionOf = (...keys: Buffer[]) =>
  new FieldEncryption(new Map(keys.map((key, at) => [at + 1, key])));

describe('field encryption', () => {
  const key = randomBytes(32);
  const encryption = encryptionOf(key);

  it('decrypts every value to what was encrypted', () => {
    const cipher = encryption.cipher(salt());
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.constantFrom('PSN_NAME', 'MOB'), (value, item) => {
        const plain = Buffer.from(value, 'utf8').toString('utf8');
        expect(cipher.open(item, cipher.seal(item, plain))).toBe(plain);
      }),
    );
  });

  it('refuses to decrypt for another item, for another person, and after a change of one bit', () => {
    const mine = salt();
    const sealed = encryption.cipher(mine).seal('PSN_NAME', '王小明');
    expect(() => encryption.cipher(mine).open('AGNTER_NAME', sealed)).toThrow();
    expect(() => encryption.cipher(salt()).open('PSN_NAME', sealed)).toThrow();
    fc.assert(
      fc.property(fc.nat(sealed.length * 8 - 1), (bit) => {
        const changed = Buffer.from(sealed);
        changed[bit >> 3]! ^= 1 << (bit & 7);
        expect(() => encryption.cipher(mine).open('PSN_NAME', changed)).toThrow();
      }),
    );
  });

  it('gives equal bytes for equal values of one person, so a second import changes nothing, and different bytes across people', () => {
    const mine = salt();
    expect(encryption.cipher(mine).seal('MOB', '13800000000')).toEqual(
      encryption.cipher(mine).seal('MOB', '13800000000'),
    );
    expect(encryption.cipher(salt()).seal('MOB', '13800000000')).not.toEqual(
      encryption.cipher(mine).seal('MOB', '13800000000'),
    );
  });

  it('encrypts with the newest master key and decrypts with the one that a value names', () => {
    const mine = salt();
    const old = encryption.cipher(mine).seal('MOB', '13800000000');
    const rotated = encryptionOf(key, randomBytes(32)).cipher(mine);
    expect(rotated.open('MOB', old)).toBe('13800000000');
    expect(rotated.seal('MOB', '13800000000')).not.toEqual(old);
    expect(() => encryption.cipher(mine).open('MOB', rotated.seal('MOB', '13800000000'))).toThrow(
      'Master key 2 is missing',
    );
  });

  it('refuses a master key of the wrong length', () => {
    expect(() => encryptionOf()).toThrow();
    expect(() => encryptionOf(randomBytes(31))).toThrow();
  });
});

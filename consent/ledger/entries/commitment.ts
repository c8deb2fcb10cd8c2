import { createHash, createHmac, hkdfSync } from 'node:crypto';
import { parse as uuidBytes } from 'uuid';

const KEY_BYTES = 32;

/**
 * Commits to a person's ID number, or to a provider's code: SHA-256 over a secret opening of 32 bytes and the number.
 * Without the opening nobody can test ID numbers against the commitment.
 */
export const commitmentOf = (opening: Uint8Array, number: string): Buffer =>
  createHash('sha256').update(opening).update(number).digest();

/**
 * Derives the openings of grants' commitments from a secret of the platform, the subject's salt and the grant's id.
 * So no opening is stored, each grant has another one, and erasing the salt destroys them (R-29).
 */
export class Commitments {
  constructor(private readonly secret: Uint8Array) {
    if (secret.length !== KEY_BYTES) throw new Error(`The commitment secret must have ${KEY_BYTES} bytes.`);
  }

  opening(salt: Uint8Array, grantId: string): Buffer {
    const key = Buffer.from(hkdfSync('sha256', this.secret, salt, 'assent ledger commitment', KEY_BYTES));
    return createHmac('sha256', key).update(uuidBytes(grantId)).digest();
  }
}

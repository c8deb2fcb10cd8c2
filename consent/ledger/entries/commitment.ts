import { createHash, createHmac, hkdfSync } from 'node:crypto';
import { parse as uuidBytes } from 'uuid';

const KEY_BYTES = 32;

/**
 * SHA-256 of a secret opening of 32 bytes and the person's ID number, or a provider's code: nobody can try out ID
 * numbers against it without the opening.
 */
export const commitmentOf = (opening: Uint8Array, number: string): Buffer =>
  createHash('sha256').update(opening).update(number).digest();

/**
 * Makes the openings of grants' commitments. An opening follows from a secret of the platform, the subject's salt and
 * the grant: so it is stored nowhere, differs for each grant, and is gone when the salt is.
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

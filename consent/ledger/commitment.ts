import { createHash, createHmac, hkdfSync } from 'node:crypto';
import { parse as uuidBytes } from 'uuid';

const KEY_BYTES = 32;

/** What shows whom a commitment is about: the person's ID number, or a provider's code, with its secret. */
export interface CommitmentOpening {
  /** 32 bytes, hex. */
  readonly opening: string;
  readonly value: string;
}

/** SHA-256 of opening and value: nobody can try out ID numbers against it without the opening. */
export const commitmentOf = ({ opening, value }: CommitmentOpening): Buffer =>
  createHash('sha256').update(Buffer.from(opening, 'hex')).update(value).digest();

/**
 * Makes the openings of grants' commitments. An opening follows from a secret of the platform, the subject's salt and
 * the grant: so it is stored nowhere, differs for each grant, and is gone when the salt is.
 */
export class Commitments {
  constructor(private readonly secret: Uint8Array) {
    if (secret.length !== KEY_BYTES) throw new Error(`The commitment secret must have ${KEY_BYTES} bytes.`);
  }

  open(salt: Uint8Array, grantId: string, value: string): CommitmentOpening {
    const key = Buffer.from(hkdfSync('sha256', this.secret, salt, 'assent ledger commitment', KEY_BYTES));
    const opening = createHmac('sha256', key).update(uuidBytes(grantId)).digest('hex');
    return { opening, value };
  }
}

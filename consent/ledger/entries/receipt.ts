import type { KeyObject } from 'node:crypto';
import { CompactSign } from 'jose';
import { canonicalJson } from '../../crypto/canonical-json.js';
import type { Entry } from './entry.js';
import type { RecordedEntry } from './find-entries.js';

/** The key that signs receipts and consent artefacts. */
export interface ReceiptKey {
  readonly kid: string;
  readonly privateKey: KeyObject;
}

export const RECEIPT_TYPE = 'assent-receipt+jwt';
export const ARTEFACT_TYPE = 'assent-grant+jwt';

/**
 * Signs statements about ledger entries. A statement holds the entry without `previousUse`, which the sequencer adds
 * later. So the platform can sign before the entry is in the log, signs the same bytes each time, and a verifier can
 * compare the statement with the leaf. `opens` holds the values behind the handles, which the opening of the grant's
 * commitment proves.
 */
export class ReceiptSigner {
  constructor(
    private readonly issuer: () => string,
    private readonly key: ReceiptKey,
  ) {}

  /** Signs the receipt of one answer. @param entry of kind DISCLOSURE or REREAD */
  receipt({ entry, opens }: RecordedEntry): Promise<string> {
    return this.sign(RECEIPT_TYPE, entry, { jti: opens.disclosure, opens });
  }

  /** Signs the artefact of a grant. @param more further claims, such as the consent record */
  artefact({ entry, opens }: RecordedEntry, more: Readonly<Record<string, unknown>>): Promise<string> {
    return this.sign(ARTEFACT_TYPE, entry, { jti: opens.grant, opens, ...more });
  }

  private sign(typ: string, entry: Entry, claims: Readonly<Record<string, unknown>>): Promise<string> {
    const payload = {
      iss: this.issuer(),
      aud: entry.recipient,
      // The entry's time, not the time of signing: Ed25519 is deterministic, so signing again gives the same receipt.
      iat: Math.floor(Date.parse(entry.at) / 1000),
      ...claims,
      entry,
    };
    return new CompactSign(Buffer.from(canonicalJson(payload)))
      .setProtectedHeader({ alg: 'EdDSA', kid: this.key.kid, typ })
      .sign(this.key.privateKey);
  }
}

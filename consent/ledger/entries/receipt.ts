import type { KeyObject } from 'node:crypto';
import { CompactSign } from 'jose';
import { canonicalJson } from '../../crypto/canonical-json.js';
import type { Entry } from './entry.js';

/** The key that signs receipts and artefacts. */
export interface ReceiptKey {
  readonly kid: string;
  readonly privateKey: KeyObject;
}

export const RECEIPT_TYPE = 'assent-receipt+jwt';
export const ARTEFACT_TYPE = 'assent-grant+jwt';

/**
 * Signs statements about entries of the ledger. A statement holds the entry itself but for the place that the log
 * gave it, so it can be made before the log is, is the same whenever it is made again, and shows which leaf proves it.
 */
export class ReceiptSigner {
  constructor(
    private readonly issuer: () => string,
    private readonly key: ReceiptKey,
  ) {}

  /** Of one release: a disclosure, or a reading again. @param entry of kind DISCLOSURE or REREAD */
  receipt(entry: Entry): Promise<string> {
    const { previousUse: _, ...stated } = entry;
    return this.sign(RECEIPT_TYPE, stated as Entry, { jti: entry.disclosure });
  }

  /** Of a grant. @param more what the entry means, in the terms of others (consent record) */
  artefact(entry: Entry, more: Readonly<Record<string, unknown>>): Promise<string> {
    return this.sign(ARTEFACT_TYPE, entry, { jti: entry.grant, ...more });
  }

  private sign(typ: string, entry: Entry, claims: Readonly<Record<string, unknown>>): Promise<string> {
    const payload = {
      iss: this.issuer(),
      aud: entry.recipient,
      // Ed25519 signs the same bytes the same way: the time is the entry's, not that of signing.
      iat: Math.floor(Date.parse(entry.at) / 1000),
      ...claims,
      entry,
    };
    return new CompactSign(Buffer.from(canonicalJson(payload)))
      .setProtectedHeader({ alg: 'EdDSA', kid: this.key.kid, typ })
      .sign(this.key.privateKey);
  }
}

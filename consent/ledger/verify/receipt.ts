import { compactVerify, createLocalJWKSet, errors, type JSONWebKeySet } from 'jose';
import { canonicalJson } from '../../crypto/canonical-json.js';
import { ARTEFACT_TYPE, RECEIPT_TYPE } from '../entries/receipt.js';
import type { OpenedCheckpoint } from '../format/checkpoint.js';
import { leafHash } from '../format/merkle.js';
import { parseVerifierKey } from '../format/signed-note.js';
import { parseProof, verifyProof } from '../format/tlog-proof.js';
import { VerificationError, withContext } from '../format/verification-error.js';
import type { LoggedEntry } from './grant-chains.js';
import { parseEntry } from './log-auditor.js';

export interface ReceiptToVerify {
  /** The receipt, or the artefact of a grant: a compact JWS. */
  readonly jws: string;
  /** The platform's public keys. */
  readonly jwks: JSONWebKeySet;
  /** The proof of the entry (C2SP tlog-proof), with the entry as extra data. */
  readonly proof: string;
  /** Verifier keys of the log and of its witnesses. */
  readonly keys: readonly string[];
}

export interface VerifiedReceipt extends OpenedCheckpoint {
  /** The entry in the log. */
  readonly entry: LoggedEntry;
  readonly index: number;
}

/**
 * Verifies offline that the platform signed the receipt and that the log has the same entry. So the platform can't
 * withdraw the entry or show another one to somebody else.
 * @throws VerificationError
 */
export async function verifyReceipt({ jws, jwks, proof, keys }: ReceiptToVerify): Promise<VerifiedReceipt> {
  const stated = await openReceipt(jws, jwks);
  return withContext('proof', () => {
    const { extra, ...parsed } = parseProof(proof);
    if (!extra) throw new VerificationError('it does not carry the entry');
    const opened = verifyProof(parsed, leafHash(extra), keys.map(parseVerifierKey));
    const entry = parseEntry(extra);
    if (canonicalJson(statementOf(entry)) !== canonicalJson(statementOf(stated)))
      throw new VerificationError(`it is of another entry than the receipt: ${difference(entry, stated)}`);
    return { ...opened, entry, index: parsed.index };
  });
}

/** Verifies the signature of a receipt. @returns the entry that it states */
async function openReceipt(jws: string, jwks: JSONWebKeySet): Promise<LoggedEntry> {
  try {
    const { payload, protectedHeader } = await compactVerify(jws.trim(), createLocalJWKSet(jwks), {
      algorithms: ['EdDSA'],
    });
    if (protectedHeader.typ !== RECEIPT_TYPE && protectedHeader.typ !== ARTEFACT_TYPE)
      throw new VerificationError('receipt: it is neither a receipt nor an artefact of a grant');
    const { entry } = JSON.parse(Buffer.from(payload).toString());
    if (typeof entry !== 'object' || entry === null)
      throw new VerificationError('receipt: it states no entry');
    return entry;
  } catch (error) {
    if (error instanceof errors.JOSEError) throw new VerificationError(`receipt: ${error.message}`);
    throw error;
  }
}

/** Removes `previousUse`, which a receipt leaves out because the sequencer adds it later. */
function statementOf({ previousUse: _, ...stated }: LoggedEntry): object {
  return stated;
}

const difference = (a: LoggedEntry, b: LoggedEntry): string =>
  [...new Set([...Object.keys(statementOf(a)), ...Object.keys(statementOf(b))])]
    .filter((name) => JSON.stringify(a[name]) !== JSON.stringify(b[name]))
    .sort()
    .join(', ');

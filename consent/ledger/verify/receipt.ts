import { compactVerify, createLocalJWKSet, errors, type JSONWebKeySet } from 'jose';
import { canonicalJson } from '../../crypto/canonical-json.js';
import { ARTEFACT_TYPE, RECEIPT_TYPE } from '../entries/receipt.js';
import type { OpenedCheckpoint } from '../format/checkpoint.js';
import { leafHash } from '../format/merkle.js';
import { parseVerifierKey } from '../format/signed-note.js';
import { parseProof, verifyProof } from '../format/tlog-proof.js';
import { NotVerified, within } from '../format/verification-error.js';
import type { LoggedEntry } from './grant-chains.js';
import { parseEntry } from './log-auditor.js';

export interface ReceiptToVerify {
  /** A receipt or a grant's artefact: compact JWS. */
  readonly jws: string;
  /** The platform's public keys. */
  readonly jwks: JSONWebKeySet;
  /** C2SP tlog-proof of the entry, which its extra carries. */
  readonly proof: string;
  /** Verifier keys of the log, and of witnesses. */
  readonly keys: readonly string[];
}

export interface VerifiedReceipt extends OpenedCheckpoint {
  /** The entry as the log has it. */
  readonly entry: LoggedEntry;
  readonly index: number;
}

/**
 * What a receipt says was signed by the platform, and the same is in the log: so it can't be taken back, and nobody was
 * told something else. Needs nobody's help.
 */
export async function verifyReceipt({ jws, jwks, proof, keys }: ReceiptToVerify): Promise<VerifiedReceipt> {
  const stated = await openReceipt(jws, jwks);
  return within('proof', () => {
    const { extra, ...parsed } = parseProof(proof);
    if (!extra) throw new NotVerified('it does not carry the entry');
    const opened = verifyProof(parsed, leafHash(extra), keys.map(parseVerifierKey));
    const entry = parseEntry(extra);
    if (canonicalJson(statementOf(entry)) !== canonicalJson(statementOf(stated)))
      throw new NotVerified(`it is of another entry than the receipt: ${difference(entry, stated)}`);
    return { ...opened, entry, index: parsed.index };
  });
}

/** @returns the entry that the receipt states */
async function openReceipt(jws: string, jwks: JSONWebKeySet): Promise<LoggedEntry> {
  try {
    const { payload, protectedHeader } = await compactVerify(jws.trim(), createLocalJWKSet(jwks), {
      algorithms: ['EdDSA'],
    });
    if (protectedHeader.typ !== RECEIPT_TYPE && protectedHeader.typ !== ARTEFACT_TYPE)
      throw new NotVerified('receipt: it is neither a receipt nor an artefact of a grant');
    const { entry } = JSON.parse(Buffer.from(payload).toString());
    if (typeof entry !== 'object' || entry === null) throw new NotVerified('receipt: it states no entry');
    return entry;
  } catch (error) {
    if (error instanceof errors.JOSEError) throw new NotVerified(`receipt: ${error.message}`);
    throw error;
  }
}

/** A receipt leaves out the place among the uses, which the log gives an entry after it was released. */
function statementOf({ previousUse: _, ...stated }: LoggedEntry): object {
  return stated;
}

const difference = (a: LoggedEntry, b: LoggedEntry): string =>
  [...new Set([...Object.keys(statementOf(a)), ...Object.keys(statementOf(b))])]
    .filter((name) => JSON.stringify(a[name]) !== JSON.stringify(b[name]))
    .sort()
    .join(', ');

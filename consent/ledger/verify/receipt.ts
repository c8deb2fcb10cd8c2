import { compactVerify, createLocalJWKSet, errors, type JSONWebKeySet } from 'jose';
import { canonicalJson } from '../../crypto/canonical-json.js';
import { handleKeyOf, handleOf } from '../entries/handles.js';
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
  /** The opening of the grant's commitment, hex. With it the ids and the time in the receipt are verified too. */
  readonly opening?: string | undefined;
}

export interface VerifiedReceipt extends OpenedCheckpoint {
  /** The entry in the log. */
  readonly entry: LoggedEntry;
  /** The ids and the time that the receipt states, by the field that holds the handle. */
  readonly opens: Readonly<Record<string, string>>;
  readonly index: number;
}

/**
 * Verifies offline that the platform signed the receipt and that the log has the same entry. So the platform can't
 * withdraw the entry or show another one to somebody else.
 * @throws VerificationError
 */
export async function verifyReceipt({
  jws,
  jwks,
  proof,
  keys,
  opening,
}: ReceiptToVerify): Promise<VerifiedReceipt> {
  const { entry: stated, opens } = await openReceipt(jws, jwks);
  if (opening !== undefined) checkHandles(stated, opens, Buffer.from(opening, 'hex'));
  return withContext('proof', () => {
    const { extra, ...parsed } = parseProof(proof);
    if (!extra) throw new VerificationError('it does not carry the entry');
    const opened = verifyProof(parsed, leafHash(extra), keys.map(parseVerifierKey));
    const entry = parseEntry(extra);
    if (canonicalJson(statementOf(entry)) !== canonicalJson(statementOf(stated)))
      throw new VerificationError(`it is of another entry than the receipt: ${difference(entry, stated)}`);
    return { ...opened, entry, opens, index: parsed.index };
  });
}

interface Statement {
  readonly entry: LoggedEntry;
  readonly opens: Readonly<Record<string, string>>;
}

/** Checks that the receipt's ids and time are those behind the handles of its entry. */
function checkHandles(entry: LoggedEntry, opens: Readonly<Record<string, string>>, opening: Buffer): void {
  const key = handleKeyOf(opening);
  for (const [field, value] of Object.entries(opens))
    if (entry[field] !== handleOf(key, field, value))
      throw new VerificationError(`receipt: its ${field} is not the one of its entry`);
}

/** Verifies the signature of a receipt. @returns what it states */
async function openReceipt(jws: string, jwks: JSONWebKeySet): Promise<Statement> {
  try {
    const { payload, protectedHeader } = await compactVerify(jws.trim(), createLocalJWKSet(jwks), {
      algorithms: ['EdDSA'],
    });
    if (protectedHeader.typ !== RECEIPT_TYPE && protectedHeader.typ !== ARTEFACT_TYPE)
      throw new VerificationError('receipt: it is neither a receipt nor an artefact of a grant');
    const { entry, opens } = JSON.parse(Buffer.from(payload).toString());
    if (typeof entry !== 'object' || entry === null || typeof opens !== 'object' || opens === null)
      throw new VerificationError('receipt: it states no entry');
    return { entry, opens };
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

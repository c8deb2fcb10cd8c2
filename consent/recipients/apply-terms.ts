import { canonicalJson } from '../crypto/canonical-json.js';
import type { SealableRow, Seals } from '../crypto/seal.js';
import { databaseTime } from '../database/database-time.js';
import type { Executor } from '../database/executor.js';
import type { AgreedPurpose } from './agreement.js';

/** The terms that an agreement is to have. */
export interface NewTerms {
  readonly purposes: readonly AgreedPurpose[];
  /** The last day in force; null if there is no end. */
  readonly validUntil: string | null;
  /** The officers' act that approved them; absent where the operator applies a file. */
  readonly actId?: string;
}

/**
 * Puts terms in force as the next version of an agreement, sealed, with the entry of the ledger in the same transaction. The
 * operator's file and the officers' act both come here. For a file, the owner of the database runs this.
 * @returns the version in force, and whether anything changed
 */
export async function applyTerms(
  database: Executor,
  seals: Seals,
  recipientCode: string,
  { purposes, validUntil, actId }: NewTerms,
): Promise<{ version: number; changed: boolean }> {
  const [found] = await database.query('SELECT assent.lock_agreement($1) AS row', [recipientCode]);
  const before = found!.row as SealableRow | null;
  if (before && !seals.holds('agreement', before))
    throw new Error(
      `${recipientCode}: somebody has changed this agreement with SQL. Find out who and why first.`,
    );
  const terms = { purposes, valid_until: validUntil };
  const version = ((before?.version as number | undefined) ?? 0) + 1;
  const same =
    before &&
    canonicalJson({ purposes: before.purposes, valid_until: before.valid_until }) === canonicalJson(terms);
  // What officers approved becomes a version of its own, whatever was in force before.
  if (same && actId === undefined) return { version: version - 1, changed: false };
  const applied_at = (await databaseTime(database)).toISOString();
  const agreement = { recipient_code: recipientCode, version, ...terms, applied_at };
  const rows = [
    seals.sealed('agreement', agreement),
    seals.sealed('agreement_version', { ...agreement, act_id: actId ?? null }),
  ];
  await database.query(
    actId === undefined
      ? "SELECT assent.apply_agreement($1::jsonb, $2::jsonb, '{}')"
      : 'SELECT assent.put_in_force($1::jsonb, $2::jsonb)',
    rows,
  );
  return { version, changed: true };
}

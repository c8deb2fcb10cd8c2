import type { Executor } from '../database/executor.js';

/** How a held change of identity is decided (migrations/code/identity-review.sql). */
export type IdentityVerdict = 'CORRECTION' | 'REFUSED' | 'ANOTHER';

export interface IdentityReview {
  readonly psnNo: string;
  /** The columns that the file would change. */
  readonly changed: readonly string[];
  readonly heldAt: string;
}

/** The changes of identity that wait for a decision, oldest first. */
export async function openIdentityReviews(database: Executor): Promise<IdentityReview[]> {
  const rows = await database.query(
    `SELECT p.psn_no, r.changed, assent.iso_timestamp(r.held_at) AS at
     FROM assent.identity_review r JOIN assent.person p ON p.id = r.person_id
     WHERE r.decided_at IS NULL ORDER BY r.held_at, r.id`,
    [],
  );
  return rows.map(({ psn_no, changed, at }) => ({
    psnNo: psn_no as string,
    changed: changed as string[],
    heldAt: at as string,
  }));
}

/** Decides for the owner of the database, in a transaction. @returns false if nothing is held for this person */
export async function decideIdentity(
  database: Executor,
  psnNo: string,
  verdict: IdentityVerdict,
  by: string,
): Promise<boolean> {
  const [row] = await database.query('SELECT assent.decide_identity($1, $2, $3) AS decided', [
    psnNo,
    verdict,
    by,
  ]);
  return row!.decided as boolean;
}

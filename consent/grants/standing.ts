import type { Executor } from '../database/executor.js';
import { arrayLiteral } from '../database/pg-array.js';

/**
 * Why a grant may not be used now: the words of the SQL function `assent.standing_of`, which alone judges it
 * (migrations/code/grant-standing.sql).
 */
export const STANDINGS = [
  'REVOKED',
  'SUPERSEDED',
  'EXPIRED',
  'NOT_YET_VALID',
  'SUSPENDED',
  'RECIPIENT_SUSPENDED',
  'DECEASED',
  'MINOR',
  'UNGUARDED',
  'EXHAUSTED',
  'DAY_FULL',
] as const;
export type Standing = (typeof STANDINGS)[number];

export const GRANT_STATUSES = [
  'ACTIVE',
  'EXHAUSTED',
  'EXPIRED',
  'REVOKED',
  'SUSPENDED',
  'SUPERSEDED',
] as const;
/** What the API shows of a grant's standing. */
export type GrantStatus = (typeof GRANT_STATUSES)[number];

/** The status of grants by their ids, now. */
export async function grantStatuses(
  database: Executor,
  grantIds: readonly string[],
): Promise<ReadonlyMap<string, GrantStatus>> {
  const rows = await database.query(
    'SELECT g.id::text AS id, assent.grant_status(g, assent.now()) AS status FROM assent.consent_grant g WHERE g.id = ANY($1::uuid[])',
    [arrayLiteral(grantIds)],
  );
  return new Map(rows.map(({ id, status }) => [id as string, status as GrantStatus]));
}

/** The status of a grant that exists. */
export const grantStatus = async (database: Executor, grantId: string): Promise<GrantStatus> =>
  (await grantStatuses(database, [grantId])).get(grantId)!;

import type { Executor } from '../database/executor.js';
import { earliestRecord } from '../purposes/lookback.js';
import { purposeOf } from '../purposes/registry.js';
import type { WardsRecord } from './wards-record.js';

/**
 * A person's capacity to act alone (民法典 17-22): NONE under 14 or if a court has named a guardian, LIMITED from
 * 14 to 17, FULL from 18. The database computes it at each call.
 */
export type Capacity = 'NONE' | 'LIMITED' | 'FULL';

/** What is left to a ward to decide. */
export const WARD_CAPACITIES = ['NONE', 'LIMITED'] as const;

/** A person whom a guardian acts for (被监护人). */
export interface Ward {
  readonly personId: string;
  /** The relation, a code of the national platform (agnter_rlts). */
  readonly relation: string;
  /** The source of the guardianship. */
  readonly source: string;
}

/** Returns null for an unknown person. */
export async function capacityOf(database: Executor, personId: string): Promise<Capacity | null> {
  const [row] = await database.query('SELECT assent.capacity($1) AS capacity', [personId]);
  return row!.capacity as Capacity | null;
}

/**
 * Whether somebody is a guardian of this ward today. A guardianship ends when the ward reaches `untilAge`, unless a
 * court ordered it.
 */
export async function isGuardianOf(
  database: Executor,
  guardianId: string,
  wardId: string,
  untilAge: 14 | 18 = 18,
): Promise<boolean> {
  const [row] = await database.query('SELECT assent.guards_now($1, $2, $3) AS guards', [
    guardianId,
    wardId,
    untilAge,
  ]);
  return row!.guards as boolean;
}

/** Returns when a guardian’s authority ends by itself, if within a year, for purposes that need a guardian until this age. */
export async function guardianPowerEnds(
  database: Executor,
  guardianId: string,
  wardId: string,
  untilAge: 14 | 18,
): Promise<Date | null> {
  const [row] = await database.query('SELECT assent.guardian_power_ends_soon($1, $2, $3)::text AS at', [
    guardianId,
    wardId,
    untilAge,
  ]);
  return row?.at ? new Date(row.at as string) : null;
}

/**
 * Suspends grants whose guardianship has ended. A periodic task calls it; redemption refuses such grants in any case.
 */
export async function suspendUnguarded(database: Executor): Promise<void> {
  await database.query('SELECT assent.suspend_unguarded(NULL)', []);
}

/** The wards of a guardian. It says nothing of the ward that the guardian would have to be shown by an entry of the ledger. */
export async function wardsOf(database: Executor, guardianId: string): Promise<Ward[]> {
  const rows = await database.query(
    'SELECT ward_id::text AS "personId", relation, source FROM assent.wards($1)',
    [guardianId],
  );
  return rows as unknown as Ward[];
}

/**
 * Returns what a guardian may read of a ward now; null if nothing, which is so from the ward’s 14th birthday on.
 */
export async function wardsRecord(
  database: Executor,
  guardianId: string,
  { personId }: Ward,
  now: Date,
): Promise<WardsRecord | null> {
  const query = purposeOf('GUARDIAN_QUERY');
  const may = await isGuardianOf(database, guardianId, personId, query.guardianUntilAge);
  return may ? { personId, recordsFrom: earliestRecord(query, now) } : null;
}

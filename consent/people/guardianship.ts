import type { Executor } from '../database/executor.js';
import { earliestRecord } from '../purposes/lookback.js';
import { purposeOf } from '../purposes/registry.js';
import type { WardsRecord } from './wards-record.js';

/**
 * What a person may do alone (民法典 17-22): NONE under 14 or where a court has named a guardian, LIMITED from 14
 * to 17, FULL from 18. Counted by the database at each call.
 */
export type Capacity = 'NONE' | 'LIMITED' | 'FULL';

/** Somebody whom a guardian acts for (被监护人). */
export interface Ward {
  readonly personId: string;
  /** Code of the national platform (agnter_rlts). */
  readonly relation: string;
  /** Where the guardianship is known from. */
  readonly source: string;
  readonly since: string;
  /** When it ends by itself: the ward’s 18th birthday, or a day that is on file; null: by nothing that is known yet. */
  readonly endsAt: Date | null;
}

/** null for the unknown. */
export async function capacityOf(database: Executor, personId: string): Promise<Capacity | null> {
  const [row] = await database.query('SELECT assent.capacity($1) AS capacity', [personId]);
  return row!.capacity as Capacity | null;
}

/** Whether somebody is a guardian of this ward today, with anything left to say. */
export async function isGuardianOf(
  database: Executor,
  guardianId: string,
  wardId: string,
  untilAge: 14 | 18 = 18,
): Promise<boolean> {
  const [row] = await database.query('SELECT assent.guards($1, $2, $3, assent.now()) AS guards', [
    guardianId,
    wardId,
    untilAge,
  ]);
  return row!.guards as boolean;
}

/** The moment at which a guardian’s power ends by itself, for purposes that need a guardian until this age. */
export async function guardianPowerEnds(
  database: Executor,
  guardianId: string,
  wardId: string,
  untilAge: 14 | 18,
): Promise<Date | null> {
  const [row] = await database.query('SELECT assent.guardian_power_ends($1, $2, $3)::text AS at', [
    guardianId,
    wardId,
    untilAge,
  ]);
  return row?.at ? new Date(row.at as string) : null;
}

/** Housekeeping: whose guardian was lost by the passing of a day. It may not be used from that day on anyhow. */
export async function suspendUnguarded(database: Executor): Promise<void> {
  await database.query('SELECT assent.suspend_unguarded(NULL)', []);
}

export async function wardsOf(database: Executor, guardianId: string): Promise<Ward[]> {
  const rows = await database.query(
    'SELECT ward_id::text AS ward, relation, source, begndate::text AS since, ends_at::text AS ends FROM assent.wards($1)',
    [guardianId],
  );
  return rows.map(({ ward, relation, source, since, ends }) => ({
    personId: ward as string,
    relation: relation as string,
    source: source as string,
    since: since as string,
    endsAt: ends === null ? null : new Date(ends as string),
  }));
}

/** What a guardian may read of a ward now; null where looking is the person’s own affair, from 14 on. */
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

import type { Executor } from '../database/executor.js';

/** What may have happened after the moment to which the database was restored. */
export interface LostEvents {
  /** Grants that were given up, used or stopped since; null: nobody knows which. */
  readonly grants: readonly string[] | null;
  /** Recipients that were suspended since. */
  readonly recipients: readonly string[];
  /** How many leaves the log had shown that are gone. */
  readonly leaves: number;
}

const BATCH_SIZE = 500;

/**
 * Goes on from a database that was restored to an earlier moment. A grant that was used or stopped since would be open
 * again: it is suspended, and its grantor is told. What was open at that moment, as sessions and proofs, ends. The ledger
 * says so. The owner of the database runs it; stopped half-way, it may run again.
 * @returns how many grants were suspended
 */
export async function recover(
  database: Executor,
  { grants, recipients, leaves }: LostEvents,
): Promise<number> {
  let suspended = 0;
  for (const batch of await affected(database, grants, recipients)) {
    const [row] = await database.query('SELECT assent.suspend_for_recovery($1::uuid[]) AS done', [batch]);
    suspended += row!.done as number;
  }
  await database.query('SELECT assent.finish_recovery($1)', [leaves]);
  return suspended;
}

async function affected(
  database: Executor,
  grants: readonly string[] | null,
  recipients: readonly string[],
): Promise<string[][]> {
  const rows = await database.query(
    `SELECT g.id::text AS id FROM assent.consent_grant g
     WHERE ($1::uuid[] IS NULL OR g.id = ANY($1) OR g.recipient_code = ANY($2)) AND NOT assent.grant_has_ended(g, assent.now())
     ORDER BY g.id`,
    [grants, recipients],
  );
  const ids = rows.map(({ id }) => id as string);
  return Array.from({ length: Math.ceil(ids.length / BATCH_SIZE) }, (_, batch) =>
    ids.slice(batch * BATCH_SIZE, (batch + 1) * BATCH_SIZE),
  );
}

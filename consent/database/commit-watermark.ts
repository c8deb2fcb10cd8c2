import { setTimeout as delay } from 'node:timers/promises';
import type { Executor } from './executor.js';

const POLL_MS = 3;
/** Longer than any transaction may write: its locks time out sooner. */
const TIMEOUT_MS = 5_000;

/** Tables whose rows get numbers from a sequence and are processed in the order of these numbers. */
type NumberedTable = 'ledger_entry' | 'recipient_notice';

/** Transactions that are writing to a table now: an INSERT holds this lock on the table until its transaction ends. */
const WRITERS = `SELECT DISTINCT virtualtransaction AS writer FROM pg_locks
  WHERE locktype = 'relation' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
    AND relation = $1::regclass AND mode = 'RowExclusiveLock' AND granted`;

const currentWriters = async (database: Executor, table: NumberedTable): Promise<Set<string>> =>
  new Set((await database.query(WRITERS, [`assent.${table}`])).map(({ writer }) => writer as string));

/**
 * The number up to which no further row can appear in a table. A transaction draws its number before it commits, so a
 * smaller number may be committed after a larger one. This function therefore reads the last number that was drawn and
 * waits until every transaction that was writing at that moment has ended. It takes no lock and delays no writer.
 * @returns null when a writer has not ended within the timeout; the caller asks again later
 */
export async function commitWatermark(
  database: Executor,
  table: NumberedTable = 'ledger_entry',
  timeoutMs = TIMEOUT_MS,
): Promise<string | null> {
  const [drawn] = await database.query(
    `SELECT CASE WHEN is_called THEN last_value ELSE 0 END AS id FROM assent.${table}_id_seq`,
    [],
  );
  const earlier = await currentWriters(database, table);
  for (const until = performance.now() + timeoutMs; earlier.size > 0; ) {
    if (performance.now() > until) return null;
    await delay(POLL_MS);
    const still = await currentWriters(database, table);
    for (const writer of earlier) if (!still.has(writer)) earlier.delete(writer);
  }
  return String(drawn!.id);
}

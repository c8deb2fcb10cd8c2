import { setTimeout as delay } from 'node:timers/promises';
import type { Executor } from './executor.js';

const POLL_MS = 3;
/** Longer than any writer may take: its locks time out sooner. */
const PATIENCE_MS = 5_000;

/** Tables whose rows are numbered as they are written and followed in that order. */
type Followed = 'ledger_entry' | 'recipient_notice';

/** Transactions that are writing there just now: whoever inserts into a table holds this lock on it until the end. */
const WRITERS = `SELECT DISTINCT virtualtransaction AS writer FROM pg_locks
  WHERE locktype = 'relation' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
    AND relation = $1::regclass AND mode = 'RowExclusiveLock' AND granted`;

const writersNow = async (database: Executor, table: Followed): Promise<Set<string>> =>
  new Set((await database.query(WRITERS, [`assent.${table}`])).map(({ writer }) => writer as string));

/**
 * The last entry before which no other can appear any more. Numbers are drawn in the order of writing, but a slower
 * transaction may commit a smaller number later. So: the number drawn last, and then waiting until every transaction
 * that may have drawn one up to it has ended. Nobody is kept waiting by this.
 * @returns null when a writer takes too long; ask again
 */
export async function committedUpTo(
  database: Executor,
  table: Followed = 'ledger_entry',
  patienceMs = PATIENCE_MS,
): Promise<string | null> {
  const [drawn] = await database.query(
    `SELECT CASE WHEN is_called THEN last_value ELSE 0 END AS id FROM assent.${table}_id_seq`,
    [],
  );
  const earlier = await writersNow(database, table);
  for (const until = performance.now() + patienceMs; earlier.size > 0; ) {
    if (performance.now() > until) return null;
    await delay(POLL_MS);
    const still = await writersNow(database, table);
    for (const writer of earlier) if (!still.has(writer)) earlier.delete(writer);
  }
  return String(drawn!.id);
}

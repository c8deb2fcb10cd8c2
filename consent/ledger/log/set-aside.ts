import type { Executor } from '../../database/executor.js';

/**
 * Sets aside an entry that the sequencer can't publish, so that the log goes on: a SET_ASIDE takes its place in the log.
 * The owner of the database runs this.
 * @param why a code
 * @returns false if there is no such entry, or if it is in the log or set aside already
 */
export async function setAsideEntry(database: Executor, id: string, why: string): Promise<boolean> {
  const rows = await database.query(
    `INSERT INTO assent.ledger_set_aside (entry_id, why)
     SELECT e.id, $2 FROM assent.ledger_entry e
     WHERE e.id = $1 AND NOT EXISTS (SELECT FROM assent.ledger_leaf l WHERE l.entry_id = e.id)
     ON CONFLICT DO NOTHING RETURNING entry_id`,
    [id, why],
  );
  return rows.length > 0;
}

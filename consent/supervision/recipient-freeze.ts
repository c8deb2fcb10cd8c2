import type { Executor } from '../database/executor.js';

/** Grants in one transaction, which locks each of them until it commits. */
const BATCH_SIZE = 500;

/**
 * suspends the grants of recipients that officers froze, and reinstates those of recipients whose freeze officers
 * lifted, batch by batch. The recipient itself is suspended when the freeze is confirmed, so nothing can be read before
 * this is done. After a crash any process continues.
 */
export async function applyPendingFreezes(database: Executor): Promise<void> {
  for (;;) {
    const [row] = await database.query('SELECT assent.freeze_portion($1) AS more', [BATCH_SIZE]);
    if (row!.more !== true) return;
  }
}

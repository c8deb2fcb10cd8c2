import type { SealableRow, Seals } from '../crypto/seal.js';
import type { Executor } from '../database/executor.js';

/** Grants in one transaction, which locks each of them until it commits. */
const BATCH_SIZE = 500;

/**
 * suspends the grants of recipients that officers froze, and reinstates those of recipients whose freeze officers
 * lifted, batch by batch. The recipient itself is suspended when the freeze is confirmed, so nothing can be read before
 * this is done. After a crash any process continues.
 */
export async function applyPendingFreezes(database: Executor, seals: Seals): Promise<void> {
  const pending = await database.query(
    `SELECT to_jsonb(f) AS row FROM assent.recipient_freeze AS f
     WHERE (lifted_at IS NULL AND finished_at IS NULL) OR (lifted_at IS NOT NULL AND thawed_at IS NULL) ORDER BY frozen_at`,
    [],
  );
  for (const { row } of pending)
    if (seals.holds('recipient_freeze', row as SealableRow)) await applyFreeze(database, row as SealableRow);
}

async function applyFreeze(database: Executor, { id }: SealableRow): Promise<void> {
  for (;;) {
    const [row] = await database.query('SELECT assent.freeze_portion($1, $2) AS more', [id, BATCH_SIZE]);
    if (row!.more !== true) return;
  }
}

import type { SealableRow, Seals } from '../crypto/seal.js';
import type { Executor } from '../database/executor.js';

/** Grants in one statement. */
const BATCH_SIZE = 500;

/**
 * tells whoever can confirm them of items whose level officers have raised, batch by batch. The items are suspended from
 * the moment when the catalogue was published. After a crash any process continues.
 */
export async function tellOfRaisedItems(database: Executor, seals: Seals): Promise<void> {
  const untold = await database.query(
    'SELECT to_jsonb(v) AS row FROM assent.catalogue_version AS v WHERE told_at IS NULL ORDER BY version',
    [],
  );
  for (const { row } of untold)
    if (seals.holds('catalogue_version', row as SealableRow)) await tellOf(database, row as SealableRow);
}

async function tellOf(database: Executor, { version }: SealableRow): Promise<void> {
  for (;;) {
    const [row] = await database.query('SELECT assent.tell_of_raise($1, $2) AS more', [version, BATCH_SIZE]);
    if (row!.more !== true) return;
  }
}

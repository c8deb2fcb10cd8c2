import type { Executor } from '../database/executor.js';

/** Grants in one statement. */
const BATCH_SIZE = 500;

/**
 * tells whoever can confirm them of items whose level officers have raised, batch by batch. The items are suspended from
 * the moment when the catalogue was published. After a crash any process continues.
 */
export async function tellOfRaisedItems(database: Executor): Promise<void> {
  for (;;) {
    const [row] = await database.query('SELECT assent.tell_of_raise($1) AS more', [BATCH_SIZE]);
    if (row!.more !== true) return;
  }
}

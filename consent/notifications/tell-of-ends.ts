import type { Executor } from '../database/executor.js';

/** Grants that one statement looks at. */
const BATCH_SIZE = 500;

/** Tells recipients of grants, agreements and keys that are about to end. Any number of processes can call it. */
export async function tellOfEnds(database: Executor): Promise<void> {
  await database.query('SELECT assent.tell_of_key_ends()', []);
  for (;;) {
    const [row] = await database.query('SELECT assent.tell_of_ends($1) AS looked', [BATCH_SIZE]);
    if ((row!.looked as number) < BATCH_SIZE) return;
  }
}

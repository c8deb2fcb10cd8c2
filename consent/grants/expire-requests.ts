import type { Executor } from '../database/executor.js';

/** Requests in one statement, which locks each of them until it commits. */
const BATCH_SIZE = 500;

/**
 * Marks requests that nobody answered in time as EXPIRED, which tells their recipients. A request is EXPIRED for every reader
 * from `expires_at` on, whether this has run or not. Any number of processes can call it.
 */
export async function expireRequests(database: Executor): Promise<void> {
  for (;;) {
    const [row] = await database.query('SELECT assent.expire_requests($1) AS expired', [BATCH_SIZE]);
    if ((row!.expired as number) < BATCH_SIZE) return;
  }
}

import type { Executor } from '../database/executor.js';

/** Requests in one statement, which locks each of them until it commits. */
const BATCH_SIZE = 500;

/**
 * Marks requests that nobody answered in time as EXPIRED, which tells their recipients. A request is EXPIRED for every reader
 * from `expires_at` on, whether this has run or not. Any number of processes can call it.
 */
export async function expireRequests(database: Executor): Promise<void> {
  for (;;) {
    const expired = await database.query(
      `UPDATE assent.consent_request SET status = 'EXPIRED', decided_at = expires_at
       WHERE id IN (SELECT id FROM assent.consent_request WHERE status = 'PENDING' AND expires_at <= assent.now()
         ORDER BY expires_at LIMIT ${BATCH_SIZE} FOR UPDATE SKIP LOCKED)
       RETURNING 1`,
      [],
    );
    if (expired.length < BATCH_SIZE) return;
  }
}

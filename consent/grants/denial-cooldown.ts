import type { Transaction } from '../database/transaction.js';
import { LIMITS } from '../kernel/limits.js';
import { refuse } from '../kernel/refusal.js';
import type { Subject } from '../people/subject.js';

/**
 * whoever was denied does not ask the same subject for the same purpose again for a while
 * (`LIMITS.denialDays`, held in the database too). It tells nothing: only who matched can have denied, and that they did
 * was told to this recipient already; a stranger's request is looked up like any other and finds nothing.
 */
export async function assertNotNagging(
  tx: Transaction,
  recipientCode: string,
  purpose: string,
  { personId, providerId }: Subject,
  now: Date,
): Promise<void> {
  const [row] = await tx.query(
    'SELECT extract(epoch FROM assent.denied_until($1, $2, $3::bigint, $4::bigint))::float8 AS until',
    [recipientCode, purpose, personId ?? null, providerId ?? null],
  );
  if (row!.until === null) return;
  const seconds = Math.ceil(Number(row!.until) - now.getTime() / 1000);
  if (seconds > 0)
    refuse(
      'RATE_LIMITED',
      `This was denied. The same purpose may be asked for again ${LIMITS.denialDays} days after it.`,
      { retryAfterSeconds: seconds },
    );
}

import type { Transaction } from '../database/transaction.js';
import { LIMITS } from '../kernel/limits.js';
import { refuse } from '../kernel/refusal.js';
import type { Subject } from '../people/subject.js';

/**
 * a recipient that was denied may not ask the same subject for the same purpose for `LIMITS.denialDays`. A trigger
 * of the database enforces the same. The refusal does not disclose who is insured: the recipient was already told of
 * the denial, and a subject that matched nobody is looked up in the same way.
 * @throws Refusal RATE_LIMITED
 */
export async function assertDenialCooldownOver(
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
      {
        en: `This was denied. The same purpose may be asked for again ${LIMITS.denialDays} days after it.`,
        zh: `此前已被拒绝。${LIMITS.denialDays} 天后方可就同一用途再次申请。`,
      },
      { retryAfterSeconds: seconds },
    );
}

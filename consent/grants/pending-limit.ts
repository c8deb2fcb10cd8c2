import type { BlindIndex } from '../crypto/blind-index.js';
import type { Transaction } from '../database/transaction.js';
import { LIMITS } from '../kernel/limits.js';
import { refuse } from '../kernel/refusal.js';
import type { SubjectInput } from '../people/subject.js';

/**
 * The key by which a recipient's pending requests are counted. It follows from the number that was asked for and not from
 * a person, so that a number that nobody has is limited like any other, and a limit tells nothing.
 */
export function askedKeyOf(
  blindIndex: BlindIndex,
  recipientCode: string,
  { person, provider }: SubjectInput,
): Buffer {
  const number = person ? blindIndex.certNo(person.certNo).toString('hex') : provider!.code;
  return blindIndex.other('asked', `${recipientCode}\0${number}`);
}

/**
 * A recipient asks one person for the same thing once at a time, and for at most `LIMITS.pendingRequests` things. The lock
 * that this takes on the key lasts until the end of the transaction.
 * @throws Refusal RATE_LIMITED
 */
export async function assertMayAskNow(
  tx: Transaction,
  askedKey: Buffer,
  purpose: string,
  reference: string | null,
  now: Date,
): Promise<void> {
  const [row] = await tx.query(
    `SELECT pending, same_until::text, next_ends::text
       FROM assent.pending_requests(decode($1, 'hex'), $2, $3)`,
    [askedKey.toString('hex'), purpose, reference],
  );
  const secondsUntil = (time: unknown) => Math.ceil((Date.parse(String(time)) - now.getTime()) / 1000);
  if (row!.same_until !== null)
    refuse(
      'RATE_LIMITED',
      {
        en: 'This was asked for already and waits for an answer. Cancel that request, or give another reference.',
        zh: '同样的申请已提出，正在等待答复。请撤销该申请，或换一个 reference。',
      },
      { retryAfterSeconds: secondsUntil(row!.same_until) },
    );
  if (Number(row!.pending) >= LIMITS.pendingRequests)
    refuse(
      'RATE_LIMITED',
      {
        en: `${LIMITS.pendingRequests} requests wait for the answer of this person. Cancel one, or wait.`,
        zh: `已有 ${LIMITS.pendingRequests} 项申请等待此人答复。请撤销一项，或等待。`,
      },
      { retryAfterSeconds: secondsUntil(row!.next_ends) },
    );
}

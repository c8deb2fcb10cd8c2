import type { EntityManager } from '@mikro-orm/postgresql';
import { type Transaction, transact } from '../database/transaction.js';
import { LIMITS } from '../kernel/limits.js';
import { refuse } from '../kernel/refusal.js';
import { checkText } from '../kernel/text-input.js';
import { assertActs } from '../staff/accounts.js';
import type { StaffMember } from '../staff/role.js';
import { type CounterApproval, findApproval, lockApproval, storeReturn } from './approval.js';
import { assertSessionOpen, type CounterSession, findCounterSession } from './session.js';

/** Locks an approval that takes a reviewer. @throws Refusal NOT_FOUND if there is none */
export async function lockForReview(
  tx: Transaction,
  reviewer: StaffMember,
  id: string,
): Promise<CounterApproval> {
  await assertActs(tx, reviewer);
  const approval = await lockApproval(tx, id);
  if (!approval?.twoPeople)
    refuse('NOT_FOUND', {
      en: 'There is no such approval that waits for a reviewer. Ask the clerk for its id.',
      zh: '没有这项等待复核的授权。请向经办人员核对其 id。',
    });
  return approval;
}

/**
 * the session is open, its clerk still serves, and the reviewer is a third person.
 * @returns the session, held until the transaction ends
 * @throws Refusal FORBIDDEN
 */
export async function assertReviews(
  tx: Transaction,
  reviewer: StaffMember,
  { session: { id }, returnedAt }: CounterApproval,
): Promise<CounterSession> {
  if (returnedAt)
    refuse('FORBIDDEN', {
      en: 'This approval was returned to the clerk. The person signs again for a new one.',
      zh: '该项办理已退回经办人员。请由本人重新签名办理。',
    });
  const session = (await findCounterSession(tx, id, 'HELD'))!;
  assertSessionOpen(session, await tx.now());
  await assertActs(tx, { staffCode: session.clerk, role: 'CLERK' });
  const [row] = await tx.query('SELECT assent.may_review($1, $2) AS may', [session.id, reviewer.staffCode]);
  if (row!.may !== true)
    refuse('FORBIDDEN', {
      en: 'Whoever reviews is neither clerk nor person nor agent. Ask another reviewer.',
      zh: '复核人员不能是经办人员、本人或代理人。请换一名复核人员。',
    });
  return session;
}

/**
 * The reviewer does not confirm the approval and says why. It takes no effect, and the request stays open: the clerk may have
 * the person sign for a new one. Returning it again changes nothing.
 */
export const returnAtCounter = (
  em: EntityManager,
  reviewer: StaffMember,
  id: string,
  reason: string,
): Promise<CounterApproval> =>
  transact(em, async (tx) => {
    const why = checkText('reason', reason, LIMITS.reasonLength, true)!;
    const approval = await lockForReview(tx, reviewer, id);
    if (approval.givenAt)
      refuse('FORBIDDEN', {
        en: 'This approval is in force already. The person may revoke its grant.',
        zh: '该项办理已生效。本人可以撤回授权。',
      });
    if (approval.returnedBy === reviewer.staffCode) return approval;
    await assertReviews(tx, reviewer, approval);
    await storeReturn(tx, id, reviewer.staffCode, why);
    return (await findApproval(tx, id))!;
  });

import type { EntityManager } from '@mikro-orm/postgresql';
import { type Transaction, transact } from '../database/transaction.js';
import { prepareConfirmation, storeConfirmation } from '../grants/confirm-items.js';
import type { Grant } from '../grants/grant.js';
import { grantorDetail } from '../grants/grantor.js';
import { lockOwnGrant } from '../grants/lock-own.js';
import { newId } from '../kernel/ids.js';
import type { StaffMember } from '../staff/role.js';
import { type CounterApproval, completeApproval, insertApproval } from './approval.js';
import { counterDetail } from './counter-detail.js';
import { queueCounterMessage } from './counter-message.js';
import { type CounterEvidence, checkEvidence } from './evidence.js';
import { assertCoveredByPower, assertGuardianCame } from './power-of-attorney.js';
import { type CounterSession, lockOpenSession } from './session.js';

export interface ConfirmItemsAtCounter {
  readonly sessionId: string;
  readonly grantId: string;
  /** Default: every suspended item of the grant. */
  readonly items?: readonly string[] | null;
  readonly sensitiveConfirmed: boolean;
  readonly evidence: CounterEvidence;
}

/** What is confirmed, after the same checks whether the clerk asks or the reviewer confirms; nothing is stored. */
async function prepareItems(
  tx: Transaction,
  session: CounterSession,
  grantId: string,
  confirmation: Pick<ConfirmItemsAtCounter, 'items' | 'sensitiveConfirmed'>,
) {
  const grant = await lockOwnGrant(tx, session.personId, grantId);
  assertGuardianCame(session, grant);
  assertCoveredByPower(session.power, grant, await tx.now());
  return prepareConfirmation(tx, session.personId, grant, confirmation);
}

/** Stores the confirmation of an approval, its ledger entry and the message to the person, in the caller's transaction. */
export async function confirmItems(
  tx: Transaction,
  session: CounterSession,
  {
    id,
    confirms,
    terms,
    evidence,
    reviewer,
  }: Pick<CounterApproval, 'id' | 'confirms' | 'terms' | 'evidence' | 'reviewer'>,
): Promise<void> {
  const prepared = await prepareItems(tx, session, confirms!, terms);
  await storeConfirmation(
    tx,
    prepared,
    { authentication_id: null, approval_id: id },
    reviewer ? 'FACE' : 'SCAN',
    { ...grantorDetail(prepared.grantor), ...counterDetail(session), reviewer, evidence },
  );
  await queueCounterMessage(tx, session, '再次确认信息项', prepared.grant, await tx.now());
  await completeApproval(tx, id, reviewer, null);
}

/**
 * R-07 for people without a phone: they confirm raised items again at the counter. Up to level 2 it takes one clerk and holds at
 * once; level 3, or what requires FACE, waits for a reviewer.
 */
export const confirmItemsAtCounter = (
  em: EntityManager,
  clerk: StaffMember,
  { sessionId, grantId, evidence, ...confirmation }: ConfirmItemsAtCounter,
): Promise<Grant> =>
  transact(em, async (tx) => {
    const session = await lockOpenSession(tx, clerk, sessionId, await tx.now());
    const { grant, confirmed, requiredStrength } = await prepareItems(tx, session, grantId, confirmation);
    const twoPeople = requiredStrength === 'FACE' || confirmed.some(({ level }) => level === 3);
    const approval = {
      id: newId(),
      session,
      confirms: grant.id,
      terms: {
        id: grant.requestId,
        items: confirmed.map(({ item }) => item),
        sensitiveConfirmed: confirmation.sensitiveConfirmed,
      },
      evidence: checkEvidence(evidence, grant),
      twoPeople,
    };
    await insertApproval(tx, approval);
    if (!twoPeople) await confirmItems(tx, session, { ...approval, reviewer: null });
    return grant;
  });

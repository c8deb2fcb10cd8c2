import type { EntityManager } from '@mikro-orm/postgresql';
import { transact } from '../database/transaction.js';
import type { ConsentRequest } from '../grants/consent-request.js';
import { roleOn } from '../grants/grantor.js';
import { closeRequest, lockOwnRequest } from '../grants/lock-own.js';
import { LIMITS } from '../kernel/limits.js';
import { checkText } from '../kernel/text-input.js';
import type { StaffMember } from '../staff/role.js';
import { queueCounterMessage } from './counter-message.js';
import { assertCoveredByPower, assertGuardianCame } from './power-of-attorney.js';
import { lockOpenSession } from './session.js';

/** saying no at the counter takes one clerk and one step, without papers, without a reviewer and without a reason. */
export const denyAtCounter = (
  em: EntityManager,
  clerk: StaffMember,
  { sessionId, id, reason }: { sessionId: string; id: string; reason: string | null },
): Promise<ConsentRequest> =>
  transact(em, async (tx) => {
    const now = await tx.now();
    const session = await lockOpenSession(tx, clerk, sessionId, now);
    const request = await lockOwnRequest(tx, session.personId, id);
    assertGuardianCame(session, request);
    assertCoveredByPower(session.power, request, now);
    const why = checkText('reason', reason, LIMITS.reasonLength);
    const role = session.power ? 'AGENT' : roleOn(request, session.personId);
    await closeRequest(tx, request, 'DENIED', why, role);
    await tx.query('SELECT assent.record_counter_denial($1, $2)', [session.id, request.id]);
    await queueCounterMessage(tx, session, '不同意', request, now);
    return request;
  });

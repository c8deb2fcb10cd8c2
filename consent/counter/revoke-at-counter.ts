import type { EntityManager } from '@mikro-orm/postgresql';
import { transact } from '../database/transaction.js';
import type { Grant } from '../grants/grant.js';
import { lockOwnGrant } from '../grants/lock-own.js';
import { actorRole, revokeAndRecord } from '../grants/revoke-grant.js';
import type { StaffMember } from '../staff/role.js';
import { counterDetail } from './counter-detail.js';
import { queueCounterMessage } from './counter-message.js';
import { assertCoveredByPower, assertGuardianCame } from './power-of-attorney.js';
import { lockOpenSession } from './session.js';

/** revoking at the counter takes one clerk and one step, without papers and without a reviewer. */
export const revokeAtCounter = (
  em: EntityManager,
  clerk: StaffMember,
  { sessionId, grantId, reason }: { sessionId: string; grantId: string; reason: string | null },
): Promise<Grant> =>
  transact(em, async (tx) => {
    const session = await lockOpenSession(tx, clerk, sessionId, await tx.now());
    const grant = await lockOwnGrant(tx, session.personId, grantId);
    const now = await tx.now();
    assertGuardianCame(session, grant);
    assertCoveredByPower(session.power, grant, now);
    const detail = { ...actorRole(session.personId, grant), ...counterDetail(session) };
    if (await revokeAndRecord(tx, grant, session.personId, reason, detail))
      await queueCounterMessage(tx, session, '撤回授权', grant, now);
    return grant;
  });

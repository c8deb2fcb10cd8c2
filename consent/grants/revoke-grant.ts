import { type EntityManager } from '@mikro-orm/postgresql';
import { type Transaction, transact } from '../database/transaction.js';
import { LIMITS } from '../kernel/limits.js';
import { checkText } from '../kernel/text-input.js';
import { type EventDetail, recordGrantEvent } from '../ledger/entries/grant-events.js';
import { grantOf } from './find-own.js';
import { Grant } from './grant.js';

/** What the ledger says of who acted, where it was not the person; never who it was. */
export const roleOf = (actorId: string, { personId }: Grant) =>
  personId && personId !== actorId ? { role: 'GUARDIAN' } : {};

/** @returns whether it was not revoked before */
export async function revoke(
  tx: Transaction,
  grant: Grant,
  now: Date,
  reason: string | null,
  detail: EventDetail = {},
): Promise<boolean> {
  if (!grant.revoke(now, checkText('reason', reason, LIMITS.reasonLength))) return false;
  await tx.em.flush();
  await recordGrantEvent(tx, grant.id, 'GRANT_REVOKED', detail);
  return true;
}

/**
 * Revokes at once: on the same channel, in one step, with no stronger authentication than the session has (R-06,
 * PIPL 15). Redemptions and revocations of a grant wait for each other on its row.
 */
export const revokeGrant = (
  em: EntityManager,
  personId: string,
  id: string,
  reason: string | null,
): Promise<Grant> =>
  transact(em, async (tx) => {
    const grant = await grantOf(tx, personId, id);
    await revoke(tx, grant, await tx.now(), reason, roleOf(personId, grant));
    return grant;
  });

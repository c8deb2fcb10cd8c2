import { type EntityManager } from '@mikro-orm/postgresql';
import { type Transaction, transact } from '../database/transaction.js';
import { LIMITS } from '../kernel/limits.js';
import { checkText } from '../kernel/text-input.js';
import type { EventDetail } from '../ledger/entries/grant-events.js';
import { tellParties } from '../notifications/tell.js';
import { Grant } from './grant.js';
import { lockOwnGrant } from './lock-own.js';
import { grantStatus } from './standing.js';

/** The role that the ledger records if somebody other than the person acted; never an identity. */
export const actorRole = (actorId: string, { personId }: Grant) =>
  personId && personId !== actorId ? { role: 'GUARDIAN' } : {};

/**
 * Revokes a locked grant, records it and tells whoever else it concerns. Revoking a revoked grant changes nothing. An exhausted grant can be revoked,
 * because its last disclosures can still be read again.
 * @returns whether it was not revoked before
 * @throws Refusal if the grant has expired or is superseded
 */
export async function revokeAndRecord(
  tx: Transaction,
  grant: Grant,
  actorId: string,
  reason: string | null,
  detail: EventDetail = {},
): Promise<boolean> {
  const status = await grantStatus(tx, grant.id);
  if (status === 'REVOKED') return false;
  grant.assertNotEnded(status);
  const why = checkText('reason', reason, LIMITS.reasonLength);
  await tx.query('SELECT assent.revoke_grant($1, $2::varchar, $3::jsonb)', [
    grant.id,
    why,
    JSON.stringify(detail),
  ]);
  await tx.em.refresh(grant);
  await tellParties(tx, 'REVOKED', [grant.id], actorId);
  return true;
}

/**
 * Revokes a grant in one step and without further authentication, since revoking must be as easy as granting (R-06,
 * PIPL 15). The lock on the grant's row serializes it with redemptions.
 */
export const revokeGrant = (
  em: EntityManager,
  personId: string,
  id: string,
  reason: string | null,
): Promise<Grant> =>
  transact(em, async (tx) => {
    const grant = await lockOwnGrant(tx, personId, id);
    await revokeAndRecord(tx, grant, personId, reason, actorRole(personId, grant));
    return grant;
  });

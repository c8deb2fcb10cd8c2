import { createHash } from 'node:crypto';
import { type EntityManager, LockMode } from '@mikro-orm/postgresql';
import { validate as isUuid, v7 as uuidv7 } from 'uuid';
import type { Authentications } from './authentication/authentications.js';
import { Grant } from './grant.js';
import { type GivenGrants, recordGrantEvent } from './ledger/grant-events.js';
import { LIMITS } from './limits.js';
import { Refusal, refuse } from './refusal.js';
import { ConsentRequest } from './request.js';
import { requiredStrength, sensitiveItems } from './sensitivity.js';
import { isOwner } from './subject.js';
import { checkText, type NarrowedTerms, narrowItems, narrowTerms } from './terms.js';
import { type Transaction, transact } from './transaction.js';

export interface Approval extends NarrowedTerms {
  readonly id: string;
  readonly sensitiveConfirmed: boolean;
  /** A proof made for action APPROVE and this request. */
  readonly authentication: string;
}

async function lockRequest(tx: Transaction, id: string): Promise<ConsentRequest | null> {
  return isUuid(id)
    ? await tx.em.findOne(ConsentRequest, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE })
    : null;
}

const noSuchRequest = (): never => refuse('NOT_FOUND', 'There is no such request to you.');

async function requestTo(tx: Transaction, personId: string, id: string): Promise<ConsentRequest> {
  const request = await lockRequest(tx, id);
  return request && (await isOwner(tx, personId, request)) ? request : noSuchRequest();
}

/** the dead and children under 14 give no consent of their own. */
async function assertMayConsent(tx: Transaction, personId: string): Promise<void> {
  const [standing] = await tx.query('SELECT age, deceased FROM assent.person_standing($1)', [personId]);
  if (!standing || standing.deceased || (standing.age as number) < LIMITS.ownActAge)
    refuse('FORBIDDEN', 'A guardian must decide on this request.');
}

function giveGrant(request: ConsentRequest, approval: Approval, personId: string, now: Date) {
  const items = narrowItems(request.items, approval.items);
  const terms = narrowTerms(request, approval, request.purpose, now);
  const sensitive = sensitiveItems(items);
  if (sensitive.length > 0 && !approval.sensitiveConfirmed)
    refuse(
      'SENSITIVE_CONFIRMATION_REQUIRED',
      'Sensitive items need a second, separate confirmation (PIPL 29).',
      {
        items: sensitive,
      },
    );
  return Object.assign(new Grant(), {
    ...terms,
    items,
    id: uuidv7(),
    requestId: request.id,
    recipientCode: request.recipientCode,
    personId: request.personId ?? null,
    providerId: request.providerId ?? null,
    grantorId: personId,
    purposeCode: request.purposeCode,
    catalogueVersion: request.catalogueVersion,
    noticeDigest: createHash('sha256').update(request.notice).digest('hex'),
    sensitiveConfirmed: approval.sensitiveConfirmed,
    validFrom: now,
  });
}

/** The person gives a grant: all that was asked, or less. @throws Refusal; a proof presented in vain is spent */
export const approveRequest = (
  em: EntityManager,
  authentications: Authentications,
  given: GivenGrants,
  personId: string,
  approval: Approval,
): Promise<Grant> =>
  transact(em, async (tx) => {
    const request = await requestTo(tx, personId, approval.id);
    const now = await tx.now();
    request.assertPending(now);
    await assertMayConsent(tx, personId);
    const grant = giveGrant(request, approval, personId, now);
    // Spent before the action and in its transaction: a failure of ours gives it back, a wrong use does not.
    const proof = await authentications.spend(tx, {
      id: approval.authentication,
      personId,
      action: 'APPROVE',
      target: request.id,
      required: requiredStrength(request.purpose, grant.items),
    });
    if (proof instanceof Refusal) return proof;
    grant.strength = proof.strength;
    request.approve(now);
    tx.em.persist(grant);
    await tx.em.flush();
    await given.record(tx, grant.id);
    return grant;
  });

/** refusing costs nothing and needs no reason. */
export const denyRequest = (
  em: EntityManager,
  personId: string,
  id: string,
  reason: string | null,
): Promise<ConsentRequest> =>
  transact(em, async (tx) => {
    const request = await requestTo(tx, personId, id);
    request.deny(await tx.now(), checkText('reason', reason, LIMITS.reasonLength));
    return request;
  });

export const cancelRequest = (
  em: EntityManager,
  recipientCode: string,
  id: string,
): Promise<ConsentRequest> =>
  transact(em, async (tx) => {
    const request = await lockRequest(tx, id);
    if (request?.recipientCode !== recipientCode) return noSuchRequest();
    request.cancel(await tx.now());
    return request;
  });

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
    const grant = isUuid(id)
      ? await tx.em.findOne(Grant, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE })
      : null;
    if (!grant || !(await isOwner(tx, personId, grant)))
      refuse('NOT_FOUND', 'There is no such grant of yours.');
    if (grant.revoke(await tx.now(), checkText('reason', reason, LIMITS.reasonLength))) {
      await tx.em.flush();
      await recordGrantEvent(tx, grant.id, 'GRANT_REVOKED');
    }
    return grant;
  });

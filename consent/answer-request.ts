import { createHash } from 'node:crypto';
import { type EntityManager, LockMode } from '@mikro-orm/postgresql';
import { validate as isUuid } from 'uuid';
import type { Authentications } from './authentication/authentications.js';
import { type Levels, readLevelsInForce } from './catalogue/levels.js';
import { type Giver, giverDetail, giverOf, guardGrant } from './giver.js';
import { Grant } from './grant.js';
import { newId } from './ids.js';
import { type EventDetail, type GivenGrants, recordGrantEvent } from './ledger/grant-events.js';
import { LIMITS } from './limits.js';
import { Refusal, refuse } from './refusal.js';
import { ConsentRequest } from './request.js';
import { assertConfirmed, requiredStrength } from './sensitivity.js';
import { keepTicks, type Tick, type TickIds } from './special-disease/ticks.js';
import { strongest } from './strength.js';
import { isOwner } from './subject.js';
import { checkText, type NarrowedTerms, narrowItems, narrowTerms } from './terms.js';
import { type Transaction, transact } from './transaction.js';

/** What the person gives of a request. */
export interface ApprovedTerms extends NarrowedTerms {
  readonly id: string;
  readonly sensitiveConfirmed: boolean;
  /** Records of specially protected diseases that the person ticked, one by one. */
  readonly specialDiseases?: readonly string[] | null;
}

export interface Approval extends ApprovedTerms {
  /** A proof made for action APPROVE and this request. */
  readonly authentication: string;
}

async function lockRequest(tx: Transaction, id: string): Promise<ConsentRequest | null> {
  return isUuid(id)
    ? await tx.em.findOne(ConsentRequest, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE })
    : null;
}

const noSuchRequest = (): never => refuse('NOT_FOUND', 'There is no such request to you.');

/** Locked: two answers to one request have one winner. @throws Refusal NOT_FOUND unless it is this person's to answer */
export async function requestTo(tx: Transaction, personId: string, id: string): Promise<ConsentRequest> {
  const request = await lockRequest(tx, id);
  return request && (await isOwner(tx, personId, request)) ? request : noSuchRequest();
}

/** The grant that these terms make, held to request and purpose; not yet given. @throws Refusal */
export function giveGrant(
  request: ConsentRequest,
  approval: ApprovedTerms,
  giver: Giver,
  now: Date,
  ticks: readonly Tick[] = [],
): Grant {
  const items = narrowItems(request.items, approval.items);
  const terms = narrowTerms(request, approval, request.purpose, now, giver.powerEnds);
  assertConfirmed(approval.sensitiveConfirmed, items, giver.everyItemSensitive || ticks.length > 0);
  return Object.assign(new Grant(), {
    ...terms,
    items,
    id: newId(),
    requestId: request.id,
    recipientCode: request.recipientCode,
    personId: request.personId ?? null,
    providerId: request.providerId ?? null,
    grantorId: giver.personId,
    purposeCode: request.purposeCode,
    catalogueVersion: request.catalogueVersion,
    noticeDigest: createHash('sha256').update(request.notice).digest('hex'),
    sensitiveConfirmed: approval.sensitiveConfirmed,
    validFrom: now,
  });
}

/**
 * a grant is given under the catalogue in force when it is given, whatever it was when it was asked for.
 */
export async function underCatalogueInForce(
  tx: Transaction,
  grant: Grant,
  sensitiveConfirmed: boolean,
): Promise<Levels> {
  const levels = await readLevelsInForce(tx);
  grant.catalogueVersion = levels.version;
  levels.assertConfirmed(grant.items, sensitiveConfirmed);
  return levels;
}

/** What the ledger says of who acted, where it was not the person; never who it was. */
export const roleOf = (actorId: string, { personId }: Grant) =>
  personId && personId !== actorId ? { role: 'GUARDIAN' } : {};

/** The person gives a grant: all that was asked, or less. @throws Refusal; a proof presented in vain is spent */
export const approveRequest = (
  em: EntityManager,
  {
    authentications,
    givenGrants,
    tickIds,
  }: { authentications: Authentications; givenGrants: GivenGrants; tickIds: TickIds },
  personId: string,
  approval: Approval,
): Promise<Grant> =>
  transact(em, async (tx) => {
    const request = await requestTo(tx, personId, approval.id);
    const now = await tx.now();
    request.assertPending(now);
    const ticks = tickIds.open(request.id, approval.specialDiseases ?? []);
    const giver = await giverOf(tx, personId, request);
    const grant = giveGrant(request, approval, giver, now, ticks);
    const levels = await underCatalogueInForce(tx, grant, approval.sensitiveConfirmed);
    // Spent before the action and in its transaction: a failure of ours gives it back, a wrong use does not.
    const proof = await authentications.spend(tx, {
      id: approval.authentication,
      personId,
      action: 'APPROVE',
      target: request.id,
      required: strongest([
        requiredStrength(request.purpose, grant.items, giver.everyItemSensitive),
        levels.raisedStrength(grant.items),
        ticks.length > 0 ? 'FACE' : 'NONE',
      ]),
    });
    if (proof instanceof Refusal) return proof;
    grant.strength = proof.strength;
    request.approve(now);
    tx.em.persist(grant);
    await tx.em.flush();
    await keepTicks(tx, grant.id, ticks);
    await guardGrant(tx, grant, giver);
    await givenGrants.record(tx, grant.id, giverDetail(giver));
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

/** Locked. @throws Refusal NOT_FOUND unless this person may take it back */
export async function grantOf(tx: Transaction, personId: string, id: string): Promise<Grant> {
  const grant = isUuid(id)
    ? await tx.em.findOne(Grant, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE })
    : null;
  if (!grant || !(await isOwner(tx, personId, grant)))
    refuse('NOT_FOUND', 'There is no such grant of yours.');
  return grant;
}

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

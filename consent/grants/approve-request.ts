import { type EntityManager } from '@mikro-orm/postgresql';
import type { Authentications } from '../authentication/authentication-service.js';
import { requiredStrength } from '../catalogue/sensitivity.js';
import { transact } from '../database/transaction.js';
import { Refusal } from '../kernel/refusal.js';
import { strongest } from '../kernel/strength.js';
import { type GivenGrants } from '../ledger/entries/grant-events.js';
import { requestTo } from './find-own.js';
import { ApprovedTerms, giveGrant, underCatalogueInForce } from './give-grant.js';
import { Grant } from './grant.js';
import { giverDetail, giverOf, guardGrant } from './grantor.js';
import { keepTicks, type TickIds } from './protected-record-choice.js';

export interface Approval extends ApprovedTerms {
  /** A proof made for action APPROVE and this request. */
  readonly authentication: string;
}

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

import { LockMode } from '@mikro-orm/postgresql';
import { validate as isUuid } from 'uuid';
import { type Transaction } from '../database/transaction.js';
import { refuse } from '../kernel/refusal.js';
import { isOwner } from '../people/subject.js';
import { ConsentRequest } from './consent-request.js';
import { Grant } from './grant.js';

export async function lockRequest(tx: Transaction, id: string): Promise<ConsentRequest | null> {
  return isUuid(id)
    ? await tx.em.findOne(ConsentRequest, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE })
    : null;
}

export const noSuchRequest = (): never => refuse('NOT_FOUND', 'There is no such request to you.');

/** Locked: two answers to one request have one winner. @throws Refusal NOT_FOUND unless it is this person's to answer */
export async function requestTo(tx: Transaction, personId: string, id: string): Promise<ConsentRequest> {
  const request = await lockRequest(tx, id);
  return request && (await isOwner(tx, personId, request)) ? request : noSuchRequest();
}

/** Locked. @throws Refusal NOT_FOUND unless this person may take it back */
export async function grantOf(tx: Transaction, personId: string, id: string): Promise<Grant> {
  const grant = isUuid(id)
    ? await tx.em.findOne(Grant, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE })
    : null;
  if (!grant || !(await isOwner(tx, personId, grant)))
    refuse('NOT_FOUND', 'There is no such grant of yours.');
  return grant;
}

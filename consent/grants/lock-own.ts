import { validate as isUuid } from 'uuid';
import { type Transaction } from '../database/transaction.js';
import { refuse } from '../kernel/refusal.js';
import { isOwner } from '../people/subject.js';
import { ConsentRequest } from './consent-request.js';
import { Grant } from './grant.js';
import type { GrantorRole } from './grantor.js';
import { sealedGrant, sealedRequest } from './sealed-terms.js';

/** Reads and locks a request, so that of two answers at once only one succeeds. */
export async function lockRequest(tx: Transaction, id: string): Promise<ConsentRequest | null> {
  if (!isUuid(id)) return null;
  await tx.query('SELECT assent.lock_request($1)', [id]);
  return sealedRequest(tx, await tx.em.findOne(ConsentRequest, { id }, { refresh: true }));
}

export const refuseUnknownRequest = (): never =>
  refuse('NOT_FOUND', {
    en: 'There is no such request to you. Look at me.consentRequests.',
    zh: '没有向您提出的这项申请。请查看 me.consentRequests。',
  });

/** @throws Refusal NOT_FOUND unless this person may answer the request */
export async function lockOwnRequest(tx: Transaction, personId: string, id: string): Promise<ConsentRequest> {
  const request = await lockRequest(tx, id);
  return request && (await isOwner(tx, personId, request)) ? request : refuseUnknownRequest();
}

/** The same without a lock, for whoever only looks. @throws Refusal NOT_FOUND unless this person may answer the request */
export async function readOwnRequest(tx: Transaction, personId: string, id: string): Promise<ConsentRequest> {
  const found = isUuid(id) ? await tx.em.findOne(ConsentRequest, { id: id.toLowerCase() }) : null;
  const request = sealedRequest(tx, found);
  return request && (await isOwner(tx, personId, request)) ? request : refuseUnknownRequest();
}

/** Closes a request without a grant. @throws Refusal CONSENT_REQUEST_CLOSED unless it is pending */
export async function closeRequest(
  tx: Transaction,
  request: ConsentRequest,
  decision: 'DENIED' | 'CANCELLED',
  reason: string | null = null,
  deniedAs: GrantorRole | null = null,
): Promise<ConsentRequest> {
  request.assertPending(await tx.now());
  await tx.query('SELECT assent.close_request($1, $2, $3::varchar, $4::varchar)', [
    request.id,
    decision,
    reason,
    deniedAs,
  ]);
  await tx.em.refresh(request);
  return request;
}

/** Reads and locks a grant, which serializes its redemptions and every change of it. */
export async function lockGrant(tx: Transaction, id: string): Promise<Grant | null> {
  if (!isUuid(id)) return null;
  await tx.query('SELECT assent.lock_grant($1)', [id]);
  return sealedGrant(tx, await tx.em.findOne(Grant, { id }, { refresh: true }));
}

export const refuseUnknownGrant = (): never =>
  refuse('NOT_FOUND', {
    en: 'There is no such grant of yours. Look at the list of your grants.',
    zh: '您没有这项授权。请查看您的授权列表。',
  });

/** @throws Refusal NOT_FOUND unless this person may revoke the grant */
export async function lockOwnGrant(tx: Transaction, personId: string, id: string): Promise<Grant> {
  const grant = await lockGrant(tx, id);
  return grant && (await isOwner(tx, personId, grant)) ? grant : refuseUnknownGrant();
}

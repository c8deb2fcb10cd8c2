import { type EntityManager } from '@mikro-orm/postgresql';
import { transact } from '../database/transaction.js';
import { ConsentRequest } from './consent-request.js';
import { closeRequest, lockRequest, refuseUnknownRequest } from './lock-own.js';

/** The recipient withdraws its own request. @throws Refusal NOT_FOUND for another recipient's request */
export const cancelRequest = (
  em: EntityManager,
  recipientCode: string,
  id: string,
): Promise<ConsentRequest> =>
  transact(em, async (tx) => {
    const request = await lockRequest(tx, id);
    if (request?.recipientCode !== recipientCode) return refuseUnknownRequest();
    return closeRequest(tx, request, 'CANCELLED');
  });

import { type EntityManager } from '@mikro-orm/postgresql';
import { transact } from '../database/transaction.js';
import { LIMITS } from '../kernel/limits.js';
import { checkText } from '../kernel/text-input.js';
import { ConsentRequest } from './consent-request.js';
import { roleOn } from './grantor.js';
import { closeRequest, lockOwnRequest } from './lock-own.js';

/** a person can deny a request without a proof and without a reason. */
export const denyRequest = (
  em: EntityManager,
  personId: string,
  id: string,
  reason: string | null,
): Promise<ConsentRequest> =>
  transact(em, async (tx) => {
    const request = await lockOwnRequest(tx, personId, id);
    const why = checkText('reason', reason, LIMITS.reasonLength);
    return closeRequest(tx, request, 'DENIED', why, roleOn(request, personId));
  });

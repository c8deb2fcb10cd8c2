import { type EntityManager } from '@mikro-orm/postgresql';
import { transact } from '../database/transaction.js';
import { ConsentRequest } from './consent-request.js';
import { lockRequest, noSuchRequest } from './find-own.js';

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

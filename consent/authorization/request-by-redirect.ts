import type { EntityManager } from '@mikro-orm/postgresql';
import { transact } from '../database/transaction.js';
import type { ConsentRequest } from '../grants/consent-request.js';
import { type AskedInput, askingRecipient, judgeAsked } from '../grants/request-consent.js';
import { storeRequest } from '../grants/sealed-terms.js';
import { replaceableGrant } from '../grants/supersede.js';
import { LIMITS } from '../kernel/limits.js';

/**
 * A recipient requests consent of whoever will come from its own app. What it asks for is judged now, before anybody is sent
 * anywhere, by the judge of every request; whose it is stays open until somebody has signed in.
 * @param replaces a grant of the recipient that is to end when this one is given
 * @throws Refusal
 */
export const requestByRedirect = (
  em: EntityManager,
  recipientCode: string,
  input: AskedInput,
  replaces: string | null,
): Promise<ConsentRequest> =>
  transact(em, async (tx) => {
    const asked = await judgeAsked(tx, await askingRecipient(tx, recipientCode), input);
    return storeRequest(
      tx,
      Object.assign(asked, {
        channel: 'REDIRECT',
        replaces: await replaceableGrant(tx, recipientCode, null, replaces),
        expiresAt: new Date(asked.createdAt.getTime() + LIMITS.redirectMinutes * 60_000),
      } as const),
    );
  });

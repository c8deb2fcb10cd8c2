import type { EntityManager } from '@mikro-orm/postgresql';
import { readClassificationInForce } from '../catalogue/classification.js';
import type { BlindIndex } from '../crypto/blind-index.js';
import { type Transaction, transact } from '../database/transaction.js';
import { cityDay } from '../kernel/city-time.js';
import { newId } from '../kernel/ids.js';
import { LIMITS } from '../kernel/limits.js';
import { refuse } from '../kernel/refusal.js';
import { checkText } from '../kernel/text-input.js';
import { findSubject, type SubjectInput } from '../people/subject.js';
import { allowedProduct } from '../recipients/find-product.js';
import { findAgreement, findRecipient } from '../recipients/find-recipient.js';
import type { Recipient } from '../recipients/recipient.js';
import { allowedPurpose } from './allowed-purpose.js';
import { ConsentRequest } from './consent-request.js';
import { assertDenialCooldownOver } from './denial-cooldown.js';
import { askedKeyOf, assertMayAskNow } from './pending-limit.js';
import { requestOfKey } from './request-key.js';
import { storeRequest } from './sealed-terms.js';
import { replaceableGrant } from './supersede.js';
import { REQUEST_LIFETIME_MS, type RequestedTerms, requestedItems, requestTerms } from './terms.js';

/** What is asked for, whoever it is asked of; unchecked. */
export interface AskedInput extends RequestedTerms {
  readonly reference?: string | null;
  /** Code of the registered product under whose name it is asked. */
  readonly product?: string | null;
  readonly notice: string;
}

export interface ConsentRequestInput extends AskedInput {
  readonly subject: SubjectInput;
  /** The recipient's own key: a retry with the same key is answered with the same request. */
  readonly idempotencyKey?: string | null;
  /** A grant that is to end when this request is granted. */
  readonly replaces?: string | null;
}

/** @throws Refusal FORBIDDEN unless the recipient may ask at all */
export async function askingRecipient(tx: Transaction, recipientCode: string): Promise<Recipient> {
  const recipient = await findRecipient(tx, recipientCode);
  if (!recipient || recipient.suspendedAt)
    refuse('FORBIDDEN', {
      en: 'This recipient may not ask for consent. Ask the bureau.',
      zh: '该机构不得申请授权。请与医保局联系。',
    });
  return recipient;
}

/**
 * The one judge of what a recipient asks for, however it comes: by purpose and agreement.
 * @returns a request that nobody is asked yet; nothing is stored
 * @throws Refusal
 */
export async function judgeAsked(
  tx: Transaction,
  recipient: Recipient,
  input: AskedInput,
): Promise<ConsentRequest> {
  const agreement = await findAgreement(tx, recipient.code);
  const now = await tx.now();
  const today = cityDay(now);
  const purpose = allowedPurpose(input.purpose, recipient.kind, agreement, today);
  const items = requestedItems(input.items, purpose, agreement, today);
  const terms = requestTerms(input, purpose, now);
  return Object.assign(new ConsentRequest(), {
    ...terms,
    id: newId(),
    recipientCode: recipient.code,
    purposeCode: purpose.code,
    catalogueVersion: (await readClassificationInForce(tx)).version,
    items,
    productCode: await allowedProduct(tx, recipient.code, input.product, purpose.code, today),
    notice: checkText('notice', input.notice, LIMITS.noticeLength, true)!,
    reference: checkText('reference', input.reference, LIMITS.referenceLength),
    createdAt: now,
    expiresAt: new Date(now.getTime() + REQUEST_LIFETIME_MS),
  });
}

/** A recipient requests consent (授权申请). @throws Refusal if purpose, agreement or terms do not allow it */
export const requestConsent = (
  em: EntityManager,
  blindIndex: BlindIndex,
  recipientCode: string,
  input: ConsentRequestInput,
): Promise<ConsentRequest> =>
  transact(em, async (tx) => {
    const recipient = await askingRecipient(tx, recipientCode);
    const key = await requestOfKey(tx, blindIndex, recipientCode, input);
    if (key.earlier) return key.earlier;
    const asked = await judgeAsked(tx, recipient, input);
    const { purpose, reference, createdAt: now } = asked;
    const subject = await findSubject(tx, blindIndex, input.subject, purpose.subject);
    await assertDenialCooldownOver(tx, recipientCode, purpose.code, subject, now);
    const askedKey = askedKeyOf(blindIndex, recipientCode, input.subject);
    const replaces = await replaceableGrant(tx, recipientCode, askedKey, input.replaces);
    await assertMayAskNow(tx, askedKey, purpose.code, reference, now);
    const { idempotencyKey, contentDigest } = key;
    const keyed = { askedKey, idempotencyKey, contentDigest, replaces };
    return storeRequest(tx, Object.assign(asked, subject, keyed));
  });

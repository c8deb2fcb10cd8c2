import type { EntityManager } from '@mikro-orm/postgresql';
import { Agreement } from './agreement.js';
import type { BlindIndex } from './blind-index.js';
import { readLevelsInForce } from './catalogue/levels.js';
import { cityDay } from './decide.js';
import { newId } from './ids.js';
import { LIMITS } from './limits.js';
import { assertNotNagging } from './no-nagging.js';
import { Recipient } from './recipient.js';
import { refuse } from './refusal.js';
import { ConsentRequest } from './request.js';
import { findSubject, type SubjectInput } from './subject.js';
import {
  type AskedTerms,
  checkText,
  purposeFor,
  REQUEST_LIFETIME_MS,
  requestedItems,
  requestTerms,
} from './terms.js';
import { transact } from './transaction.js';

export interface Ask extends AskedTerms {
  readonly subject: SubjectInput;
  readonly reference?: string | null;
  readonly notice: string;
}

/** A recipient asks for consent (授权申请). @throws Refusal where purpose, agreement or terms say no */
export const askForConsent = (
  em: EntityManager,
  blindIndex: BlindIndex,
  recipientCode: string,
  ask: Ask,
): Promise<ConsentRequest> =>
  transact(em, async (tx) => {
    const recipient = await tx.em.findOne(Recipient, { code: recipientCode });
    const agreement = await tx.em.findOne(Agreement, { recipientCode });
    if (!recipient || recipient.suspendedAt) refuse('FORBIDDEN', 'This recipient may not ask for consent.');
    const now = await tx.now();
    const today = cityDay(now);
    const purpose = purposeFor(ask.purpose, recipient.kind, agreement, today);
    const items = requestedItems(ask.items, purpose, agreement, today);
    const terms = requestTerms(ask, purpose, now);
    const notice = checkText('notice', ask.notice, LIMITS.noticeLength, true)!;
    const reference = checkText('reference', ask.reference, LIMITS.referenceLength);
    const subject = await findSubject(tx, blindIndex, ask.subject, purpose.subject);
    await assertNotNagging(tx, recipientCode, purpose.code, subject, now);
    const request = Object.assign(new ConsentRequest(), {
      ...terms,
      ...subject,
      id: newId(),
      recipientCode,
      purposeCode: purpose.code,
      catalogueVersion: (await readLevelsInForce(tx)).version,
      items,
      reference,
      notice,
      createdAt: now,
      expiresAt: new Date(now.getTime() + REQUEST_LIFETIME_MS),
    });
    tx.em.persist(request);
    return request;
  });

import type { EntityManager } from '@mikro-orm/postgresql';
import type { BlindIndex } from '../crypto/blind-index.js';
import { type Transaction, transact } from '../database/transaction.js';
import type { ConsentRequest } from '../grants/consent-request.js';
import { lockRequest, refuseUnknownRequest } from '../grants/lock-own.js';
import { bindRequest, keepRequest } from '../grants/sealed-terms.js';
import { REQUEST_LIFETIME_MS } from '../grants/terms.js';
import { LIMITS } from '../kernel/limits.js';
import { refuse } from '../kernel/refusal.js';
import { capacityOf, wardsOf } from '../people/guardianship.js';
import { isOwner, representedProviders, type Subject } from '../people/subject.js';

/** Somebody for whom the signed-in person may decide on a request that came by redirect. */
export interface InteractionSubject {
  /** It says nothing outside this interaction. */
  readonly id: string;
  readonly self: boolean;
  /** Of a ward, the relation as the register has it; LEGAL_REP of a provider; null for oneself. */
  readonly relation: string | null;
  readonly subject: Subject;
}

/** Whom a person may decide for: themselves and wards under 14, or providers where the purpose is about these. */
export async function subjectsOf(
  tx: Transaction,
  blindIndex: BlindIndex,
  personId: string,
  uid: string,
  { purpose }: ConsentRequest,
): Promise<InteractionSubject[]> {
  const choice = (subject: Subject, relation: string | null): InteractionSubject => ({
    id: blindIndex
      .other('interaction subject', `${uid}\0${subject.personId ?? ''}\0${subject.providerId ?? ''}`)
      .toString('base64url'),
    self: relation === null,
    relation,
    subject,
  });
  if (purpose.subject === 'PROVIDER')
    return (await representedProviders(tx, personId)).map((providerId) =>
      choice({ providerId }, 'LEGAL_REP'),
    );
  const subjects = [choice({ personId }, null)];
  for (const ward of await wardsOf(tx, personId))
    if ((await capacityOf(tx, ward.personId)) === 'NONE')
      subjects.push(choice({ personId: ward.personId }, ward.relation));
  return subjects;
}

/**
 * Sets whose consent a request that came by redirect is about; once.
 * @throws Refusal NOT_FOUND for a subject that this person may not decide for, CONSENT_REQUEST_CLOSED, RATE_LIMITED
 */
export const bindSubject = (
  em: EntityManager,
  blindIndex: BlindIndex,
  personId: string,
  { uid, requestId, subject }: { uid: string; requestId: string; subject: string },
): Promise<ConsentRequest> =>
  transact(em, async (tx) => {
    const request = await lockRequest(tx, requestId);
    if (!request) return refuseUnknownRequest();
    request.assertPending(await tx.now());
    const choices = await subjectsOf(tx, blindIndex, personId, uid, request);
    const chosen = choices.find(({ id }) => id === subject);
    if (!chosen)
      refuse('NOT_FOUND', {
        en: 'You can’t decide for this one here. Take an id from interaction.subjects.',
        zh: '您不能在此为其作决定。请从 interaction.subjects 中取编号。',
      });
    if (isBound(request)) {
      const same = request.personId === (chosen.subject.personId ?? null);
      if (same && request.providerId === (chosen.subject.providerId ?? null)) return request;
      refuse('FORBIDDEN', {
        en: 'This request is somebody else’s by now. Begin again in the institution’s app.',
        zh: '该申请已由他人办理。请回到机构的应用重新开始。',
      });
    }
    const { personId: person = null, providerId: provider = null } = chosen.subject;
    const bound = Object.assign(request, { personId: person, providerId: provider });
    if (!(await bindRequest(tx, bound)))
      refuse(
        'RATE_LIMITED',
        {
          en: `This institution has sent you here ${LIMITS.redirectsPerDay} times in a day. Come back tomorrow.`,
          zh: `该机构一天内已将您转到此处 ${LIMITS.redirectsPerDay} 次。请明天再来。`,
        },
        { retryAfterSeconds: 86_400 },
      );
    await tx.em.refresh(request);
    return request;
  });

/** Whether it is known whose consent the request is about. */
export const isBound = ({ personId, providerId }: ConsentRequest): boolean =>
  (personId ?? providerId ?? null) !== null;

/**
 * Whoever leaves without an answer keeps the request in their list, for as long as any other.
 * @returns the request; one that nobody was bound to stays as it is
 * @throws Refusal NOT_FOUND where it is bound to somebody else
 */
export const leaveRequest = (
  em: EntityManager,
  personId: string | null,
  requestId: string,
): Promise<ConsentRequest> =>
  transact(em, async (tx) => {
    const request = await lockRequest(tx, requestId);
    if (!request) return refuseUnknownRequest();
    if (!isBound(request)) return request;
    if (personId === null || !(await isOwner(tx, personId, request))) return refuseUnknownRequest();
    if (request.statusAt(await tx.now()) !== 'PENDING') return request;
    const until = new Date(request.createdAt.getTime() + REQUEST_LIFETIME_MS);
    if (request.expiresAt.getTime() === until.getTime()) return request;
    await keepRequest(tx, Object.assign(request, { expiresAt: until }));
    await tx.em.refresh(request);
    return request;
  });

import type { Classification } from '../catalogue/classification.js';
import { accepted, Findings, type Judged } from '../kernel/findings.js';
import { newId } from '../kernel/ids.js';
import { ConsentRequest } from './consent-request.js';
import { Grant } from './grant.js';
import { type Grantor } from './grantor.js';
import { judgeItems, judgeTerms, type NarrowedTerms } from './narrowing.js';
import { type ProtectedRecordChoice } from './protected-record-choice.js';

/** The part of a request that the person grants. */
export interface ApprovedTerms extends NarrowedTerms {
  readonly id: string;
  readonly sensitiveConfirmed: boolean;
  /** Ids of the protected records that the person chose one by one. */
  readonly specialDiseases?: readonly string[] | null;
}

/**
 * Builds the grant and judges its terms by request and purpose; nothing is stored. What is refused is in it as requested.
 * @param classification R-07: of the catalogue in force when the grant is given, not of that of the request
 */
export function judgeGrant(
  request: ConsentRequest,
  approval: ApprovedTerms,
  grantor: Grantor,
  classification: Classification,
  now: Date,
  choices: readonly ProtectedRecordChoice[] = [],
): Judged<Grant> {
  const findings = new Findings();
  const items = findings.take(judgeItems(request.items, approval.items));
  const terms = findings.take(judgeTerms(request, approval, request.purpose, now, grantor.authorityEndsAt));
  const everyItemSensitive = grantor.everyItemSensitive || choices.length > 0;
  findings.of(
    () => classification.assertConfirmed(items, approval.sensitiveConfirmed, everyItemSensitive),
    undefined,
  );
  const value = Object.assign(new Grant(), {
    ...terms,
    items,
    id: newId(),
    requestId: request.id,
    recipientCode: request.recipientCode,
    personId: request.personId ?? null,
    providerId: request.providerId ?? null,
    grantorId: grantor.personId,
    purposeCode: request.purposeCode,
    catalogueVersion: classification.version,
    noticeDigest: request.noticeDigest,
    sensitiveConfirmed: approval.sensitiveConfirmed,
    validFrom: now,
  });
  return { value, refusals: findings.refusals };
}

/** @throws Refusal */
export const buildGrant = (...given: Parameters<typeof judgeGrant>): Grant => accepted(judgeGrant(...given));

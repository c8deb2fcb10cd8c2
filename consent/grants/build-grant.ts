import type { Classification } from '../catalogue/classification.js';
import { newId } from '../kernel/ids.js';
import { ConsentRequest } from './consent-request.js';
import { Grant } from './grant.js';
import { type Grantor } from './grantor.js';
import { type NarrowedTerms, narrowItems, narrowTerms } from './narrowing.js';
import { type ProtectedRecordChoice } from './protected-record-choice.js';

/** The part of a request that the person grants. */
export interface ApprovedTerms extends NarrowedTerms {
  readonly id: string;
  readonly sensitiveConfirmed: boolean;
  /** Ids of the protected records that the person chose one by one. */
  readonly specialDiseases?: readonly string[] | null;
}

/**
 * Builds the grant and checks its terms against request and purpose; nothing is stored.
 * @param classification R-07: of the catalogue in force when the grant is given, not of that of the request
 * @throws Refusal
 */
export function buildGrant(
  request: ConsentRequest,
  approval: ApprovedTerms,
  grantor: Grantor,
  classification: Classification,
  now: Date,
  choices: readonly ProtectedRecordChoice[] = [],
): Grant {
  const items = narrowItems(request.items, approval.items);
  const terms = narrowTerms(request, approval, request.purpose, now, grantor.authorityEndsAt);
  const everyItemSensitive = grantor.everyItemSensitive || choices.length > 0;
  classification.assertConfirmed(items, approval.sensitiveConfirmed, everyItemSensitive);
  return Object.assign(new Grant(), {
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
}

import { type Classification, readClassificationInForce } from '../catalogue/classification.js';
import { assertConfirmed } from '../catalogue/sensitivity.js';
import { type Transaction } from '../database/transaction.js';
import { newId } from '../kernel/ids.js';
import { ConsentRequest } from './consent-request.js';
import { Grant } from './grant.js';
import { type Grantor } from './grantor.js';
import { type ProtectedRecordChoice } from './protected-record-choice.js';
import { type NarrowedTerms, narrowItems, narrowTerms } from './terms.js';

/** The part of a request that the person grants. */
export interface ApprovedTerms extends NarrowedTerms {
  readonly id: string;
  readonly sensitiveConfirmed: boolean;
  /** Ids of the protected records that the person chose one by one. */
  readonly specialDiseases?: readonly string[] | null;
}

/** Builds the grant and checks its terms against request and purpose; nothing is stored. @throws Refusal */
export function buildGrant(
  request: ConsentRequest,
  approval: ApprovedTerms,
  grantor: Grantor,
  now: Date,
  choices: readonly ProtectedRecordChoice[] = [],
): Grant {
  const items = narrowItems(request.items, approval.items);
  const terms = narrowTerms(request, approval, request.purpose, now, grantor.authorityEndsAt);
  assertConfirmed(approval.sensitiveConfirmed, items, grantor.everyItemSensitive || choices.length > 0);
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
    catalogueVersion: request.catalogueVersion,
    noticeDigest: request.noticeDigest,
    sensitiveConfirmed: approval.sensitiveConfirmed,
    validFrom: now,
  });
}

/** a grant falls under the catalogue in force when it is given, not under that of its request. @throws Refusal */
export async function applyCatalogueInForce(
  tx: Transaction,
  grant: Grant,
  sensitiveConfirmed: boolean,
): Promise<Classification> {
  const classification = await readClassificationInForce(tx);
  grant.catalogueVersion = classification.version;
  classification.assertConfirmed(grant.items, sensitiveConfirmed);
  return classification;
}

import { createHash } from 'node:crypto';
import { type Levels, readLevelsInForce } from '../catalogue/classification.js';
import { assertConfirmed } from '../catalogue/sensitivity.js';
import { type Transaction } from '../database/transaction.js';
import { newId } from '../kernel/ids.js';
import { ConsentRequest } from './consent-request.js';
import { Grant } from './grant.js';
import { type Giver } from './grantor.js';
import { type Tick } from './protected-record-choice.js';
import { type NarrowedTerms, narrowItems, narrowTerms } from './terms.js';

/** What the person gives of a request. */
export interface ApprovedTerms extends NarrowedTerms {
  readonly id: string;
  readonly sensitiveConfirmed: boolean;
  /** Records of specially protected diseases that the person ticked, one by one. */
  readonly specialDiseases?: readonly string[] | null;
}

/** The grant that these terms make, held to request and purpose; not yet given. @throws Refusal */
export function giveGrant(
  request: ConsentRequest,
  approval: ApprovedTerms,
  giver: Giver,
  now: Date,
  ticks: readonly Tick[] = [],
): Grant {
  const items = narrowItems(request.items, approval.items);
  const terms = narrowTerms(request, approval, request.purpose, now, giver.powerEnds);
  assertConfirmed(approval.sensitiveConfirmed, items, giver.everyItemSensitive || ticks.length > 0);
  return Object.assign(new Grant(), {
    ...terms,
    items,
    id: newId(),
    requestId: request.id,
    recipientCode: request.recipientCode,
    personId: request.personId ?? null,
    providerId: request.providerId ?? null,
    grantorId: giver.personId,
    purposeCode: request.purposeCode,
    catalogueVersion: request.catalogueVersion,
    noticeDigest: createHash('sha256').update(request.notice).digest('hex'),
    sensitiveConfirmed: approval.sensitiveConfirmed,
    validFrom: now,
  });
}

/**
 * a grant is given under the catalogue in force when it is given, whatever it was when it was asked for.
 */
export async function underCatalogueInForce(
  tx: Transaction,
  grant: Grant,
  sensitiveConfirmed: boolean,
): Promise<Levels> {
  const levels = await readLevelsInForce(tx);
  grant.catalogueVersion = levels.version;
  levels.assertConfirmed(grant.items, sensitiveConfirmed);
  return levels;
}

import { type Classification, readClassificationInForce } from '../catalogue/classification.js';
import type { Transaction } from '../database/transaction.js';
import { Findings, type Judged } from '../kernel/findings.js';
import { type Strength, strongest } from '../kernel/strength.js';
import { type ApprovedTerms, judgeGrant } from './build-grant.js';
import type { ConsentRequest } from './consent-request.js';
import type { Grant } from './grant.js';
import { type Grantor, grantorFor, roleOn } from './grantor.js';
import type { ProtectedRecordChoice, ProtectedRecordIds } from './protected-record-choice.js';

/** An approval as it would be given, without the proof of whoever gives it. */
export interface JudgedApproval {
  readonly request: ConsentRequest;
  /** Built and not stored. What is refused about it is in it as it was requested. */
  readonly grant: Grant;
  readonly grantor: Grantor;
  readonly choices: readonly ProtectedRecordChoice[];
  readonly classification: Classification;
  readonly requiredStrength: Strength;
  readonly now: Date;
}

/** Who would decide, if the law let this person. */
const asIfAllowed = (request: ConsentRequest, personId: string): Grantor => ({
  personId,
  role: roleOn(request, personId),
  everyItemSensitive: false,
  authorityEndsAt: null,
  awaitsGuardian: false,
});

/**
 * The one judge of an approval. It finds everything for which approving is refused, whatever the proof; the first finding is
 * what approving is refused with. It changes nothing.
 * @param request one that this person may answer
 */
export async function judgeApproval(
  tx: Transaction,
  protectedRecordIds: ProtectedRecordIds,
  personId: string,
  request: ConsentRequest,
  approval: ApprovedTerms,
): Promise<Judged<JudgedApproval>> {
  const findings = new Findings();
  const now = await tx.now();
  findings.of(() => request.assertPending(now), undefined);
  const ticked = () => protectedRecordIds.open(request.id, approval.specialDiseases ?? []);
  const choices = findings.of(ticked, []);
  const grantor = await findings.later(
    () => grantorFor(tx, personId, request),
    asIfAllowed(request, personId),
  );
  const classification = await readClassificationInForce(tx);
  const grant = findings.take(judgeGrant(request, approval, grantor, classification, now, choices));
  const requiredStrength = strongest([
    classification.requiredStrength(request.purpose, grant.items, grantor.everyItemSensitive),
    choices.length > 0 ? 'FACE' : 'NONE',
  ]);
  return {
    value: { request, grant, grantor, choices, classification, requiredStrength, now },
    refusals: findings.refusals,
  };
}

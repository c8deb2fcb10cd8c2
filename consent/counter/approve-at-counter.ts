import type { EntityManager } from '@mikro-orm/postgresql';
import { readClassificationInForce } from '../catalogue/classification.js';
import { type Transaction, transact } from '../database/transaction.js';
import { type ApprovedTerms, buildGrant } from '../grants/build-grant.js';
import { grantorDetail, grantorFor, recordGuardianConsent } from '../grants/grantor.js';
import { lockOwnRequest } from '../grants/lock-own.js';
import { storeGrant } from '../grants/sealed-terms.js';
import { supersedeOlder } from '../grants/supersede.js';
import { newId } from '../kernel/ids.js';
import type { GrantRecorder } from '../ledger/entries/grant-events.js';
import type { StaffMember } from '../staff/role.js';
import { type CounterApproval, completeApproval, findApproval, insertApproval } from './approval.js';
import { confirmItems } from './confirm-items-at-counter.js';
import { counterDetail } from './counter-detail.js';
import { queueCounterMessage } from './counter-message.js';
import { type CounterEvidence, checkEvidence } from './evidence.js';
import { assertCoveredByPower, assertGuardianCame } from './power-of-attorney.js';
import { assertReviews, lockForReview } from './review.js';
import { type CounterSession, lockOpenSession } from './session.js';

export interface CounterApprovalInput extends ApprovedTerms {
  readonly sessionId: string;
  readonly evidence: CounterEvidence;
}

/** level 3, and whatever requires FACE, takes a clerk and a reviewer; their check replaces the face check. */
const requiresReviewer = ({ request, grant, grantor, classification }: PreparedGrant): boolean =>
  classification.requiredStrength(request.purpose, grant.items, grantor.everyItemSensitive) === 'FACE' ||
  grant.items.some(({ item }) => classification.levelOf(item) === 3);

/** Builds and checks the grant; nothing is stored. */
async function prepareGrant(tx: Transaction, session: CounterSession, terms: ApprovedTerms) {
  const request = await lockOwnRequest(tx, session.personId, terms.id);
  const now = await tx.now();
  request.assertPending(now);
  const grantor = await grantorFor(tx, session.personId, request);
  assertGuardianCame(session, request);
  assertCoveredByPower(session.power, request, now);
  const classification = await readClassificationInForce(tx);
  const grant = buildGrant(request, terms, grantor, classification, now);
  return { request, now, grantor, grant, classification };
}

type PreparedGrant = Awaited<ReturnType<typeof prepareGrant>>;

/** Stores the grant, its ledger entry and the message to the person, all in the caller's transaction. */
async function giveGrant(
  tx: Transaction,
  given: GrantRecorder,
  session: CounterSession,
  { id: approvalId, evidence, reviewer }: Pick<CounterApproval, 'id' | 'evidence' | 'reviewer'>,
  { now, grant: terms, grantor }: PreparedGrant,
): Promise<void> {
  const grant = await storeGrant(
    tx,
    Object.assign(terms, { strength: reviewer ? 'FACE' : 'SCAN', approvalId } as const),
  );
  await recordGuardianConsent(tx, grant, grantor);
  await given.record(tx, grant.id, {
    ...grantorDetail(grantor),
    ...counterDetail(session),
    reviewer,
    evidence,
  });
  const ended = await supersedeOlder(tx, grant.id, session.personId);
  await queueCounterMessage(tx, session, '授权', grant, now, ended);
  await completeApproval(tx, approvalId, reviewer, grant.id);
}

/**
 * Records the person's approval at the counter, with its evidence. An approval that one clerk may accept counts as SCAN
 * and takes effect at once; any other waits for a reviewer.
 */
export const approveAtCounter = (
  em: EntityManager,
  given: GrantRecorder,
  clerk: StaffMember,
  { sessionId, evidence, ...terms }: CounterApprovalInput,
): Promise<CounterApproval> =>
  transact(em, async (tx) => {
    const session = await lockOpenSession(tx, clerk, sessionId, await tx.now());
    const prepared = await prepareGrant(tx, session, terms);
    const checked = checkEvidence(evidence, prepared.request);
    const twoPeople = requiresReviewer(prepared);
    const id = newId();
    await insertApproval(tx, { id, session, confirms: null, terms, evidence: checked, twoPeople });
    if (!twoPeople) await giveGrant(tx, given, session, { id, evidence: checked, reviewer: null }, prepared);
    return (await findApproval(tx, id))!;
  });

/** The reviewer confirms the approval while the session is open; then it takes effect. */
export const confirmAtCounter = (
  em: EntityManager,
  given: GrantRecorder,
  reviewer: StaffMember,
  id: string,
): Promise<CounterApproval> =>
  transact(em, async (tx) => {
    const approval = await lockForReview(tx, reviewer, id);
    if (approval.grantId) return approval;
    const session = await assertReviews(tx, reviewer, approval);
    const reviewed = { ...approval, reviewer: reviewer.staffCode };
    if (approval.confirms) await confirmItems(tx, session, reviewed);
    else await giveGrant(tx, given, session, reviewed, await prepareGrant(tx, session, approval.terms));
    return (await findApproval(tx, id))!;
  });

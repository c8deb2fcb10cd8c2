import type { EntityManager } from '@mikro-orm/postgresql';
import { readClassificationInForce } from '../catalogue/classification.js';
import { type Transaction, transact } from '../database/transaction.js';
import { type ApprovedTerms, buildGrant } from '../grants/build-grant.js';
import { grantorDetail, grantorFor, recordGuardianConsent } from '../grants/grantor.js';
import { lockOwnRequest } from '../grants/lock-own.js';
import { newId } from '../kernel/ids.js';
import { refuse } from '../kernel/refusal.js';
import type { GrantRecorder } from '../ledger/entries/grant-events.js';
import { assertActs } from '../staff/accounts.js';
import type { StaffMember } from '../staff/role.js';
import { type CounterApproval, findApproval, insertApproval, lockApproval } from './approval.js';
import { counterDetail } from './counter-detail.js';
import { queueCounterMessage } from './counter-message.js';
import { type CounterEvidence, checkEvidence } from './evidence.js';
import { assertCoveredByPower } from './power-of-attorney.js';
import { assertSessionOpen, type CounterSession, findCounterSession, lockOpenSession } from './session.js';

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
  // a guardian comes in person; they can't delegate their authority over a child to an agent.
  if (session.power && grantor.role === 'GUARDIAN') refuse('FORBIDDEN', 'The guardian must come in person.');
  assertCoveredByPower(session.power, request, now);
  const classification = await readClassificationInForce(tx);
  const grant = buildGrant(request, terms, grantor, classification, now);
  return { request, now, grantor, grant, classification };
}

type PreparedGrant = Awaited<ReturnType<typeof prepareGrant>>;

/** Stores the grant, its ledger entry and the message to the person, all in the caller's transaction. */
async function storeGrant(
  tx: Transaction,
  given: GrantRecorder,
  session: CounterSession,
  evidence: CounterEvidence,
  reviewer: string | null,
  { request, now, grant, grantor }: PreparedGrant,
): Promise<void> {
  grant.strength = reviewer ? 'FACE' : 'SCAN';
  request.approve(now);
  tx.em.persist(grant);
  await tx.em.flush();
  await recordGuardianConsent(tx, grant, grantor);
  await given.record(tx, grant.id, {
    ...grantorDetail(grantor),
    ...counterDetail(session),
    reviewer,
    evidence,
  });
  await queueCounterMessage(tx, session, '授权', grant, now);
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
    const { request, grant } = prepared;
    const checked = checkEvidence(evidence, request);
    const twoPeople = requiresReviewer(prepared);
    if (!twoPeople) await storeGrant(tx, given, session, checked, null, prepared);
    const id = newId();
    const grantId = twoPeople ? null : grant.id;
    await insertApproval(tx, { id, sessionId: session.id, terms, evidence: checked, twoPeople, grantId });
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
    await assertActs(tx, reviewer);
    const approval = await lockApproval(tx, id);
    if (!approval?.twoPeople) refuse('NOT_FOUND', 'There is no such approval that waits for a reviewer.');
    if (approval.grantId) return approval;
    const session = (await findCounterSession(tx, approval.sessionId, 'FOR SHARE'))!;
    assertSessionOpen(session, await tx.now());
    await assertActs(tx, { staffCode: session.clerk, role: 'CLERK' });
    const [row] = await tx.query('SELECT assent.may_review($1, $2) AS may', [session.id, reviewer.staffCode]);
    if (row!.may !== true) refuse('FORBIDDEN', 'Whoever reviews is neither clerk nor person nor agent.');
    const prepared = await prepareGrant(tx, session, approval.terms);
    await storeGrant(tx, given, session, approval.evidence, reviewer.staffCode, prepared);
    await tx.query(
      'UPDATE assent.counter_approval SET reviewer = $2, grant_id = $3, given_at = $4 WHERE id = $1',
      [id, reviewer.staffCode, prepared.grant.id, prepared.now.toISOString()],
    );
    return (await findApproval(tx, id))!;
  });

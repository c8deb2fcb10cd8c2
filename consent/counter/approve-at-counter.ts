import type { EntityManager } from '@mikro-orm/postgresql';
import { requiredStrength } from '../catalogue/sensitivity.js';
import { type Transaction, transact } from '../database/transaction.js';
import { type ApprovedTerms, applyCatalogueInForce, buildGrant } from '../grants/build-grant.js';
import { grantorDetail, grantorFor, recordGuardianConsent } from '../grants/grantor.js';
import { lockOwnRequest } from '../grants/lock-own.js';
import { newId } from '../kernel/ids.js';
import { refuse } from '../kernel/refusal.js';
import type { GivenGrants } from '../ledger/entries/grant-events.js';
import { assertActs } from '../staff/accounts.js';
import type { StaffMember } from '../staff/role.js';
import { type CounterApproval, findApproval, insertApproval, lockApproval } from './approval.js';
import { counterDetail } from './counter-detail.js';
import { tellPerson } from './counter-message.js';
import { type CounterEvidence, checkEvidence } from './evidence.js';
import { assertWithinPower } from './power-of-attorney.js';
import { assertOpen, type CounterSession, findSession, openSessionOf } from './session.js';

export interface CounterApproving extends ApprovedTerms {
  readonly sessionId: string;
  readonly evidence: CounterEvidence;
}

/** level 3, or what asks for a face, takes two people; their check counts as one. */
const takesTwo = ({ request, grant, grantor, levels }: Giving): boolean =>
  requiredStrength(request.purpose, grant.items, grantor.everyItemSensitive) === 'FACE' ||
  grant.items.some(({ item }) => levels.levelOf(item) === 3);

/** The grant as it would be given now; nothing is written yet. */
async function grantFor(tx: Transaction, session: CounterSession, terms: ApprovedTerms) {
  const request = await lockOwnRequest(tx, session.personId, terms.id);
  const now = await tx.now();
  request.assertPending(now);
  const grantor = await grantorFor(tx, session.personId, request);
  // a guardian comes in person; their power over a child is not passed on.
  if (session.power && grantor.role === 'GUARDIAN') refuse('FORBIDDEN', 'The guardian must come in person.');
  assertWithinPower(session.power, request, now);
  const grant = buildGrant(request, terms, grantor, now);
  const levels = await applyCatalogueInForce(tx, grant, terms.sensitiveConfirmed);
  return { request, now, grantor, grant, levels };
}

type Giving = Awaited<ReturnType<typeof grantFor>>;

/** Gives it: grant, ledger entry and message to the person, all of them or nothing. */
async function give(
  tx: Transaction,
  given: GivenGrants,
  session: CounterSession,
  evidence: CounterEvidence,
  reviewer: string | null,
  { request, now, grant, grantor }: Giving,
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
  await tellPerson(tx, session, '授权', grant, now);
}

/**
 * The person's own approval at the counter, with its evidence. What one clerk may take counts as SCAN and holds at
 * once; the rest waits for a reviewer.
 */
export const approveAtCounter = (
  em: EntityManager,
  given: GivenGrants,
  clerk: StaffMember,
  { sessionId, evidence, ...terms }: CounterApproving,
): Promise<CounterApproval> =>
  transact(em, async (tx) => {
    const session = await openSessionOf(tx, clerk, sessionId, await tx.now());
    const giving = await grantFor(tx, session, terms);
    const { request, grant } = giving;
    const checked = checkEvidence(evidence, request.notice);
    const twoPeople = takesTwo(giving);
    if (!twoPeople) await give(tx, given, session, checked, null, giving);
    const id = newId();
    const grantId = twoPeople ? null : grant.id;
    await insertApproval(tx, { id, sessionId: session.id, terms, evidence: checked, twoPeople, grantId });
    return (await findApproval(tx, id))!;
  });

/** The second person's check, while the person is still there; with it the approval takes effect. */
export const confirmAtCounter = (
  em: EntityManager,
  given: GivenGrants,
  reviewer: StaffMember,
  id: string,
): Promise<CounterApproval> =>
  transact(em, async (tx) => {
    await assertActs(tx, reviewer);
    const approval = await lockApproval(tx, id);
    if (!approval?.twoPeople) refuse('NOT_FOUND', 'There is no such approval that waits for a reviewer.');
    if (approval.grantId) return approval;
    const session = (await findSession(tx, approval.sessionId, 'FOR SHARE'))!;
    assertOpen(session, await tx.now());
    await assertActs(tx, { staffCode: session.clerk, role: 'CLERK' });
    const [row] = await tx.query('SELECT assent.may_review($1, $2) AS may', [session.id, reviewer.staffCode]);
    if (row!.may !== true) refuse('FORBIDDEN', 'Whoever reviews is neither clerk nor person nor agent.');
    const giving = await grantFor(tx, session, approval.terms);
    await give(tx, given, session, approval.evidence, reviewer.staffCode, giving);
    await tx.query(
      'UPDATE assent.counter_approval SET reviewer = $2, grant_id = $3, given_at = $4 WHERE id = $1',
      [id, reviewer.staffCode, giving.grant.id, giving.now.toISOString()],
    );
    return (await findApproval(tx, id))!;
  });

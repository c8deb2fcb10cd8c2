import { validate as isUuid } from 'uuid';
import type { SealableRow } from '../crypto/seal.js';
import type { Transaction } from '../database/transaction.js';
import type { ApprovedTerms } from '../grants/build-grant.js';
import { badInput } from '../kernel/refusal.js';
import type { CounterEvidence } from './evidence.js';
import { type CounterSession, findCounterSession, isOpen } from './session.js';

/** The person's approval at the counter with its evidence. It takes effect when its grant, or its confirmed items, are stored. */
export interface CounterApproval {
  readonly id: string;
  readonly session: CounterSession;
  /** The grant whose raised items are confirmed again. Null: the request is approved. */
  readonly confirms: string | null;
  readonly terms: ApprovedTerms;
  readonly evidence: CounterEvidence;
  readonly twoPeople: boolean;
  readonly reviewer: string | null;
  readonly grantId: string | null;
  readonly createdAt: Date;
  readonly givenAt: Date | null;
  /** The reviewer who did not confirm it. */
  readonly returnedBy: string | null;
  readonly returnedAt: Date | null;
  readonly returnReason: string | null;
}

export const APPROVAL_STATES = ['WAITING', 'GIVEN', 'RETURNED', 'LAPSED'] as const;
export type ApprovalState = (typeof APPROVAL_STATES)[number];

/** An approval that waits for a reviewer lapses with its session. */
export function approvalState({ givenAt, returnedAt, session }: CounterApproval, now: Date): ApprovalState {
  if (givenAt) return 'GIVEN';
  if (returnedAt) return 'RETURNED';
  return isOpen(session, now) ? 'WAITING' : 'LAPSED';
}

const time = (stored: unknown) => (stored ? new Date(stored as string) : null);

/** The approval; null if there is none, or if the platform did not write its row, or that of its session, as it is. */
async function approvalOf(
  database: Transaction,
  row: SealableRow | null | undefined,
): Promise<CounterApproval | null> {
  if (!row || !database.seals.holds('counter_approval', row)) return null;
  const session = await findCounterSession(database, row.session_id as string);
  if (session === null) return null;
  const terms = row.terms as ApprovedTerms & { validUntil: string | null };
  return {
    id: row.id as string,
    session,
    confirms: row.confirms_grant as string | null,
    terms: { ...terms, validUntil: time(terms.validUntil) },
    evidence: row.evidence as CounterEvidence,
    twoPeople: row.two_people as boolean,
    reviewer: row.reviewer as string | null,
    grantId: (row.given_at ? (row.grant_id ?? row.confirms_grant) : null) as string | null,
    createdAt: time(row.created_at)!,
    givenAt: time(row.given_at),
    returnedBy: row.returned_by as string | null,
    returnedAt: time(row.returned_at),
    returnReason: row.return_reason as string | null,
  };
}

const approvalRow = async (database: Transaction, id: string) =>
  (await database.query('SELECT to_jsonb(a) AS row FROM assent.counter_approval AS a WHERE id = $1', [id]))[0]
    ?.row as SealableRow | undefined;

export const findApproval = async (database: Transaction, id: string): Promise<CounterApproval | null> =>
  isUuid(id) ? approvalOf(database, await approvalRow(database, id)) : null;

export async function lockApproval(tx: Transaction, id: string): Promise<CounterApproval | null> {
  if (!isUuid(id)) return null;
  const [found] = await tx.query('SELECT assent.lock_counter_approval($1) AS row', [id]);
  return approvalOf(tx, found?.row as SealableRow | null);
}

const WAITING_MAX = 50;

/**
 * What waits for a reviewer at this counter, or at the counters of this hall, oldest first: of open sessions, and nothing that
 * this reviewer may not review.
 */
export async function waitingApprovals(
  database: Transaction,
  counter: string,
  reviewer: string,
): Promise<CounterApproval[]> {
  const rows = await database.query(
    `SELECT to_jsonb(a) AS row FROM assent.counter_session s JOIN assent.counter_approval a ON a.session_id = s.id
       JOIN assent.consent_request r ON r.id = a.request_id
     WHERE s.closed_at IS NULL AND s.expires_at > assent.now() AND (s.counter = $1 OR starts_with(s.counter, $1 || '-'))
       AND a.two_people AND a.given_at IS NULL AND a.returned_at IS NULL AND (r.status = 'PENDING' OR a.confirms_grant IS NOT NULL)
       AND assent.may_review(s.id, $2)
     ORDER BY a.created_at, a.id LIMIT ${WAITING_MAX}`,
    [counter, reviewer],
  );
  const found = await Promise.all(rows.map(({ row }) => approvalOf(database, row as SealableRow)));
  return found.filter((approval) => approval !== null);
}

/** The approvals of a session, newest first. */
export async function approvalsOf(database: Transaction, sessionId: string): Promise<CounterApproval[]> {
  const rows = await database.query(
    `SELECT to_jsonb(a) AS row FROM assent.counter_approval a WHERE session_id = $1
     ORDER BY created_at DESC, id DESC LIMIT ${WAITING_MAX}`,
    [sessionId],
  );
  const found = await Promise.all(rows.map(({ row }) => approvalOf(database, row as SealableRow)));
  return found.filter((approval) => approval !== null);
}

/** An approval as it is made: nobody has answered it yet. */
export type NewApproval = Pick<
  CounterApproval,
  'id' | 'session' | 'confirms' | 'terms' | 'evidence' | 'twoPeople'
>;

/** @throws Refusal BAD_USER_INPUT if the signature is that of another approval */
export async function insertApproval(
  tx: Transaction,
  { id, session, confirms, terms, evidence, twoPeople }: NewApproval,
): Promise<void> {
  const row = {
    id,
    session_id: session.id,
    request_id: terms.id,
    confirms_grant: confirms,
    // As JSON stores them: without what is undefined, and with times as text.
    terms: JSON.parse(JSON.stringify(terms)),
    evidence: JSON.parse(JSON.stringify(evidence)),
    two_people: twoPeople,
    reviewer: null,
    grant_id: null,
    created_at: (await tx.now()).toISOString(),
    given_at: null,
    returned_by: null,
    returned_at: null,
    return_reason: null,
  };
  const [opened] = await tx.query('SELECT assent.open_counter_approval($1::jsonb) AS is_new', [
    tx.seals.sealed('counter_approval', row),
  ]);
  if (opened!.is_new !== true)
    throw badInput('evidence.signature', {
      en: 'This signature was given for another approval. Have the person sign for this one.',
      zh: '该签名已用于另一项办理。请本人为本次办理重新签名。',
    });
}

/** The approval takes effect: its grant is stored, or its items are confirmed (null). */
export async function completeApproval(
  tx: Transaction,
  id: string,
  reviewer: string | null,
  grantId: string | null,
): Promise<void> {
  const given_at = (await tx.now()).toISOString();
  const completed = { ...(await approvalRow(tx, id))!, reviewer, grant_id: grantId, given_at };
  await tx.query('SELECT assent.complete_counter_approval($1, $2::varchar, $3::uuid, $4::timestamptz, $5)', [
    id,
    reviewer,
    grantId,
    given_at,
    tx.seals.of('counter_approval', completed),
  ]);
}

/** The reviewer returns the approval to the clerk: it takes no effect any more. */
export async function storeReturn(
  tx: Transaction,
  id: string,
  returned_by: string,
  return_reason: string,
): Promise<void> {
  const returned_at = (await tx.now()).toISOString();
  const returned = { ...(await approvalRow(tx, id))!, returned_by, returned_at, return_reason };
  await tx.query('SELECT assent.return_counter_approval($1::jsonb)', [
    tx.seals.sealed('counter_approval', returned),
  ]);
}

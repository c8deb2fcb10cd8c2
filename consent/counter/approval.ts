import { validate as isUuid } from 'uuid';
import type { Executor } from '../database/executor.js';
import type { ApprovedTerms } from '../grants/build-grant.js';
import type { CounterEvidence } from './evidence.js';

/** The person's approval at the counter with its evidence. It takes effect when its grant is stored. */
export interface CounterApproval {
  readonly id: string;
  readonly sessionId: string;
  readonly terms: ApprovedTerms;
  readonly evidence: CounterEvidence;
  readonly twoPeople: boolean;
  readonly reviewer: string | null;
  readonly grantId: string | null;
}

const COLUMNS = 'id::text, session_id::text, terms, evidence, two_people, reviewer, grant_id::text';

function approvalOf(row: Record<string, unknown> | undefined): CounterApproval | null {
  if (!row) return null;
  const terms = row.terms as ApprovedTerms & { validUntil: string | null };
  return {
    id: row.id as string,
    sessionId: row.session_id as string,
    terms: { ...terms, validUntil: terms.validUntil ? new Date(terms.validUntil) : null },
    evidence: row.evidence as CounterEvidence,
    twoPeople: row.two_people as boolean,
    reviewer: row.reviewer as string | null,
    grantId: row.grant_id as string | null,
  };
}

const findWith = async (database: Executor, id: string, lock: string): Promise<CounterApproval | null> =>
  isUuid(id)
    ? approvalOf(
        (
          await database.query(`SELECT ${COLUMNS} FROM assent.counter_approval WHERE id = $1 ${lock}`, [id])
        )[0],
      )
    : null;

export const findApproval = (database: Executor, id: string) => findWith(database, id, '');
export const lockApproval = (tx: Executor, id: string) => findWith(tx, id, 'FOR UPDATE');

export const insertApproval = (
  tx: Executor,
  approval: Omit<CounterApproval, 'reviewer' | 'grantId'>,
): Promise<unknown> =>
  tx.query(
    `INSERT INTO assent.counter_approval (id, session_id, request_id, terms, evidence, two_people)
     VALUES ($1, $2, $3, $4, $5, $6)`,
    [
      approval.id,
      approval.sessionId,
      approval.terms.id,
      JSON.stringify(approval.terms),
      JSON.stringify(approval.evidence),
      approval.twoPeople,
    ],
  );

/** The approval takes effect: its grant is stored. */
export const completeApproval = (
  tx: Executor,
  id: string,
  reviewer: string | null,
  grantId: string,
): Promise<unknown> =>
  tx.query(
    `UPDATE assent.counter_approval SET reviewer = $2::varchar, grant_id = $3, given_at = assent.now() WHERE id = $1`,
    [id, reviewer, grantId],
  );

import { validate as isUuid } from 'uuid';
import type { SealableRow } from '../crypto/seal.js';
import type { Transaction } from '../database/transaction.js';
import type { ApprovedTerms } from '../grants/build-grant.js';
import { badInput } from '../kernel/refusal.js';
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

/** The approval; null if there is none, or if the platform did not write its row as it is. */
const approvalOf = ({ seals }: Transaction, row: SealableRow | null | undefined): CounterApproval | null => {
  if (!row || !seals.holds('counter_approval', row)) return null;
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
};

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

/** @throws Refusal BAD_USER_INPUT if the signature is that of another approval */
export async function insertApproval(
  tx: Transaction,
  { id, sessionId, terms, evidence, twoPeople }: Omit<CounterApproval, 'reviewer' | 'grantId'>,
): Promise<void> {
  const row = {
    id,
    session_id: sessionId,
    request_id: terms.id,
    // As JSON stores them: without what is undefined, and with times as text.
    terms: JSON.parse(JSON.stringify(terms)),
    evidence: JSON.parse(JSON.stringify(evidence)),
    two_people: twoPeople,
    reviewer: null,
    grant_id: null,
    created_at: (await tx.now()).toISOString(),
    given_at: null,
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

/** The approval takes effect: its grant is stored. */
export async function completeApproval(
  tx: Transaction,
  id: string,
  reviewer: string | null,
  grantId: string,
): Promise<void> {
  const given_at = (await tx.now()).toISOString();
  const completed = { ...(await approvalRow(tx, id))!, reviewer, grant_id: grantId, given_at };
  await tx.query('SELECT assent.complete_counter_approval($1, $2::varchar, $3, $4::timestamptz, $5)', [
    id,
    reviewer,
    grantId,
    given_at,
    tx.seals.of('counter_approval', completed),
  ]);
}

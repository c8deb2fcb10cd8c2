import type { EntityManager } from '@mikro-orm/postgresql';
import { validate as isUuid } from 'uuid';
import type { BlindIndex } from '../crypto/blind-index.js';
import type { SealableRow } from '../crypto/seal.js';
import type { Executor } from '../database/executor.js';
import { type Transaction, transact } from '../database/transaction.js';
import { LIMITS } from '../kernel/limits.js';
import { badInput, Refusal, refuse } from '../kernel/refusal.js';
import { checkText } from '../kernel/text-input.js';
import { assertActs } from '../staff/accounts.js';
import type { StaffMember } from '../staff/role.js';
import { applicationRows, findApplication, type RelativeApplication } from './relative-application.js';

interface NamedPerson {
  readonly certNo: string;
  readonly name: string;
}

export interface RelativeReviewInput {
  readonly id: string;
  readonly approve: boolean;
  /** Required to approve: the persons whom the papers of death and of kinship name, as the reviewer reads them. */
  readonly papers?: { readonly deceased: NamedPerson; readonly applicant: NamedPerson } | null;
  /** Required to refuse; the applicant can read it. */
  readonly reason?: string | null;
}

/** One reviewer's decision on an application. */
export interface RelativeReview {
  readonly reviewer: string;
  readonly approved: boolean;
  readonly reason: string | null;
  readonly reviewedAt: Date;
}

export async function reviewsOf(database: Executor, applicationId: string): Promise<RelativeReview[]> {
  const rows = await database.query(
    `SELECT reviewer, approved, reason, reviewed_at::text AS at FROM assent.relative_review
     WHERE application_id = $1 ORDER BY reviewed_at`,
    [applicationId],
  );
  return rows.map(({ reviewer, approved, reason, at }) => ({
    reviewer: reviewer as string,
    approved: approved as boolean,
    reason: reason as string | null,
    reviewedAt: new Date(at as string),
  }));
}

const REFUSALS: Readonly<Record<string, () => Refusal>> = {
  MISSING: () =>
    new Refusal('NOT_FOUND', {
      en: 'There is no such application. Look at pendingRelativeApplications.',
      zh: '没有这项申请。请查看 pendingRelativeApplications。',
    }),
  CLOSED: () =>
    new Refusal('FORBIDDEN', {
      en: 'The application is decided. Nothing is left to review.',
      zh: '该申请已有结果，无需再复核。',
    }),
  ANOTHER: () =>
    new Refusal('FORBIDDEN', {
      en: 'Another reviewer must check it: two people, neither of the family.',
      zh: '须由另一名复核人员核查：两人复核，且都不是其亲属。',
    }),
  NOTHING: () =>
    new Refusal('FORBIDDEN', {
      en: 'No record is open to near relatives. Refuse the application.',
      zh: '没有对近亲属开放的记录。请驳回该申请。',
    }),
  PAPERS: () =>
    badInput('papers', {
      en: 'The papers name others than the application does. Check them, or refuse the application.',
      zh: '材料上的人与申请所写不符。请核对，或驳回该申请。',
    }),
};

const blindIndexesOf = (blindIndex: BlindIndex, { certNo, name }: NamedPerson) => [
  blindIndex.certNo(certNo),
  blindIndex.certNoWithName(certNo, name),
];

/**
 * a reviewer approves or refuses an application. The approval of two reviewers opens the record; one refusal is
 * final. @throws Refusal
 */
export const reviewRelativeApplication = (
  em: EntityManager,
  blindIndex: BlindIndex,
  reviewer: StaffMember,
  { id, approve, papers, reason }: RelativeReviewInput,
): Promise<RelativeApplication> =>
  transact(em, async (tx) => {
    await assertActs(tx, reviewer);
    if (!isUuid(id)) throw REFUSALS.MISSING!();
    const before = await reviewable(tx, id);
    const why = checkText('reason', approve ? null : reason, LIMITS.reasonLength, !approve);
    if (approve && !papers)
      throw badInput('papers', { en: 'Say whom the papers name.', zh: '请填写材料上的人。' });
    const named = approve
      ? [...blindIndexesOf(blindIndex, papers!.deceased), ...blindIndexesOf(blindIndex, papers!.applicant)]
      : [null, null, null, null];
    const [row] = await tx.query('SELECT assent.review_relative($1, $2, $3, $4, $5, $6, $7, $8) AS verdict', [
      id,
      reviewer.staffCode,
      approve,
      why,
      ...named,
    ]);
    const refusal = REFUSALS[row!.verdict as string];
    if (refusal) throw refusal();
    await sealReview(tx, before, reviewer.staffCode);
    return (
      (await findApplication(tx, id)) ??
      refuse('NOT_FOUND', {
        en: 'There is no such application. Look at pendingRelativeApplications.',
        zh: '没有这项申请。请查看 pendingRelativeApplications。',
      })
    );
  });

/** The application, if it and the reviews that it has are as the platform wrote them. @throws Refusal NOT_FOUND */
async function reviewable(tx: Transaction, id: string): Promise<SealableRow> {
  const [application] = await applicationRows(tx, 'id = $1', [id]);
  const reviews = await tx.query(
    'SELECT to_jsonb(r) AS row FROM assent.relative_review AS r WHERE application_id = $1',
    [id],
  );
  if (!application || !reviews.every(({ row }) => tx.seals.holds('relative_review', row as SealableRow)))
    throw REFUSALS.MISSING!();
  return application;
}

/** Seals the review, and the application in the state that the review gave it. */
async function sealReview(tx: Transaction, before: SealableRow, reviewer: string): Promise<void> {
  const [made] = await tx.query(
    `SELECT to_jsonb(r) AS review, to_jsonb(a) AS application
     FROM assent.relative_review AS r JOIN assent.relative_application AS a ON a.id = r.application_id
     WHERE r.application_id = $1 AND r.reviewer = $2`,
    [before.id, reviewer],
  );
  const { status, decided_at, valid_until } = made!.application as SealableRow;
  await tx.query('SELECT assent.seal_relative_review($1, $2, $3, $4)', [
    before.id,
    reviewer,
    tx.seals.of('relative_review', made!.review as SealableRow),
    tx.seals.of('relative_application', { ...before, status, decided_at, valid_until }),
  ]);
}

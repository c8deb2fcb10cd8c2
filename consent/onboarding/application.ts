import { validate as isUuid } from 'uuid';
import type { OpaqueCursors } from '../crypto/opaque-cursor.js';
import type { SealableRow } from '../crypto/seal.js';
import type { Executor } from '../database/executor.js';
import type { Transaction } from '../database/transaction.js';
import type { Delivery } from '../kernel/delivery.js';
import type { GrantMode } from '../kernel/grant-mode.js';
import { LIMITS } from '../kernel/limits.js';
import { pageSizeOf } from '../kernel/page-size.js';
import { refuse } from '../kernel/refusal.js';
import type { RecipientKind } from '../recipients/recipient.js';

export const APPLICATION_STATUSES = [
  'DRAFT',
  'SUBMITTED',
  'IN_REVIEW',
  'RETURNED',
  'APPROVED',
  'REFUSED',
  'WITHDRAWN',
  'LAPSED',
] as const;
export type ApplicationStatus = (typeof APPLICATION_STATUSES)[number];

export interface AppliedItem {
  readonly item: string;
  readonly delivery: Delivery;
  /** One sentence why it is needed. */
  readonly why: string;
}

/** The structured part of the personal information protection impact assessment (PIPL 55, 56), one a purpose. */
export interface ImpactAssessment {
  readonly automatedDecision: boolean;
  /** Where a person can have a human look at it (PIPL 24). */
  readonly humanReview: string | null;
  readonly lessConsidered: string;
  readonly risks: string;
  readonly measures: string;
  readonly retention: string;
  /** The id of the document that has it whole. */
  readonly document: string;
  readonly validUntil: string;
}

export interface AppliedPurpose {
  readonly purpose: string;
  readonly items: readonly AppliedItem[];
  readonly modes: readonly GrantMode[];
  readonly expectedUsesPerYear: number;
  readonly impactAssessment: ImpactAssessment;
}

/** An answer to a question of the security review. */
export interface ReviewAnswer {
  readonly code: string;
  readonly answer: string;
  /** Ids of documents. */
  readonly evidence: readonly string[];
}

/** What an officer finds missing, and at which place of the application. */
export interface ReturnedLine {
  readonly field: string;
  readonly message: string;
}

/** The code that an institution gets as a recipient when its first application is approved. */
export const recipientCodeOf = (uscc: string): string => `USCC-${uscc}`;

/** An application of an institution (数据申请) for an agreement. */
export interface Application {
  readonly id: string;
  readonly status: ApplicationStatus;
  readonly uscc: string;
  readonly name: string;
  readonly kind: RecipientKind;
  readonly recipientCode: string | null;
  readonly begunBy: string;
  readonly contact: string | null;
  readonly keys: readonly Readonly<Record<string, unknown>>[] | null;
  readonly purposes: readonly AppliedPurpose[];
  readonly answers: readonly ReviewAnswer[];
  readonly returned: readonly ReturnedLine[] | null;
  readonly refusedFor: string | null;
  readonly takenBy: string | null;
  readonly submittedAt: Date | null;
  readonly dueAt: Date | null;
  readonly decidedAt: Date | null;
  /** The row with its seal. */
  readonly row: SealableRow;
}

const DAY_MS = 86_400_000;
const time = (stored: unknown): Date | null => (stored ? new Date(stored as string) : null);

/** An application that was returned lapses unless it is submitted again in time. */
const statusOf = ({ status, returned_at }: SealableRow, now: Date): ApplicationStatus =>
  status === 'RETURNED' &&
  now.getTime() >= time(returned_at)!.getTime() + LIMITS.applicationLapseDays * DAY_MS
    ? 'LAPSED'
    : (status as ApplicationStatus);

export const applicationOf = (row: SealableRow, now: Date): Application => ({
  id: row.id as string,
  status: statusOf(row, now),
  uscc: row.uscc as string,
  name: row.name as string,
  kind: row.kind as RecipientKind,
  recipientCode: row.recipient_code as string | null,
  begunBy: String(row.begun_by),
  contact: row.contact as string | null,
  keys: (row.jwks as { keys: Application['keys'] } | null)?.keys ?? null,
  purposes: row.purposes as AppliedPurpose[],
  answers: row.answers as ReviewAnswer[],
  returned: row.returned_for as ReturnedLine[] | null,
  refusedFor: row.refused_for as string | null,
  takenBy: row.taken_by as string | null,
  submittedAt: time(row.submitted_at),
  dueAt: time(row.due_at),
  decidedAt: time(row.decided_at),
  row,
});

/** Who looks at applications. */
export type ApplicationReader =
  | { readonly kind: 'PERSON'; readonly personId: string }
  /** An officer, who sees what was submitted. */
  | { readonly kind: 'OFFICER' };

/** Whether an application is the reader's to see. An officer sees none that was never submitted. */
export const mayRead = (reader: ApplicationReader, application: Application): boolean =>
  reader.kind === 'OFFICER' ? application.submittedAt !== null : application.begunBy === reader.personId;

type Database = Pick<Transaction, 'query' | 'seals' | 'now'>;

const SHOWN_STATUS = `CASE WHEN a.status = 'RETURNED' AND assent.now() >= a.returned_at + make_interval(days => ${LIMITS.applicationLapseDays})
  THEN 'LAPSED' ELSE a.status END`;

/** Null for an application that is not the reader's to see, or that the platform did not write as it is. */
export async function findApplication(
  database: Database,
  reader: ApplicationReader,
  id: string,
): Promise<Application | null> {
  if (!isUuid(id)) return null;
  const [found] = await database.query(
    'SELECT to_jsonb(a) AS row FROM assent.application AS a WHERE id = $1 AND NOT assent.application_is_forgotten(a)',
    [id],
  );
  const row = found?.row as SealableRow | undefined;
  if (!row || !database.seals.holds('application', row)) return null;
  const application = applicationOf(row, await database.now());
  return mayRead(reader, application) ? application : null;
}

export interface ApplicationPage {
  readonly nodes: readonly Application[];
  readonly endCursor: string | null;
  readonly hasNextPage: boolean;
}

/** The reader's applications, newest first. @throws Refusal BAD_USER_INPUT */
export async function listApplications(
  database: Database,
  cursors: OpaqueCursors,
  reader: ApplicationReader,
  {
    status,
    first,
    after,
  }: {
    readonly status?: ApplicationStatus | null;
    readonly first?: number | null;
    readonly after?: string | null;
  },
): Promise<ApplicationPage> {
  const size = pageSizeOf(first);
  const person = reader.kind === 'PERSON' ? reader.personId : null;
  const own = cursors.within(JSON.stringify(['applications', person, status ?? null]));
  const [at = null, id = null] = after == null ? [] : own.open('application', after);
  const rows = await database.query(
    `SELECT to_jsonb(a) AS row, a.created_at::text AS at FROM assent.application AS a
     WHERE NOT assent.application_is_forgotten(a)
       AND (begun_by = $1::bigint OR $1::bigint IS NULL AND submitted_at IS NOT NULL)
       AND ($2::text IS NULL OR ${SHOWN_STATUS} = $2)
       AND ($3::timestamptz IS NULL OR (created_at, id) < ($3::timestamptz, $4::uuid))
     ORDER BY created_at DESC, id DESC LIMIT ${size + 1}`,
    [person, status ?? null, at, id],
  );
  const shown = rows.slice(0, size);
  const last = shown.at(-1);
  const now = await database.now();
  return {
    nodes: shown
      .map(({ row }) => row as SealableRow)
      .filter((row) => database.seals.holds('application', row))
      .map((row) => applicationOf(row, now)),
    endCursor: last
      ? own.seal('application', [last.at as string, (last.row as SealableRow).id as string])
      : null,
    hasNextPage: rows.length > size,
  };
}

const noSuchApplication = () =>
  refuse('NOT_FOUND', {
    en: 'There is no such application, or it is not yours. Look at `applications`.',
    zh: '没有这项申请，或不属于您。请查看 `applications`。',
  });

/** Holds an application until the transaction ends. @throws Refusal NOT_FOUND unless it is the caller's */
export async function lockApplication(
  tx: Transaction,
  reader: ApplicationReader,
  id: string,
): Promise<Application> {
  const [found] = isUuid(id) ? await tx.query('SELECT assent.lock_application($1) AS row', [id]) : [];
  const row = (found?.row as SealableRow | null | undefined) ?? null;
  if (row === null || !tx.seals.holds('application', row)) return noSuchApplication();
  const application = applicationOf(row, await tx.now());
  return mayRead(reader, application) ? application : noSuchApplication();
}

/** @throws Refusal APPLICATION_CLOSED unless it is in one of these states */
export function assertStatus({ status }: Application, ...wanted: readonly ApplicationStatus[]): void {
  if (!wanted.includes(status))
    refuse(
      'APPLICATION_CLOSED',
      {
        en: `The application is ${status}, and this can be done while it is ${wanted.join(' or ')}.`,
        zh: `该申请现为 ${status}，只有在 ${wanted.join('、')} 时才能这样做。`,
      },
      { status },
    );
}

/** Stores the next state of an application, sealed. */
export async function changeApplication(
  tx: Transaction,
  application: Application,
  changes: SealableRow,
): Promise<Application> {
  const { seal: _, ...before } = application.row;
  const row = { ...before, ...changes };
  await tx.query('SELECT assent.store_application($1::jsonb, $2)', [
    tx.seals.sealed('application', row),
    LIMITS.openApplications,
  ]);
  return applicationOf(row, await tx.now());
}

/** Deletes drafts that nobody went on with, and what was decided without an agreement years ago. */
export async function forgetApplications(database: Executor): Promise<void> {
  await database.query('SELECT assent.forget_applications()', []);
}

import type { SealableRow } from '../crypto/seal.js';
import type { Executor } from '../database/executor.js';
import type { Transaction } from '../database/transaction.js';
import { LIMITS } from '../kernel/limits.js';
import { refuse } from '../kernel/refusal.js';
import { ONBOARDING_ACTS, type ProposedTerms } from '../onboarding/acts/effect.js';
import type { AgreementChange } from '../onboarding/agreement-diff.js';

export const OFFICER_ACTS = [
  'SUSPEND_RECIPIENT',
  'REINSTATE_RECIPIENT',
  'FREEZE_RECIPIENT',
  'LIFT_FREEZE',
  'PUBLISH_CATALOGUE',
  ...ONBOARDING_ACTS,
] as const;
export type OfficerActKind = (typeof OFFICER_ACTS)[number];

export const ACT_STATES = ['OPEN', 'CONFIRMED', 'WITHDRAWN', 'LAPSED'] as const;
export type ActState = (typeof ACT_STATES)[number];

export interface RaisedItem {
  readonly item: string;
  readonly level: number;
}

/** An act that an officer proposes. It has no effect until another officer confirms it. */
export interface Proposal {
  readonly kind: OfficerActKind;
  readonly recipient?: string | null;
  /** The application, or the product. */
  readonly subject?: string | null;
  /** What an agreement is to be. */
  readonly agreement?: ProposedTerms | null;
  readonly raises?: readonly RaisedItem[] | null;
  readonly reason: string;
}

export interface OfficerAct {
  readonly id: string;
  readonly kind: OfficerActKind;
  readonly recipientCode: string | null;
  readonly subject: string | null;
  /** SHA-256 (hex) of all that it does. */
  readonly digest: string;
  readonly diff: readonly AgreementChange[];
  readonly raises: readonly RaisedItem[] | null;
  readonly reason: string;
  readonly proposedBy: string;
  readonly proposedAt: Date;
  readonly confirmedBy: string | null;
  readonly confirmedAt: Date | null;
  /** Until when another officer may confirm it. */
  readonly expiresAt: Date;
  readonly withdrawnAt: Date | null;
  readonly state: ActState;
}

const HOUR_MS = 3_600_000;

/** What came of an act so far, in SQL. */
export const ACT_STATE = `CASE WHEN confirmed_at IS NOT NULL THEN 'CONFIRMED' WHEN withdrawn_at IS NOT NULL THEN 'WITHDRAWN'
  WHEN assent.now() < proposed_at + make_interval(hours => ${LIMITS.actHours}) THEN 'OPEN' ELSE 'LAPSED' END`;

export const ACT_COLUMNS = `id::text, kind, recipient_code, subject, digest, diff, raises, reason, proposed_by, proposed_at::text, confirmed_by, confirmed_at::text,
  withdrawn_at::text, ${ACT_STATE} AS state`;

const time = (stored: unknown) => (stored ? new Date(stored as string) : null);

export const officerActOf = (row: Record<string, unknown>): OfficerAct => ({
  id: row.id as string,
  kind: row.kind as OfficerActKind,
  recipientCode: row.recipient_code as string | null,
  subject: row.subject as string | null,
  digest: row.digest as string,
  diff: row.diff as AgreementChange[],
  raises: row.raises as RaisedItem[] | null,
  reason: row.reason as string,
  proposedBy: row.proposed_by as string,
  proposedAt: time(row.proposed_at)!,
  confirmedBy: row.confirmed_by as string | null,
  confirmedAt: time(row.confirmed_at),
  expiresAt: new Date(time(row.proposed_at)!.getTime() + LIMITS.actHours * HOUR_MS),
  withdrawnAt: time(row.withdrawn_at),
  state: row.state as ActState,
});

export const ACT_REFUSALS: Readonly<Record<string, () => never>> = {
  MISSING: () =>
    refuse('NOT_FOUND', {
      en: 'There is no such act. Look at officerActs.',
      zh: '没有这项提议。请查看 officerActs。',
    }),
  WITHDRAWN: () =>
    refuse('FORBIDDEN', {
      en: 'Whoever proposed it took it back. Propose it anew if it is needed.',
      zh: '提议人已撤回该提议。如仍需要，请重新提议。',
    }),
  LATE: () =>
    refuse('FORBIDDEN', {
      en: 'It was proposed more than a day ago. Propose it again.',
      zh: '该提议已超过一天。请重新提议。',
    }),
  ONE_PERSON: () =>
    refuse('FORBIDDEN', {
      en: 'It takes two officers, who are two people. Ask another officer to confirm it.',
      zh: '须由两名管理人员共同办理，且为两个不同的人。请由另一名管理人员确认。',
    }),
  OWN: () =>
    refuse('FORBIDDEN', {
      en: 'An officer who began the application has no part in its approval.',
      zh: '本人提出的申请，本人不得参与审批。',
    }),
  FROZEN: () =>
    refuse('FORBIDDEN', {
      en: 'The recipient is frozen: LIFT_FREEZE comes first.',
      zh: '该机构已被冻结，须先 LIFT_FREEZE。',
    }),
  NOT_FROZEN: () =>
    refuse('FORBIDDEN', {
      en: 'The recipient is not frozen. Nothing is left to lift.',
      zh: '该机构未被冻结，无需解除。',
    }),
};

export const actRow = async (tx: Transaction, id: string) =>
  (await tx.query('SELECT to_jsonb(a) AS row FROM assent.officer_act AS a WHERE id = $1', [id]))[0]?.row as
    | SealableRow
    | undefined;

export async function findAct(database: Executor, id: string): Promise<OfficerAct | null> {
  const [row] = await database.query(`SELECT ${ACT_COLUMNS} FROM assent.officer_act WHERE id = $1`, [id]);
  return row ? officerActOf(row) : null;
}

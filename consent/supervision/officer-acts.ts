import type { EntityManager } from '@mikro-orm/postgresql';
import { validate as isUuid } from 'uuid';
import { CATALOGUE_VERSION, findItem } from '../../schema/catalogue.js';
import { readClassificationInForce } from '../catalogue/classification.js';
import { byteaText, rowName, type SealableRow } from '../crypto/seal.js';
import type { SealedTable } from '../crypto/sealed-tables.js';
import type { Executor } from '../database/executor.js';
import { type Transaction, transact } from '../database/transaction.js';
import { newId } from '../kernel/ids.js';
import { LIMITS } from '../kernel/limits.js';
import { badInput, refuse } from '../kernel/refusal.js';
import { checkText } from '../kernel/text-input.js';
import { findRecipient } from '../recipients/find-recipient.js';
import { assertActs, sealedAccount } from '../staff/accounts.js';
import type { StaffMember } from '../staff/role.js';

export const OFFICER_ACTS = [
  'SUSPEND_RECIPIENT',
  'REINSTATE_RECIPIENT',
  'FREEZE_RECIPIENT',
  'LIFT_FREEZE',
  'PUBLISH_CATALOGUE',
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
  readonly raises?: readonly RaisedItem[] | null;
  readonly reason: string;
}

export interface OfficerAct {
  readonly id: string;
  readonly kind: OfficerActKind;
  readonly recipientCode: string | null;
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

const RAISED_ITEMS_MAX = 200;
const HOUR_MS = 3_600_000;

/** What came of an act so far, in SQL. */
export const ACT_STATE = `CASE WHEN confirmed_at IS NOT NULL THEN 'CONFIRMED' WHEN withdrawn_at IS NOT NULL THEN 'WITHDRAWN'
  WHEN assent.now() < proposed_at + make_interval(hours => ${LIMITS.actHours}) THEN 'OPEN' ELSE 'LAPSED' END`;

export const ACT_COLUMNS = `id::text, kind, recipient_code, raises, reason, proposed_by, proposed_at::text, confirmed_by, confirmed_at::text,
  withdrawn_at::text, ${ACT_STATE} AS state`;

const time = (stored: unknown) => (stored ? new Date(stored as string) : null);

export const officerActOf = (row: Record<string, unknown>): OfficerAct => ({
  id: row.id as string,
  kind: row.kind as OfficerActKind,
  recipientCode: row.recipient_code as string | null,
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

/** a new catalogue version can only raise levels; lowering one takes a change of the code. */
async function checkRaises(tx: Transaction, raises: readonly RaisedItem[]): Promise<void> {
  if (raises.length === 0 || raises.length > RAISED_ITEMS_MAX)
    throw badInput('raises', { en: 'Name the items whose level is raised.', zh: '请指明提高级别的信息项。' });
  if (new Set(raises.map(({ item }) => item)).size < raises.length)
    throw badInput('raises', {
      en: 'An item is named twice. Name each once.',
      zh: '同一信息项写了两次。请每项只写一次。',
    });
  const classification = await readClassificationInForce(tx);
  for (const { item, level } of raises) {
    if (!findItem(item))
      throw badInput('raises', {
        en: 'There is no such item in the catalogue. The query `catalogue` lists them.',
        zh: '目录中没有这个信息项。查询 `catalogue` 可列出所有信息项。',
      });
    if (level > 3 || level <= classification.levelOf(item))
      throw badInput('raises', {
        en: `The level of ${item} is ${classification.levelOf(item)}: it can be raised to 3 at most.`,
        zh: `${item} 现为第 ${classification.levelOf(item)} 级，至多提高到第 3 级。`,
      });
  }
}

/** @throws Refusal BAD_USER_INPUT or NOT_FOUND for an act that could never be carried out */
export async function checkAct(
  tx: Transaction,
  { kind, recipient, raises }: Omit<Proposal, 'reason'>,
): Promise<void> {
  const publishes = kind === 'PUBLISH_CATALOGUE';
  if (publishes !== Boolean(raises))
    throw badInput('raises', {
      en: 'A new catalogue version raises items, and nothing else does. Give raises with PUBLISH_CATALOGUE alone.',
      zh: '只有发布新版目录才提高信息项级别。请仅在 PUBLISH_CATALOGUE 时给出 raises。',
    });
  if (publishes === Boolean(recipient))
    throw badInput('recipient', {
      en: 'Name the recipient whom it is about; PUBLISH_CATALOGUE has none.',
      zh: '请指明所针对的第三方机构；PUBLISH_CATALOGUE 不写机构。',
    });
  if (raises) await checkRaises(tx, raises);
  if (recipient && !(await findRecipient(tx, recipient)))
    refuse('NOT_FOUND', {
      en: 'There is no such recipient. Check its code.',
      zh: '没有这个第三方机构。请核对其代码。',
    });
}

/** @throws Refusal BAD_USER_INPUT or NOT_FOUND for an act that could never be carried out */
export const proposeAct = (
  em: EntityManager,
  officer: StaffMember,
  { kind, recipient, raises, reason }: Proposal,
): Promise<OfficerAct> =>
  transact(em, async (tx) => {
    await assertActs(tx, officer);
    const why = checkText('reason', reason, LIMITS.reasonLength, true)!;
    await checkAct(tx, { kind, recipient, raises });
    const id = newId();
    const act = tx.seals.sealed('officer_act', {
      id,
      kind,
      recipient_code: recipient ?? null,
      raises: raises ? raises.map(({ item, level }) => ({ item, level })) : null,
      reason: why,
      proposed_by: officer.staffCode,
      proposed_at: (await tx.now()).toISOString(),
      confirmed_by: null,
      confirmed_at: null,
      withdrawn_at: null,
    });
    await tx.query('SELECT assent.propose_act($1::jsonb)', [act]);
    return (await findAct(tx, id))!;
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

/**
 * A second officer confirms the act; the database carries it out and records it in the ledger. Confirming it again changes
 * nothing. @throws Refusal
 */
export const confirmAct = (em: EntityManager, officer: StaffMember, id: string): Promise<OfficerAct> =>
  transact(em, async (tx) => {
    await assertActs(tx, officer);
    const act = isUuid(id) ? await actRow(tx, id) : null;
    if (!act || !tx.seals.holds('officer_act', act)) return ACT_REFUSALS.MISSING!();
    if (!(await sealedAccount(tx, tx.seals, act.proposed_by as string))) return ACT_REFUSALS.ONE_PERSON!();
    const recipientCode = act.recipient_code as string | null;
    const recipient = recipientCode === null ? null : await findRecipient(tx, recipientCode);
    if (recipientCode !== null && recipient === null)
      refuse('NOT_FOUND', {
        en: 'There is no such recipient. Check its code.',
        zh: '没有这个第三方机构。请核对其代码。',
      });
    const [row] = await tx.query('SELECT assent.confirm_act($1, $2, $3) AS verdict', [
      id,
      officer.staffCode,
      CATALOGUE_VERSION,
    ]);
    ACT_REFUSALS[row!.verdict as string]?.();
    if (row!.verdict === 'CONFIRMED') await sealConfirmed(tx, act, officer);
    return (await findAct(tx, id))!;
  });

export const actRow = async (tx: Transaction, id: string) =>
  (await tx.query('SELECT to_jsonb(a) AS row FROM assent.officer_act AS a WHERE id = $1', [id]))[0]?.row as
    | SealableRow
    | undefined;

/** The tables whose rows an act makes or changes. */
const TABLES_OF_ACT = [
  'officer_act',
  'recipient',
  'recipient_freeze',
  'catalogue_version',
  'raised_item',
] as const satisfies readonly SealedTable[];

/** Seals the act with its confirmation, and each row that it has made or changed, in the same transaction. */
async function sealConfirmed(
  tx: Transaction,
  proposed: SealableRow,
  { staffCode }: StaffMember,
): Promise<void> {
  const { id } = proposed;
  const [found] = await tx.query('SELECT assent.rows_of_act($1) AS rows', [id]);
  const made = found!.rows as Record<SealedTable, SealableRow[]>;
  // Of the act itself, only that it was confirmed is new since its seal was checked.
  const { confirmed_at } = made.officer_act[0]!;
  const rows = { ...made, officer_act: [{ ...proposed, confirmed_by: staffCode, confirmed_at }] };
  const seals = TABLES_OF_ACT.map((table) => [
    table,
    Object.fromEntries(rows[table].map((row) => [rowName(table, row), byteaText(tx.seals.of(table, row))])),
  ]);
  await tx.query('SELECT assent.seal_confirmed_act($1, $2::jsonb)', [
    id,
    JSON.stringify(Object.fromEntries(seals)),
  ]);
}

export async function findAct(database: Executor, id: string): Promise<OfficerAct | null> {
  const [row] = await database.query(`SELECT ${ACT_COLUMNS} FROM assent.officer_act WHERE id = $1`, [id]);
  return row ? officerActOf(row) : null;
}

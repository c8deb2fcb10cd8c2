import { hash } from 'node:crypto';
import type { EntityManager } from '@mikro-orm/postgresql';
import { validate as isUuid } from 'uuid';
import { CATALOGUE_VERSION, findItem } from '../../schema/catalogue.js';
import { readClassificationInForce } from '../catalogue/classification.js';
import { canonicalJson } from '../crypto/canonical-json.js';
import { byteaText, rowName, type SealableRow } from '../crypto/seal.js';
import type { SealedTable } from '../crypto/sealed-tables.js';
import { type Transaction, transact } from '../database/transaction.js';
import { newId } from '../kernel/ids.js';
import { LIMITS } from '../kernel/limits.js';
import { badInput, refuse } from '../kernel/refusal.js';
import { checkText } from '../kernel/text-input.js';
import { type Effect, isOnboardingAct, type ProposedTerms } from '../onboarding/acts/effect.js';
import { effectOf } from '../onboarding/acts/effects.js';
import type { Founding } from '../onboarding/founding.js';
import { findRecipient } from '../recipients/find-recipient.js';
import { assertActs, sealedAccount } from '../staff/accounts.js';
import type { StaffMember } from '../staff/role.js';
import { ACT_REFUSALS, actRow, findAct, type OfficerAct, type Proposal, type RaisedItem } from './act.js';

const RAISED_ITEMS_MAX = 200;

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

/**
 * What an act would do, for those that are about agreements; null for the others.
 * @throws Refusal BAD_USER_INPUT, NOT_FOUND or FORBIDDEN for an act that could not be carried out
 */
export async function checkAct(
  tx: Transaction,
  { kind, recipient = null, subject = null, agreement = null, raises }: Omit<Proposal, 'reason'>,
): Promise<Effect | null> {
  const publishes = kind === 'PUBLISH_CATALOGUE';
  const hasSubject = kind === 'APPROVE_APPLICATION' || kind === 'REGISTER_PRODUCT';
  if (publishes !== Boolean(raises))
    throw badInput('raises', {
      en: 'A new catalogue version raises items, and nothing else does. Give raises with PUBLISH_CATALOGUE alone.',
      zh: '只有发布新版目录才提高信息项级别。请仅在 PUBLISH_CATALOGUE 时给出 raises。',
    });
  if (hasSubject !== Boolean(subject))
    throw badInput('subject', {
      en: 'An application or a product is named as subject, and nothing else is.',
      zh: '只有批准申请或登记产品时填写 subject，其他提议不填写。',
    });
  if (agreement && !HAVE_TERMS.includes(kind))
    throw badInput('agreement', {
      en: 'Only what approves, changes or ends an agreement says how it is to be.',
      zh: '只有批准申请、变更或终止协议时填写 `agreement`。',
    });
  if (publishes ? recipient : !recipient && !hasSubject)
    throw badInput('recipient', {
      en: 'Name the recipient whom it is about; PUBLISH_CATALOGUE has none.',
      zh: '请指明所针对的第三方机构；PUBLISH_CATALOGUE 不写机构。',
    });
  if (raises) await checkRaises(tx, raises);
  if (recipient && (recipient.includes('\0') || !(await findRecipient(tx, recipient))))
    refuse('NOT_FOUND', {
      en: 'There is no such recipient. Check its code.',
      zh: '没有这个第三方机构。请核对其代码。',
    });
  return isOnboardingAct(kind) ? effectOf(tx, { kind, recipient, subject, terms: agreement }) : null;
}

const HAVE_TERMS: readonly string[] = ['APPROVE_APPLICATION', 'CHANGE_AGREEMENT', 'END_AGREEMENT'];

/** SHA-256 (hex) of all that an act would do. */
const digestOf = (
  { kind, recipient = null, subject = null, raises = null }: Omit<Proposal, 'reason'>,
  effect: Effect | null,
): string => hash('sha256', canonicalJson({ kind, recipient, subject, raises, does: effect?.does ?? null }));

/** @throws Refusal BAD_USER_INPUT, NOT_FOUND or FORBIDDEN for an act that could not be carried out */
export const proposeAct = (
  em: EntityManager,
  officer: StaffMember,
  proposal: Proposal,
): Promise<OfficerAct> =>
  transact(em, async (tx) => {
    await assertActs(tx, officer);
    const { kind, subject = null, reason } = proposal;
    const why = checkText('reason', reason, LIMITS.reasonLength, true)!;
    const effect = await checkAct(tx, proposal);
    const recipient = effect ? effect.recipient : (proposal.recipient ?? null);
    const raises = proposal.raises?.map(({ item, level }) => ({ item, level })) ?? null;
    const id = newId();
    const act = tx.seals.sealed('officer_act', {
      id,
      kind,
      recipient_code: recipient,
      subject,
      terms: effect?.terms ?? null,
      raises,
      reason: why,
      digest: digestOf({ kind, recipient, subject, raises }, effect),
      diff: effect?.diff ?? [],
      proposed_by: officer.staffCode,
      proposed_at: (await tx.now()).toISOString(),
      confirmed_by: null,
      confirmed_at: null,
      withdrawn_at: null,
    });
    const [row] = await tx.query('SELECT assent.propose_act($1::jsonb) AS proposed', [act]);
    if (row!.proposed !== true)
      refuse('FORBIDDEN', {
        en: 'Another act about this agreement waits for an officer. Confirm it, or have it taken back first.',
        zh: '关于该协议已有一项提议待确认。请先确认或撤回。',
      });
    return (await findAct(tx, id))!;
  });

const changed = (digest: string): never =>
  refuse(
    'ACT_CHANGED',
    {
      en: 'What it would do is not what you were shown. Look at the act again; if it was proposed before the change, propose it anew.',
      zh: '该提议的内容与您看到的不一致。请重新查看；提议之后情况有变的，请重新提议。',
    },
    { digest },
  );

/** What an open act does now, which is what both officers were shown. @throws Refusal ACT_CHANGED */
async function effectToConfirm(
  tx: Transaction,
  act: OfficerAct,
  terms: ProposedTerms | null,
  digest: string | null,
): Promise<Effect | null> {
  const { kind, recipientCode: recipient, subject, raises } = act;
  const effect = isOnboardingAct(kind) ? await effectOf(tx, { kind, recipient, subject, terms }) : null;
  if (effect && digest === null)
    throw badInput('digest', {
      en: 'Send the digest of the act, as it was shown to you.',
      zh: '请一并提交您看到的该提议的摘要（`digest`）。',
    });
  const now = digestOf({ kind, recipient, subject, raises }, effect);
  if (act.digest !== now || (digest !== null && digest !== now)) changed(now);
  return effect;
}

/**
 * A second officer confirms the act; the database carries it out and records it in the ledger. Confirming it again changes
 * nothing.
 * @param digest of the act, as the officer was shown it
 * @throws Refusal
 */
export const confirmAct = (
  em: EntityManager,
  officer: StaffMember,
  id: string,
  digest: string | null,
  founding: Founding,
): Promise<OfficerAct> =>
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
    const shown = (await findAct(tx, id))!;
    const effect =
      shown.state === 'OPEN'
        ? await effectToConfirm(tx, shown, act.terms as ProposedTerms | null, digest)
        : null;
    const [row] = await tx.query('SELECT assent.confirm_act($1, $2, $3) AS verdict', [
      id,
      officer.staffCode,
      CATALOGUE_VERSION,
    ]);
    ACT_REFUSALS[row!.verdict as string]?.();
    if (row!.verdict === 'CONFIRMED') {
      await sealConfirmed(tx, act, officer);
      await effect?.carryOut(tx, id, founding);
    }
    return (await findAct(tx, id))!;
  });

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

import type { Transaction } from '../../database/transaction.js';
import { cityDay } from '../../kernel/city-time.js';
import { GRANT_MODES } from '../../kernel/grant-mode.js';
import { badInput, refuse } from '../../kernel/refusal.js';
import { itemsOf } from '../../purposes/purpose.js';
import { purposeOf } from '../../purposes/registry.js';
import { type AgreedPurpose, hasEnded } from '../../recipients/agreement.js';
import { findAgreement } from '../../recipients/find-recipient.js';
import { agreementDiff } from '../agreement-diff.js';
import { type ApprovedTerms, newestTerms, putInForce, sealedApproval } from '../agreement-versions.js';
import { checkLastDay, checkValidity, type Effect, type EffectiveAct, type ProposedTerms } from './effect.js';

const noAgreement = () =>
  refuse('FORBIDDEN', {
    en: 'This recipient has no such agreement. Approve an application, or apply a file.',
    zh: '该机构没有可以这样处理的数据使用协议。请先批准其申请。',
  });

/** The purposes as the act narrows them. @throws Refusal BAD_USER_INPUT for anything that the agreement does not have */
function narrowed(
  before: readonly AgreedPurpose[],
  given: NonNullable<ProposedTerms['purposes']>,
): AgreedPurpose[] {
  const wider = (what: string) =>
    badInput('agreement.purposes', {
      en: `${what} is not in the agreement. To widen it takes an application.`,
      zh: `${what} 不在现有协议之内。扩大范围须由机构提出申请。`,
    });
  if (given.length === 0 || new Set(given.map(({ purpose }) => purpose)).size < given.length)
    throw badInput('agreement.purposes', {
      en: 'Name each purpose that stays, once. With none left, end the agreement.',
      zh: '请逐一写明保留的用途，每种一次。全部取消的，请终止协议。',
    });
  return given.map(({ purpose: code, items, modes }) => {
    const agreed = before.find((one) => one.code === code);
    if (!agreed) throw wider(code.slice(0, 60));
    const purpose = purposeOf(code);
    const had = agreed.items ?? itemsOf(purpose);
    const beyond = (items ?? []).find((item) => !had.includes(item));
    if (beyond !== undefined) throw wider(beyond.slice(0, 60));
    const lost = purpose.required.find(({ item }) => items && had.includes(item) && !items.includes(item));
    if (lost)
      throw badInput('agreement.purposes', {
        en: `${code} can’t be met without ${lost.item}. Leave the whole purpose out instead.`,
        zh: `用途 ${code} 必需 ${lost.item}。如不再允许，请去掉整个用途。`,
      });
    const hadModes = agreed.modes ?? purpose.modes.map(({ mode }) => mode);
    const newMode = modes?.find((mode) => !hadModes.includes(mode));
    if (newMode !== undefined) throw wider(newMode);
    if (modes?.length === 0)
      throw badInput('agreement.purposes', {
        en: 'Leave at least one mode.',
        zh: '请至少保留一种使用方式。',
      });
    return {
      ...agreed,
      ...(items && { items: [...new Set(items)].sort() }),
      ...(modes && { modes: GRANT_MODES.filter((mode) => modes.includes(mode)) }),
    };
  });
}

/** A purpose as it was proposed, with what was said of it and nothing else: it is sealed with the act. */
const asProposed = ({ purpose, items, modes }: NonNullable<ProposedTerms['purposes']>[number]) => ({
  purpose,
  ...(items && { items: [...items] }),
  ...(modes && { modes: [...modes] }),
});

const keep = (approved: ApprovedTerms) => async (tx: Transaction, actId: string) => {
  await tx.query("SELECT assent.approve_agreement($1::jsonb, NULL, NULL, '[]')", [
    await sealedApproval(tx, actId, approved),
  ]);
  await putInForce(tx, approved.recipientCode);
};

/** CHANGE_AGREEMENT: narrows or renews an agreement, without an application. */
export async function changeEffect(tx: Transaction, { recipient, terms }: EffectiveAct): Promise<Effect> {
  const before = await newestTerms(tx, recipient!);
  if (!before) return noAgreement();
  const validity = await checkValidity(tx, {
    validFrom: terms?.validFrom,
    validUntil: terms?.validUntil ?? before.validUntil,
  });
  const purposes = terms?.purposes ? narrowed(before.purposes, terms.purposes) : [...before.purposes];
  const diff = agreementDiff(before, { purposes, ...validity });
  if (diff.every(({ path }) => path === 'validFrom'))
    throw badInput('agreement', { en: 'Nothing would change.', zh: '没有任何变化。' });
  const approved: ApprovedTerms = {
    recipientCode: recipient!,
    applicationId: null,
    documentDigest: null,
    purposes,
    ...validity,
  };
  return {
    recipient,
    terms: { ...validity, ...(terms?.purposes && { purposes: terms.purposes.map(asProposed) }) },
    diff,
    does: { ...approved, before: { purposes: before.purposes, validUntil: before.validUntil ?? null } },
    carryOut: keep(approved),
  };
}

/** END_AGREEMENT: nothing more is asked or given after its last day. Terms that wait do not come into force any more. */
export async function endEffect(tx: Transaction, { recipient, terms }: EffectiveAct): Promise<Effect> {
  const before = await findAgreement(tx, recipient!);
  const today = cityDay(await tx.now());
  if (!before || hasEnded(before, today)) return noAgreement();
  const validUntil = await checkLastDay(tx, terms);
  if (before.validUntil != null && validUntil >= before.validUntil)
    throw badInput('agreement.validUntil', {
      en: `It ends on ${before.validUntil} already. To renew it, propose CHANGE_AGREEMENT.`,
      zh: `协议本来就在 ${before.validUntil} 到期。续期请提议 CHANGE_AGREEMENT。`,
    });
  const { purposes } = before;
  const approved = { recipientCode: recipient!, applicationId: null, documentDigest: null, purposes };
  return {
    recipient,
    terms: { validUntil },
    diff: agreementDiff(before, { purposes, validUntil }),
    does: { ...approved, validUntil, before: before.validUntil ?? null },
    carryOut: async (inner, actId) =>
      keep({ ...approved, validFrom: cityDay(await inner.now()), validUntil })(inner, actId),
  };
}

import type { EntityManager } from '@mikro-orm/postgresql';
import * as v from 'valibot';
import type { SealableRow } from '../crypto/seal.js';
import { type Transaction, transact } from '../database/transaction.js';
import { badInput, refuse } from '../kernel/refusal.js';
import { findRecipient } from '../recipients/find-recipient.js';
import { offeredBy, type Product, type ProductFile, productFields } from '../recipients/product.js';
import { productDigest, productTerms } from '../recipients/register-products.js';
import type { Effect, EffectiveAct } from './acts/effect.js';
import type { AgreementChange } from './agreement-diff.js';
import { standingTerms } from './agreement-versions.js';
import { type Applicant, assertFace } from './applicant.js';
import { recipientsOf } from './owner.js';

/** @throws Refusal BAD_USER_INPUT that names the field */
function checkDraft(given: unknown): v.InferOutput<typeof productFields> {
  const { success, output, issues } = v.safeParse(productFields, given);
  if (success) return output;
  const field = v.getDotPath(issues[0]) ?? 'input';
  throw badInput(field, {
    en: `${field} is not right: a code is a capital letter with letters and digits, name and filing number say something, a day is YYYY-MM-DD.`,
    zh: `${field} 填写有误：编码为大写字母开头的字母数字，名称和备案号不能为空，日期格式为 YYYY-MM-DD。`,
  });
}

/** Whether the recipient may offer such a product, for these purposes. @throws Refusal */
async function assertMayOffer(
  tx: Transaction,
  recipientCode: string,
  { kind, purposes }: Pick<ProductFile, 'kind' | 'purposes'>,
): Promise<void> {
  const recipient = await findRecipient(tx, recipientCode);
  if (recipient?.kind !== offeredBy(kind))
    throw badInput('kind', {
      en: 'An institution of this kind does not offer such products.',
      zh: '该类机构不提供这种产品。',
    });
  const agreed = (await standingTerms(tx, recipientCode))?.purposes ?? [];
  const outside = purposes.filter((code) => !agreed.some((one) => one.code === code));
  if (outside.length > 0)
    refuse('PURPOSE_NOT_ALLOWED', {
      en: `The agreement does not open ${outside.join(', ')}.`,
      zh: `数据使用协议不包含用途 ${outside.join('、')}。`,
    });
}

/** Keeps a draft of a product, of the recipient for which the person acts. Officers register it. @throws Refusal */
export const draftProduct = (
  em: EntityManager,
  applicant: Applicant,
  input: Omit<ProductFile, 'validUntil'> & {
    readonly validUntil?: string | null;
    readonly recipient?: string | null;
  },
): Promise<Product> => {
  assertFace(applicant);
  const { recipient, ...given } = input;
  const draft = checkDraft({ ...given, validUntil: given.validUntil ?? null });
  return transact(em, async (tx) => {
    const own = (await recipientsOf(tx, applicant.personId)).filter((code) => (recipient ?? code) === code);
    const [recipientCode] = own;
    if (recipientCode === undefined || own.length > 1)
      refuse('FORBIDDEN', {
        en: 'You act for no recipient, or for several: then say which, with `recipient`.',
        zh: '没有由您代表的接收机构；代表多家的，请用 `recipient` 指明。',
      });
    await assertMayOffer(tx, recipientCode!, draft);
    const terms = productTerms(recipientCode!, draft);
    const row = { ...terms, drafted_by: applicant.personId, drafted_at: (await tx.now()).toISOString() };
    const [kept] = await tx.query('SELECT assent.draft_product($1::jsonb) AS kept', [
      tx.seals.sealed('product_draft', row),
    ]);
    if (kept!.kept !== true)
      throw badInput('code', {
        en: 'Another institution has a product of this code. Choose another.',
        zh: '该产品编码已被其他机构使用。请另选编码。',
      });
    return { ...draft, recipientCode: recipientCode!, validUntil: draft.validUntil ?? null, ended: false };
  });
};

const noSuchDraft = () =>
  refuse('NOT_FOUND', {
    en: 'There is no draft of a product of this code. The institution drafts it first.',
    zh: '没有这一编码的产品草案。须先由机构提交草案。',
  });

const TERMS = ['name', 'kind', 'filing_no', 'purposes', 'valid_until'] as const;
const text = (value: unknown) =>
  value == null ? null : Array.isArray(value) ? value.join(' ') : String(value);

/** REGISTER_PRODUCT: people may be asked under the name of a product that an institution drafted. */
export async function registerEffect(tx: Transaction, { subject, recipient }: EffectiveAct): Promise<Effect> {
  const [found] = await tx.query('SELECT to_jsonb(d) AS row FROM assent.product_draft AS d WHERE code = $1', [
    subject?.replaceAll('\0', '') ?? null,
  ]);
  const draft = found?.row as SealableRow | undefined;
  if (!draft || !tx.seals.holds('product_draft', draft)) return noSuchDraft();
  const { drafted_by, drafted_at, seal, ...terms } = draft;
  const recipientCode = terms.recipient_code as string;
  if (recipient !== null && recipient !== recipientCode) return noSuchDraft();
  await tx.query('SELECT assent.lock_agreement($1)', [recipientCode]);
  await assertMayOffer(tx, recipientCode, terms as unknown as ProductFile);
  const [registered] = await tx.query('SELECT to_jsonb(p) AS row FROM assent.product AS p WHERE code = $1', [
    subject,
  ]);
  const before = (registered?.row as SealableRow | undefined) ?? null;
  const diff = TERMS.flatMap((name): AgreementChange[] => {
    const [was, is] = [text(before?.[name]), text(terms[name])];
    return was === is ? [] : [{ path: name, before: was, after: is, widens: before === null }];
  });
  const digest = productDigest(terms as unknown as ReturnType<typeof productTerms>);
  return {
    recipient: recipientCode,
    terms: null,
    diff,
    does: { product: digest, before: before?.terms_digest ?? null },
    carryOut: async (inner, actId) => {
      const row = { ...terms, terms_digest: digest, ended_at: null };
      await inner.query('SELECT assent.register_product($1, $2::jsonb, $3)', [
        actId,
        inner.seals.sealed('product', row),
        before ? 'CHANGED' : 'REGISTERED',
      ]);
    },
  };
}

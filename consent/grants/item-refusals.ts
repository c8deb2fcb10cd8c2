import { findItem, itemOf } from '../../schema/catalogue.js';
import type { Bilingual } from '../kernel/bilingual.js';
import { covers, DELIVERIES, type Delivery, type ItemDelivery } from '../kernel/delivery.js';
import { refuse } from '../kernel/refusal.js';
import { deliveryIn, itemsOf, type Purpose, type PurposeItem } from '../purposes/purpose.js';
import { type AgreedPurpose, notAgreed } from '../recipients/agreement.js';

/** Refuses a term that goes beyond a limit. */
export const refuseWider = (field: string, limit: unknown, text: Bilingual): never =>
  refuse('TERMS_NOT_ALLOWED', text, { field, limit });

export const listed = (codes: readonly string[]): string => codes.join(', ');

/** What a client wrote, as far as a message repeats it. */
export const quoted = (codes: readonly string[]): string =>
  listed(codes.map((code) => JSON.stringify(code.length > 60 ? `${code.slice(0, 60)}…` : code)));

/** @throws Refusal ITEM_NOT_ALLOWED that names the items, why each is refused, and what may be asked for */
export function assertItemsAllowed(codes: readonly string[], purpose: Purpose, agreed: AgreedPurpose): void {
  const unknown = codes.filter((code) => !findItem(code));
  const outside = codes.filter((code) => findItem(code) && deliveryIn(purpose, code) === null);
  const unagreed = notAgreed(agreed, codes).filter((code) => deliveryIn(purpose, code) !== null);
  const items = codes.filter((code) => [...unknown, ...outside, ...unagreed].includes(code));
  if (items.length === 0) return;
  const open = itemsOf(purpose).filter((code) => notAgreed(agreed, [code]).length === 0);
  const faults: Bilingual[] = [];
  if (unknown.length > 0)
    faults.push({ en: `No such item: ${quoted(unknown)}.`, zh: `没有这些信息项：${quoted(unknown)}。` });
  if (outside.length > 0)
    faults.push({
      en: `Outside the purpose ${purpose.code}: ${listed(outside)}.`,
      zh: `超出用途 ${purpose.code}：${listed(outside)}。`,
    });
  if (unagreed.length > 0)
    faults.push({
      en: `Outside your agreement: ${listed(unagreed)}.`,
      zh: `超出您的数据使用协议：${listed(unagreed)}。`,
    });
  const text = {
    en: `${faults.map(({ en }) => en).join(' ')} You may ask for ${listed(open)}.`,
    zh: `${faults.map(({ zh }) => zh).join('')}可以申请的信息项：${listed(open)}。`,
  };
  refuse('ITEM_NOT_ALLOWED', text, { items });
}

/** The deliveries in which an item of the purpose may be asked for. */
const deliveriesOf = (purpose: Purpose, item: string): Delivery[] =>
  DELIVERIES.filter(
    (delivery) =>
      covers(deliveryIn(purpose, item)!, delivery) && (delivery === 'VERIFY' || !itemOf(item).verifyOnly),
  );

/** @throws Refusal TERMS_NOT_ALLOWED with the deliveries that the purpose allows */
export function assertDeliveriesAllowed(wanted: readonly ItemDelivery[], purpose: Purpose): void {
  const wrong = wanted.filter(({ item, delivery }) => !deliveriesOf(purpose, item).includes(delivery));
  if (wrong.length === 0) return;
  const allowed = wrong.map(({ item }) => [item, deliveriesOf(purpose, item)] as const);
  const told = (as: string, or: string) =>
    allowed.map(([item, deliveries]) => `${item}${as}${deliveries.join(or)}`).join('; ');
  refuseWider('items.delivery', Object.fromEntries(allowed), {
    en: `The purpose ${purpose.code} gives ${told(' as ', ' or ')}.`,
    zh: `用途 ${purpose.code} 的提供方式：${told('：', '、')}。`,
  });
}

/**
 * The least that a request of the purpose asks for: what the purpose requires, as far as the agreement opens it. An
 * agreement on less than a purpose says that less serves.
 */
export const minimumOf = (purpose: Purpose, agreed: AgreedPurpose): readonly PurposeItem[] =>
  purpose.required.filter(({ item }) => notAgreed(agreed, [item]).length === 0);

/** @throws Refusal REQUIRED_ITEM_MISSING that names what serves the purpose and was not asked for */
export function assertNoneMissing(
  codes: readonly string[],
  purpose: Purpose,
  minimum: readonly PurposeItem[],
): void {
  const missing = minimum.map(({ item }) => item).filter((item) => !codes.includes(item));
  if (missing.length === 0) return;
  const text = {
    en: `The purpose ${purpose.code} also requires ${listed(missing)}. Ask for them; \`required: false\` lets the person drop one.`,
    zh: `用途 ${purpose.code} 还必需：${listed(missing)}。请一并申请；标为 \`required: false\` 的，本人可以去掉。`,
  };
  refuse('REQUIRED_ITEM_MISSING', text, { items: missing });
}

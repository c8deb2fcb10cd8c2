import { type CatalogueItem, findItem, personItems, providerItems } from '../../schema/catalogue.js';
import { categoryCode } from '../../schema/category.js';
import type { Transaction } from '../database/transaction.js';
import type { Delivery } from '../kernel/delivery.js';
import { badInput } from '../kernel/refusal.js';
import type { Purpose } from '../purposes/purpose.js';
import { findPurpose, purposes } from '../purposes/registry.js';
import { newestRecords } from './newest-records.js';

const DAY_MS = 86_400_000;

/** A purpose that opens an item, and how at most. */
export interface OpenedBy {
  readonly purpose: Purpose;
  readonly delivery: Delivery;
  readonly required: boolean;
}

/** What the data asset center holds of an item. It tells of the data and of no person. */
export interface HeldItem {
  readonly item: CatalogueItem;
  readonly opens: readonly OpenedBy[];
  /** Share of people with a value, in whole per cent; null where it was not measured or too few are concerned. */
  readonly completeness: number | null;
  /** Full days since the moment that the newest import shows; null if there was none. */
  readonly refreshDays: number | null;
}

export interface HeldFilter {
  readonly category?: string | null;
  readonly item?: string | null;
  readonly purpose?: string | null;
}

function openedBy(code: string): OpenedBy[] {
  return purposes.flatMap((purpose) => {
    const required = purpose.required.find(({ item }) => item === code);
    const entry = required ?? purpose.optional.find(({ item }) => item === code);
    return entry ? [{ purpose, delivery: entry.delivery, required: required !== undefined }] : [];
  });
}

const ITEMS: readonly (Pick<HeldItem, 'item' | 'opens'> & { readonly category: string })[] = [
  ...personItems,
  ...providerItems,
].map((item) => ({ item, opens: openedBy(item.code), category: categoryCode(item.category) }));

const CATEGORIES = new Set(ITEMS.map(({ category }) => category));

const unknown = (field: string, query: string): never => {
  throw badInput(field, {
    en: `There is no such ${field}. The query \`${query}\` lists them.`,
    zh: `没有这个 ${field}。查询 \`${query}\` 可列出全部。`,
  });
};

/** What is held of the items that match every part of the filter, in the order of the catalogue. @throws Refusal BAD_USER_INPUT */
export async function heldItems(
  tx: Transaction,
  { category, item, purpose }: HeldFilter,
): Promise<HeldItem[]> {
  if (category != null && !CATEGORIES.has(category)) unknown('category', 'catalogue');
  if (item != null && !findItem(item)) unknown('item', 'catalogue');
  if (purpose != null && !findPurpose(purpose)) unknown('purpose', 'purposes');
  const wanted = ITEMS.filter(
    (one) =>
      (category == null || one.category === category) &&
      (item == null || one.item.code === item) &&
      (purpose == null || one.opens.some((opened) => opened.purpose.code === purpose)),
  );
  const shares = await tx.query('SELECT item, percent FROM assent.item_completeness', []);
  const percents = new Map(shares.map((row) => [row.item as string, row.percent as number | null]));
  const moments = await newestRecords(tx);
  const now = (await tx.now()).getTime();
  return wanted.map((one) => {
    const moment = moments.get(one.item.category.table)?.getTime();
    return {
      item: one.item,
      opens: one.opens,
      completeness: percents.get(one.item.code) ?? null,
      refreshDays: moment === undefined ? null : Math.max(0, Math.floor((now - moment) / DAY_MS)),
    };
  });
}

import { type CatalogueItem, itemOf } from '../../schema/catalogue.js';
import type { Category } from '../../schema/category.js';
import type { SubjectCipher } from '../crypto/field-encryption.js';
import type { Row, Statement } from '../database/statement.js';
import { type Period } from '../kernel/record-period.js';
import { compareStatement } from './category-query.js';
import { plainValue } from './redaction.js';
import type { Assertion } from './selection.js';

export interface ItemMatch {
  readonly item: string;
  readonly match: boolean;
}

/** Delivery VERIFY: values are compared here and only the outcome is disclosed. One statement for each category. */
export interface Comparison {
  readonly statement: Statement;
  readonly assertions: readonly Assertion[];
}

export function comparisons(assertions: readonly Assertion[], period: Period): Comparison[] {
  const byCategory = Map.groupBy(assertions, ({ item }): Category => itemOf(item).category);
  return [...byCategory].map(([category, group]) => ({
    assertions: group,
    statement: compareStatement(
      category,
      group.map(({ item }) => itemOf(item)),
      period,
    ),
  }));
}

/** An amount as an integer number of millionths, for exact comparison: "12.50" -> 12500000n. */
function scaled(amount: string): bigint | null {
  const match = /^(-?)(\d+)(?:\.(\d{1,6}))?$/.exec(amount.trim());
  if (!match) return null;
  const digits = BigInt(match[2]! + (match[3] ?? '').padEnd(6, '0'));
  return match[1] ? -digits : digits;
}

const FLAGS: Record<string, boolean> = { '1': true, true: true, '0': false, false: false };

function equals(item: CatalogueItem, value: unknown, asserted: string): boolean {
  switch (item.kind.type) {
    case 'integer':
    case 'decimal':
      return scaled(String(value)) === scaled(asserted);
    case 'flag':
      return value === FLAGS[asserted.trim().toLowerCase()];
    case 'code':
      return item.kind.codes!.reduced(String(value)) === asserted.trim();
    default: {
      const plain = (text: string) => text.normalize('NFC').trim().toUpperCase();
      return plain(String(value)) === plain(asserted);
    }
  }
}

/** Whether a value satisfies every test of the assertion. An absent value satisfies none. */
function satisfies(
  item: CatalogueItem,
  value: unknown,
  { equals: equal, atLeast, atMost }: Assertion,
): boolean {
  if (value === null) return false;
  // A small count is never disclosed, so it can't be compared with either.
  if (item.smallCell !== null && Math.abs(Number(value)) < item.smallCell) return false;
  if (equal != null && !equals(item, value, equal)) return false;
  const amount = atLeast != null || atMost != null ? scaled(String(value)) : null;
  if (atLeast != null && (amount === null || amount < scaled(atLeast)!)) return false;
  return !(atMost != null && (amount === null || amount > scaled(atMost)!));
}

/** The outcome of each assertion. In a category of many records it matches if one record does. */
export const matches = (
  assertions: readonly Assertion[],
  rows: readonly Row[],
  cipher: SubjectCipher,
): ItemMatch[] =>
  assertions.map((assertion) => {
    const item = itemOf(assertion.item);
    return {
      item: item.code,
      match: rows.some((row) => satisfies(item, plainValue(item, row, cipher), assertion)),
    };
  });

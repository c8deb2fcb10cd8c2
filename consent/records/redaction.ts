import type { CatalogueItem } from '../../schema/catalogue.js';
import { applyMask } from '../../schema/mask.js';
import type { SubjectCipher } from '../crypto/field-encryption.js';
import type { OpaqueCursors } from '../crypto/opaque-cursor.js';
import type { Row } from '../database/statement.js';
import type { Delivery, ItemDelivery } from '../kernel/delivery.js';
import type { CategorySelection } from './selection.js';

export type DeliveryOf = (item: string) => Delivery;

export const deliveries = (items: readonly ItemDelivery[]): DeliveryOf => {
  const byItem = new Map(items.map(({ item, delivery }) => [item, delivery]));
  return (item) => {
    const delivery = byItem.get(item);
    if (!delivery) throw new Error(`${item} is read without a delivery.`);
    return delivery;
  };
};

/** A value in clear. An encrypted value is decrypted with the subject's key. */
export function plainValue(item: CatalogueItem, row: Row, cipher: SubjectCipher): unknown {
  const value = row[item.field] ?? null;
  return item.sealed && value !== null ? cipher.open(item.code, value as Uint8Array) : value;
}

/**
 * A value as it is disclosed: revealing codes are replaced by a general one, small counts are left out, and a
 * value with the delivery MASKED is masked.
 */
export function redactValue(
  item: CatalogueItem,
  value: unknown,
  delivery: Delivery,
  grade: string | null,
): unknown {
  if (value === null) return null;
  if (item.smallCell !== null && Math.abs(Number(value)) < item.smallCell) return null;
  const plain = item.kind.codes ? item.kind.codes.reduced(String(value)) : value;
  if (delivery === 'RETURN' || item.mask.fn === 'NONE') return plain;
  // A masked value is text, which a number or a flag can't hold: it is left out.
  if (item.kind.type === 'integer' || item.kind.type === 'flag') return null;
  return applyMask(item.mask, String(plain), grade);
}

export function redactRow(
  items: readonly CatalogueItem[],
  row: Row,
  delivery: DeliveryOf,
  cipher: SubjectCipher,
): Row {
  const grade = (row['#grade'] as string | undefined) ?? null;
  return Object.fromEntries(
    items.map((item) => [
      item.field,
      redactValue(item, plainValue(item, row, cipher), delivery(item.code), grade),
    ]),
  );
}

/** Makes the answer to one category field from its rows: an object or null, or a connection. */
export function answer(
  selection: CategorySelection,
  rows: readonly Row[],
  delivery: DeliveryOf,
  cursors: OpaqueCursors,
  cipher: SubjectCipher,
): unknown {
  const { category, items, page } = selection;
  if (!category.many) return rows[0] ? redactRow(items, rows[0], delivery, cipher) : null;
  const shown = rows.slice(0, page.first);
  const last = shown.at(-1);
  let cursor: string | null | undefined;
  return {
    nodes: shown.map((row) => redactRow(items, row, delivery, cipher)),
    pageInfo: {
      // Made only when it is selected, and only once: each sealing differs, and the digest must match the answer.
      get endCursor() {
        cursor ??= last ? cursors.seal(category.table, [String(last['#id'])]) : null;
        return cursor;
      },
      hasNextPage: rows.length > page.first,
    },
  };
}

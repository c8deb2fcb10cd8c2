import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { CatalogueItem } from '../schema/catalogue.js';
import type { Category, RecordTime } from '../schema/category.js';
import { applyMask } from '../schema/mask.js';
import type { SubjectCipher } from './at-rest.js';
import type { Cursors } from './cursor.js';
import type { Delivery, ItemDelivery } from './delivery.js';
import type { CategorySelection } from './selection.js';
import type { Terms } from './terms.js';

/** A statement of the pipeline, named so that each connection parses and plans it once. */
export interface Statement {
  readonly name: string;
  readonly text: string;
  readonly values: readonly unknown[];
}

type Row = Record<string, unknown>;

/** First and last day of the records that may be read; null is open. */
export type Period = Pick<Terms, 'recordsFrom' | 'recordsTo'>;

export type DeliveryOf = (item: string) => Delivery;

export const deliveries = (items: readonly ItemDelivery[]): DeliveryOf => {
  const byItem = new Map(items.map(({ item, delivery }) => [item, delivery]));
  return (item) => {
    const delivery = byItem.get(item);
    if (!delivery) throw new Error(`${item} is read without a delivery.`);
    return delivery;
  };
};

const names = new LRUCache<string, string>({ max: 10_000 });

function nameOf(text: string): string {
  const known = names.get(text);
  if (known !== undefined) return known;
  const name = createHash('sha256').update(text).digest('base64url').slice(0, 22);
  names.set(text, name);
  return name;
}

const statement = (text: string, values: unknown[]): Statement => ({ name: nameOf(text), text, values });

/** A day in the form in which the column holds its time, so that the index can be used. */
function bound(time: RecordTime, day: string): unknown {
  if (time.unit === 'year') return Number(day.slice(0, 4));
  return time.unit === 'month' ? day.slice(0, 4) + day.slice(5, 7) : day;
}

/** SQL that holds a category's rows to a period. What stands from one day to another is in it if they overlap. */
function periodCondition(time: RecordTime | null, period: Period, values: unknown[]): string[] {
  if (time === null) return [];
  const parts: string[] = [];
  if (period.recordsFrom !== null) {
    const from = `$${values.push(bound(time, period.recordsFrom))}`;
    parts.push(
      time.until ? `(${time.until} IS NULL OR ${time.until} >= ${from})` : `${time.column} >= ${from}`,
    );
  }
  if (period.recordsTo !== null)
    parts.push(`${time.column} <= $${values.push(bound(time, period.recordsTo))}`);
  return parts;
}

const AS_TEXT = new Set(['date', 'decimal']);

/** Only what is permitted is named: a column that is not selected does not leave the table. */
function column({ kind, field }: Pick<CatalogueItem, 'kind' | 'field'>): string {
  const source = kind.expression ? `(${kind.expression})` : kind.column;
  return `${source}${AS_TEXT.has(kind.type) ? '::text' : ''} AS "${field}"`;
}

const where = (conditions: readonly string[]) =>
  conditions.length > 0 ? ` WHERE ${conditions.join(' AND ')}` : '';

const newestFirst = (time: RecordTime | null) =>
  time ? `${time.column} DESC, record_id DESC` : 'record_id DESC';

/** The page of one category. There is no person in it: row-level security knows whose rows these are. */
export function readStatement(
  selection: CategorySelection,
  period: Period,
  delivery: DeliveryOf,
  cursors: Cursors,
): Statement {
  const { category, items, page } = selection;
  const values: unknown[] = [];
  const conditions = [
    ...periodCondition(category.time, period, values),
    ...periodCondition(category.time, { recordsFrom: page.from, recordsTo: page.to }, values),
  ];
  const columns = items.map(column);
  if (category.many && category.time) {
    if (page.after !== null) {
      const [time, recordId] = cursors.open(category.table, page.after);
      const type = { day: 'date', month: 'varchar', year: 'integer' }[category.time.unit];
      conditions.push(
        `(${category.time.column}, record_id) < ($${values.push(time)}::${type}, $${values.push(recordId)})`,
      );
    }
    columns.push(`${category.time.column}::text AS "#time"`, 'record_id AS "#id"');
  }
  if (items.some(({ code, mask }) => mask.fn === 'ORG_TO_TYPE' && delivery(code) === 'MASKED'))
    columns.push('hosp_lv AS "#grade"');
  const limit = category.many ? page.first + 1 : 1;
  return statement(
    `SELECT ${columns.join(', ')} FROM assent.${category.table}${where(conditions)} ORDER BY ${newestFirst(category.time)} LIMIT $${values.push(limit)}`,
    values,
  );
}

/** A value in clear: sealed ones are opened with the subject's own key. */
export function plainValue(item: CatalogueItem, row: Row, cipher: SubjectCipher): unknown {
  const value = row[item.field] ?? null;
  return item.sealed && value !== null ? cipher.open(item.code, value as Uint8Array) : value;
}

/** A value as it leaves: tell-tale codes collapsed, small cells left out, masked where it is given so. */
function release(item: CatalogueItem, value: unknown, delivery: Delivery, grade: string | null): unknown {
  if (value === null) return null;
  if (item.smallCell !== null && Math.abs(Number(value)) < item.smallCell) return null;
  const plain = item.kind.codes ? item.kind.codes.reduced(String(value)) : value;
  if (delivery === 'RETURN' || item.mask.fn === 'NONE') return plain;
  // A hidden number or flag has no text form in its type: it is left out.
  if (item.kind.type === 'integer' || item.kind.type === 'flag') return null;
  return applyMask(item.mask, String(plain), grade);
}

function releaseRow(
  items: readonly CatalogueItem[],
  row: Row,
  delivery: DeliveryOf,
  cipher: SubjectCipher,
): Row {
  const grade = (row['#grade'] as string | undefined) ?? null;
  return Object.fromEntries(
    items.map((item) => [
      item.field,
      release(item, plainValue(item, row, cipher), delivery(item.code), grade),
    ]),
  );
}

/** Rows -> the answer to one category field: an object or null, or a connection. */
export function answer(
  selection: CategorySelection,
  rows: readonly Row[],
  delivery: DeliveryOf,
  cursors: Cursors,
  cipher: SubjectCipher,
): unknown {
  const { category, items, page } = selection;
  if (!category.many) return rows[0] ? releaseRow(items, rows[0], delivery, cipher) : null;
  const shown = rows.slice(0, page.first);
  const last = shown.at(-1);
  let cursor: string | null | undefined;
  return {
    nodes: shown.map((row) => releaseRow(items, row, delivery, cipher)),
    pageInfo: {
      // Sealed only if it is asked for, and once: what is digested is what is sent.
      get endCursor() {
        cursor ??= last ? cursors.seal(category.table, [String(last['#time']), String(last['#id'])]) : null;
        return cursor;
      },
      hasNextPage: rows.length > page.first,
    },
  };
}

/** Rows that a comparison looks through at most; a person's records of one kind in force are far fewer. */
const COMPARED_ROWS = 1000;

/** Reads what assertions on one category compare with. */
export function compareStatement(
  category: Category,
  items: readonly CatalogueItem[],
  period: Period,
): Statement {
  const values: unknown[] = [];
  const conditions = periodCondition(category.time, period, values);
  return statement(
    `SELECT ${items.map(column).join(', ')} FROM assent.${category.table}${where(conditions)} ORDER BY ${newestFirst(category.time)} LIMIT ${COMPARED_ROWS}`,
    values,
  );
}

import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { CatalogueItem } from '../../schema/catalogue.js';
import type { Category, RecordTime } from '../../schema/category.js';
import type { Cursors } from '../crypto/opaque-cursor.js';
import { Statement } from '../database/statement.js';
import type { Period } from '../kernel/record-period.js';
import { DeliveryOf } from './redaction.js';
import type { CategorySelection } from './selection.js';

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

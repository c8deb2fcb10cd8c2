import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { CatalogueItem } from '../../schema/catalogue.js';
import type { Category, RecordTime } from '../../schema/category.js';
import type { OpaqueCursors } from '../crypto/opaque-cursor.js';
import { Statement } from '../database/statement.js';
import type { Period } from '../kernel/record-period.js';
import { DeliveryOf } from './redaction.js';
import type { CategorySelection } from './selection.js';

/** Names of statements by their text: hashing a text each time would cost more than the look-up. */
const names = new LRUCache<string, string>({ max: 10_000 });

function nameOf(text: string): string {
  const known = names.get(text);
  if (known !== undefined) return known;
  const name = createHash('sha256').update(text).digest('base64url').slice(0, 22);
  names.set(text, name);
  return name;
}

const statement = (text: string, values: unknown[]): Statement => ({ name: nameOf(text), text, values });

/** A day in the form of the column (day, month or year), so that the index on the column can be used. */
function bound(time: RecordTime, day: string): unknown {
  if (time.unit === 'year') return Number(day.slice(0, 4));
  return time.unit === 'month' ? day.slice(0, 4) + day.slice(5, 7) : day;
}

/** SQL conditions that limit a category's rows to a period. A row that covers several days is in if it overlaps. */
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

/** One selected column. Only permitted columns are named, so no other value is read from the table. */
function column({ kind, field }: Pick<CatalogueItem, 'kind' | 'field'>): string {
  const source = kind.expression ? `(${kind.expression})` : kind.column;
  return `${source}${AS_TEXT.has(kind.type) ? '::text' : ''} AS "${field}"`;
}

const where = (conditions: readonly string[]) =>
  conditions.length > 0 ? ` WHERE ${conditions.join(' AND ')}` : '';

const newestFirst = (time: RecordTime | null) =>
  time ? `${time.column} DESC, record_id DESC` : 'record_id DESC';

/** Reads one page of a category. The text names no person: row-level security selects the subject's rows. */
export function readStatement(
  selection: CategorySelection,
  period: Period,
  delivery: DeliveryOf,
  cursors: OpaqueCursors,
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

/** Rows that a comparison reads at most. A person has far fewer records in one category. */
const COMPARED_ROWS = 1000;

/** Reads the values with which the assertions on one category are compared. */
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

import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { OpaqueCursors } from '../crypto/opaque-cursor.js';
import { Statement } from '../database/statement.js';
import { dayAs } from './read-period.js';
import { DeliveryOf } from './redaction.js';
import type { CategorySelection, Comparison } from './selection.js';

/** A statement on the schema `record` that still lacks the entry, its first parameter. */
export type RecordStatement = (entryId: string) => Statement;

/** Names of statements by their text: hashing a text each time would cost more than the look-up. */
const names = new LRUCache<string, string>({ max: 10_000 });

function nameOf(text: string): string {
  const known = names.get(text);
  if (known !== undefined) return known;
  const name = createHash('sha256').update(text).digest('base64url').slice(0, 22);
  names.set(text, name);
  return name;
}

/**
 * Reads one page of a category from its view, which shows the subject's rows that the entry opens, newest first, with the
 * items that it opens. An order is therefore not asked for again.
 */
export function pageOf(
  { category: { table, time, many }, items, page }: CategorySelection,
  delivery: DeliveryOf,
  cursors: OpaqueCursors,
): RecordStatement {
  const values: unknown[] = [];
  const parameter = (value: unknown) => `$${values.push(value) + 1}`;
  const conditions = ['"#entry" = $1'];
  if (time && page.from !== null) {
    const from = parameter(dayAs(time, page.from));
    conditions.push(time.until ? `("#until" IS NULL OR "#until" >= ${from})` : `"#from" >= ${from}`);
  }
  if (time && page.to !== null) conditions.push(`"#from" <= ${parameter(dayAs(time, page.to))}`);
  const columns = items.map(({ field }) => `"${field}"`);
  if (many && time) {
    if (page.after !== null) {
      const [handle] = cursors.open(table, page.after);
      conditions.push(
        `"#row" > (SELECT "#row" FROM record.${table} WHERE "#entry" = $1 AND "#id" = ${parameter(handle)})`,
      );
    }
    if (page.cursor) columns.push('"#id"');
  }
  if (items.some(({ code, mask }) => mask.fn === 'ORG_TO_TYPE' && delivery(code) === 'MASKED'))
    columns.push('"#grade"');
  const limit = parameter(many ? page.first + 1 : 1);
  const text = `SELECT ${columns.join(', ')} FROM record.${table} WHERE ${conditions.join(' AND ')} LIMIT ${limit}`;
  const name = nameOf(text);
  return (entryId) => ({ name, text, values: [entryId, ...values] });
}

/** Compares items of one category (delivery VERIFY). The values themselves stay in the database unless they are encrypted. */
export const comparisonOf =
  ({ category, assertions }: Comparison, nonce: Buffer): RecordStatement =>
  (entryId) => ({
    name: 'record_compare',
    text: 'SELECT * FROM record.compare($1, $2, $3, $4)',
    values: [entryId, category.table, JSON.stringify(assertions), nonce],
  });

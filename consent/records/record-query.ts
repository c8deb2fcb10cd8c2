import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { OpaqueCursors } from '../crypto/opaque-cursor.js';
import { arrayLiteral } from '../database/pg-array.js';
import type { Statement } from '../database/statement.js';
import { dayAs } from './read-period.js';
import { DeliveryOf } from './redaction.js';
import type { CategorySelection, Comparison } from './selection.js';

/** What is asked of the schema `record`: under one entry, or under each of several. */
export interface RecordQuery {
  /** Equal for queries that differ in nothing, so that one statement may ask them under several entries. */
  readonly key: string;
  under(entryId: string): Statement;
  /**
   * Each row tells by "#n" which of the entries it is of, counted from 1, by "#salt" how the subject's values are opened, and by
   * "#found" whether it is a row of the record. An entry that opens something but no row has one without "#found"; one that opens
   * nothing has none.
   */
  underEach(entryIds: readonly string[]): Statement;
}

interface Texts {
  readonly name: string;
  readonly one: string;
  readonly each: string;
}

/** Stands in a query's text for the entry. */
const ENTRY = '#ENTRY#';
const ENTRIES = 'FROM unnest($1::bigint[]) WITH ORDINALITY AS e (id, n)';
const SUBJECT = `SELECT "#salt" FROM record.subject WHERE "#entry" = e.id`;

/** By the text under one entry: hashing it each time would cost more than the look-up. */
const known = new LRUCache<string, Texts>({ max: 10_000 });

/** @param columns of the view; @param rest what follows them */
function textsOf(columns: readonly string[], rest: string): Texts {
  const page = `SELECT ${columns.join(', ')} ${rest}`;
  const found = known.get(page);
  if (found) return found;
  const texts = {
    name: createHash('sha256').update(page).digest('base64url').slice(0, 22),
    one: page.replaceAll(ENTRY, '$1'),
    // The salt stands beside each row of the record, so that the standing of the grant is judged once. Without a row it is
    // asked for in the same statement, and therefore of the same moment.
    each: `SELECT e.n::integer AS "#n", coalesce(p."#salt", s."#salt") AS "#salt", p."#salt" IS NOT NULL AS "#found",
      ${columns.map((column) => `p.${column}`).join(', ')} ${ENTRIES}
      LEFT JOIN LATERAL (SELECT ${[...columns, '"#salt"'].join(', ')} ${rest.replaceAll(ENTRY, 'e.id')}) AS p ON true
      LEFT JOIN LATERAL (${SUBJECT} AND p."#salt" IS NULL LIMIT 1) AS s ON true
      WHERE coalesce(p."#salt", s."#salt") IS NOT NULL`,
  };
  known.set(page, texts);
  return texts;
}

/**
 * Reads one page of a category from its view, which shows the subject's rows that the entry opens, newest first, with the
 * items that it opens. An order is therefore not asked for again.
 */
export function pageOf(
  { category: { table, time, many }, items, page }: CategorySelection,
  delivery: DeliveryOf,
  cursors: OpaqueCursors,
): RecordQuery {
  const values: unknown[] = [];
  const parameter = (value: unknown) => `$${values.push(value) + 1}`;
  const conditions = [`"#entry" = ${ENTRY}`];
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
        `"#row" > (SELECT "#row" FROM record.${table} WHERE "#entry" = ${ENTRY} AND "#id" = ${parameter(handle)})`,
      );
    }
    if (page.cursor) columns.push('"#id"');
  }
  if (items.some(({ code, mask }) => mask.fn === 'ORG_TO_TYPE' && delivery(code) === 'MASKED'))
    columns.push('"#grade"');
  const limit = parameter(many ? page.first + 1 : 1);
  const { name, one, each } = textsOf(
    columns,
    `FROM record.${table} WHERE ${conditions.join(' AND ')} LIMIT ${limit}`,
  );
  return {
    key: `${name} ${values.join(' ')}`,
    under: (entryId) => ({ name, text: one, values: [entryId, ...values] }),
    underEach: (entryIds) => ({
      name: `${name} each`,
      text: each,
      values: [arrayLiteral(entryIds), ...values],
    }),
  };
}

/** Compares items of one category (delivery VERIFY). The values themselves stay in the database unless they are encrypted. */
export function comparisonOf({ category, assertions }: Comparison, nonce: Buffer): RecordQuery {
  const values = [category.table, JSON.stringify(assertions), nonce];
  return {
    key: `record_compare ${category.table} ${nonce.toString('hex')}`,
    under: (entryId) => ({
      name: 'record_compare',
      text: 'SELECT * FROM record.compare($1, $2, $3, $4)',
      values: [entryId, ...values],
    }),
    underEach: (entryIds) => ({
      name: 'record_compare each',
      text: `SELECT e.n::integer AS "#n", s."#salt", p.holds IS NOT NULL AS "#found", p.holds, p.sealed ${ENTRIES}
        CROSS JOIN LATERAL (${SUBJECT} LIMIT 1) AS s LEFT JOIN LATERAL record.compare(e.id, $2, $3, $4) AS p ON true`,
      values: [arrayLiteral(entryIds), ...values],
    }),
  };
}

/** Asks only whether the entry still opens its subject, and by which salt. */
export const subjectQuery: RecordQuery = {
  key: 'record_subject',
  under: (entryId) => ({
    name: 'record_subject',
    text: 'SELECT "#salt" FROM record.subject WHERE "#entry" = $1',
    values: [entryId],
  }),
  underEach: (entryIds) => ({
    name: 'record_subject each',
    text: `SELECT e.n::integer AS "#n", s."#salt", false AS "#found" ${ENTRIES}
      CROSS JOIN LATERAL (${SUBJECT} LIMIT 1) AS s`,
    values: [arrayLiteral(entryIds)],
  }),
};

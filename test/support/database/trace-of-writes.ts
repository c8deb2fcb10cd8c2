import type { TestDatabase } from './database.js';

/**
 * Changes whenever a row of any table is inserted, updated or deleted: how many rows each table has, and the sum of the
 * transactions that wrote them. A later transaction has a larger number, so no two changes cancel each other out.
 */
export async function traceOfWrites({ sql }: TestDatabase): Promise<string> {
  const tables = await sql(
    `SELECT oid::regclass::text AS name FROM pg_class
     WHERE relkind = 'r' AND relnamespace NOT IN ('pg_catalog'::regnamespace, 'information_schema'::regnamespace,
       'pg_toast'::regnamespace) ORDER BY 1`,
  );
  const traces = tables.map(
    ({ name }) => `SELECT '${name}' AS name, count(*)::text, sum(xmin::text::bigint)::text FROM ${name}`,
  );
  return JSON.stringify(await sql(`${traces.join(' UNION ALL ')} ORDER BY name`));
}

import type { Client } from 'pg';

/** A table of ours, with the columns that hold something of their own. */
export interface StoredTable {
  readonly name: string;
  readonly columns: readonly string[];
  /** Whether row-level security holds for the owner too, so that only the importing role sees every row. */
  readonly guarded: boolean;
}

/** Made anew by each migration, from the code. */
const DECLARED = ['migration', 'limit', 'purpose_lookback', 'told_party'];

const TABLES = `
  SELECT c.relname AS name, c.relforcerowsecurity AS guarded,
    (SELECT array_agg(a.attname::text ORDER BY a.attnum) FROM pg_attribute a
     WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '') AS columns,
    (SELECT coalesce(array_agg(DISTINCT r.relname::text), '{}') FROM pg_constraint k JOIN pg_class r ON r.oid = k.confrelid
     WHERE k.conrelid = c.oid AND k.contype = 'f' AND k.confrelid <> c.oid) AS needs
  FROM pg_class c WHERE c.relnamespace = 'assent'::regnamespace AND c.relkind = 'r' AND NOT c.relname = ANY($1) ORDER BY 1`;

/** Every table, each after those that its foreign keys name. */
export async function storedTables(client: Client): Promise<StoredTable[]> {
  const { rows } = await client.query<StoredTable & { needs: string[] }>(TABLES, [DECLARED]);
  const ordered: StoredTable[] = [];
  const waiting = new Map(rows.map((row) => [row.name, row]));
  while (waiting.size > 0) {
    const next = [...waiting.values()].filter(({ needs }) => !needs.some((name) => waiting.has(name)));
    if (next.length === 0) throw new Error(`Tables name each other: ${[...waiting.keys()].join(', ')}.`);
    for (const { name, columns, guarded } of next) {
      ordered.push({ name, columns, guarded });
      waiting.delete(name);
    }
  }
  return ordered;
}

/** The sequences behind identity columns, and the next number of each. */
export async function sequencesOf(client: Client): Promise<Record<string, string>> {
  const { rows } = await client.query<{ name: string }>(
    "SELECT relname AS name FROM pg_class WHERE relnamespace = 'assent'::regnamespace AND relkind = 'S' ORDER BY 1",
  );
  const next: Record<string, string> = {};
  for (const { name } of rows) {
    const { rows: found } = await client.query(
      `SELECT (last_value + CASE WHEN is_called THEN 1 ELSE 0 END)::text AS next FROM assent.${client.escapeIdentifier(name)}`,
    );
    next[name] = found[0].next;
  }
  return next;
}

export const columnList = (client: Client, columns: readonly string[]): string =>
  columns.map((column) => client.escapeIdentifier(column)).join(', ');

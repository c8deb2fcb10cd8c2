import type { Executor } from '../../database/executor.js';
import { arrayLiteral } from '../../database/pg-array.js';
import { type Entry, type EntryRow, entryOf } from './entry.js';

const asEntry = (row: Record<string, unknown>): Entry => entryOf(row as unknown as EntryRow, null);

/** The entry by its number; of a use, without its place in the chain of uses, which the log gives it. */
export async function entryById(database: Executor, id: string): Promise<Entry> {
  const [row] = await database.query('SELECT * FROM assent.ledger_sequence WHERE id = $1', [id]);
  if (!row) throw new Error(`There is no ledger entry ${id}.`);
  return asEntry(row);
}

/** Where the entries that can be asked for are: the entry of a use, and that of a grant's giving. */
const PLACES = {
  DISCLOSURE: { leaf: 'disclosure_id', row: 'disclosure_id' },
  GRANT_GIVEN: { leaf: 'given_grant_id', row: 'grant_id' },
} as const;

type Found = Map<string, Entry>;

/**
 * The entries that record these disclosures, or the giving of these grants, by id. Looked for in the log, which is
 * indexed, and then among the few entries that are not in it yet.
 */
export async function entriesOf(
  database: Executor,
  kind: keyof typeof PLACES,
  ids: readonly string[],
): Promise<Found> {
  const found: Found = new Map();
  const place = PLACES[kind];
  const missing = () => ids.filter((id) => !found.has(id));
  const inLog = async () => {
    const rows = await database.query(
      `SELECT ${place.leaf} AS of, entry FROM assent.ledger_leaf WHERE ${place.leaf} = ANY($1::uuid[])`,
      [arrayLiteral(missing())],
    );
    for (const { of, entry } of rows) found.set(of as string, JSON.parse((entry as Buffer).toString()));
  };
  await inLog();
  if (missing().length === 0) return found;
  const rows = await database.query(
    `SELECT * FROM assent.ledger_sequence
     WHERE id > coalesce((SELECT entry_id FROM assent.ledger_leaf ORDER BY index DESC LIMIT 1), 0)
       AND kind = $1 AND ${place.row} = ANY($2::uuid[])`,
    [kind, arrayLiteral(missing())],
  );
  for (const row of rows) found.set(row[place.row] as string, asEntry(row));
  // What was integrated between the two looks.
  if (missing().length > 0) await inLog();
  return found;
}

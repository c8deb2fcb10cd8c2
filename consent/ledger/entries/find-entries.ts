import type { Executor } from '../../database/executor.js';
import { arrayLiteral } from '../../database/pg-array.js';
import { type Entry, type EntryRow, entryOf } from './entry.js';

const asEntry = (row: Record<string, unknown>): Entry => entryOf(row as unknown as EntryRow, null);

/**
 * Reads one entry by its number. The entry of a use has no `previousUse` here, because the sequencer adds it to the
 * log.
 */
export async function findEntry(database: Executor, id: string): Promise<Entry> {
  const [row] = await database.query('SELECT * FROM assent.ledger_sequence WHERE id = $1', [id]);
  if (!row) throw new Error(`There is no ledger entry ${id}.`);
  return asEntry(row);
}

/** The columns that hold the id, in the table of leaves and in the view of rows. */
const ID_COLUMNS = {
  DISCLOSURE: { leaf: 'disclosure_id', row: 'disclosure_id' },
  GRANT_GIVEN: { leaf: 'given_grant_id', row: 'grant_id' },
} as const;

type Found = Map<string, Entry>;

/**
 * Finds the entries that record these disclosures, or that record that these grants were given, and returns them by id.
 * It reads the log first, which is indexed, and then the few rows that the sequencer has not integrated yet.
 */
export async function findEntries(
  database: Executor,
  kind: keyof typeof ID_COLUMNS,
  ids: readonly string[],
): Promise<Found> {
  const found: Found = new Map();
  const columns = ID_COLUMNS[kind];
  const missing = () => ids.filter((id) => !found.has(id));
  const inLog = async () => {
    const rows = await database.query(
      `SELECT ${columns.leaf} AS of, entry FROM assent.ledger_leaf WHERE ${columns.leaf} = ANY($1::uuid[])`,
      [arrayLiteral(missing())],
    );
    for (const { of, entry } of rows) found.set(of as string, JSON.parse((entry as Buffer).toString()));
  };
  await inLog();
  if (missing().length === 0) return found;
  const rows = await database.query(
    `SELECT * FROM assent.ledger_sequence
     WHERE id > coalesce((SELECT entry_id FROM assent.ledger_leaf ORDER BY index DESC LIMIT 1), 0)
       AND kind = $1 AND ${columns.row} = ANY($2::uuid[])`,
    [kind, arrayLiteral(missing())],
  );
  for (const row of rows) found.set(row[columns.row] as string, asEntry(row));
  // The sequencer may have integrated an entry between the two queries.
  if (missing().length > 0) await inLog();
  return found;
}

import type { Executor } from '../../database/executor.js';
import { arrayLiteral } from '../../database/pg-array.js';
import { type Entry, type EntryRow, entryOf, openedHandles } from './entry.js';
import { GRANT_EVENTS } from './grant-events.js';

/** An entry of a grant, with the values behind its handles. */
export interface RecordedEntry {
  /** Without `previousUse`, which the sequencer adds. */
  readonly entry: Entry;
  readonly opens: Readonly<Record<string, string>>;
}

function recordedEntry(row: Record<string, unknown>): RecordedEntry {
  const entryRow = row as unknown as EntryRow;
  const { previousUse: _, ...entry } = entryOf(entryRow, null);
  return { entry: entry as Entry, opens: openedHandles(entryRow) };
}

/**
 * Reads one entry by its number.
 * @param responseDigest of the answer that the entry records: its caller has it before the ledger does
 */
export async function findEntry(
  database: Executor,
  id: string,
  responseDigest: Buffer,
): Promise<RecordedEntry> {
  const [row] = await database.query('SELECT * FROM assent.ledger_sequence WHERE id = $1', [id]);
  if (!row) throw new Error(`There is no ledger entry ${id}.`);
  return recordedEntry({ ...row, response_digest: responseDigest.toString('hex') });
}

/** The entries that tell what happened to these grants, from when they were given and uses aside, oldest first, by grant. */
export async function findGrantEvents(
  database: Executor,
  grantIds: readonly string[],
): Promise<ReadonlyMap<string, readonly RecordedEntry[]>> {
  const rows = await database.query(
    `SELECT s.* FROM assent.ledger_entry e JOIN assent.ledger_sequence s ON s.id = e.id
     WHERE e.grant_id = ANY($1::uuid[]) AND e.kind IN (${['GRANT_SUPERSEDED', ...GRANT_EVENTS].map((kind) => `'${kind}'`).join(', ')}) ORDER BY e.id`,
    [arrayLiteral(grantIds)],
  );
  const byGrant = Map.groupBy(rows, (row) => row.grant_id as string);
  return new Map([...byGrant].map(([id, events]) => [id, events.map(recordedEntry)]));
}

const ID_COLUMNS = {
  DISCLOSURE: ['disclosure_id', 'uuid'],
  GRANT_GIVEN: ['grant_id', 'uuid'],
  REREAD: ['id', 'bigint'],
} as const;

/**
 * Finds the entries that record these disclosures, that these grants were given, or re-readings by the numbers of their
 * entries, and returns them by id. Nothing is said of an entry whose digest is still to come, because a null digest would
 * say that nothing was released.
 */
export async function findEntries(
  database: Executor,
  kind: keyof typeof ID_COLUMNS,
  ids: readonly string[],
): Promise<Map<string, RecordedEntry>> {
  const [column, type] = ID_COLUMNS[kind];
  const rows = await database.query(
    `SELECT s.* FROM assent.ledger_entry e JOIN assent.ledger_sequence s ON s.id = e.id
     WHERE e.kind = '${kind}' AND e.${column} = ANY($1::${type}[])`,
    [arrayLiteral(ids)],
  );
  const complete = rows.filter(({ awaits_digest }) => !awaits_digest);
  return new Map(complete.map((row) => [String(row[column]), recordedEntry(row)]));
}

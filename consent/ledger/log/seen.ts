import type { Executor } from '../../database/executor.js';

/** The last that was seen of a log and of the ledger behind it. Kept outside of the database. */
export interface SeenLog {
  readonly size: number;
  /** Hex; null while there is no checkpoint. */
  readonly root: string | null;
  /** The last entry of the ledger, committed, whether in the log or not; null if there is none. */
  readonly entry: LedgerEvent | null;
}

/** An entry of the ledger, as much as tells what to do when the database has lost it. */
export interface LedgerEvent {
  readonly id: string;
  readonly kind: string;
  readonly grant: string | null;
  readonly recipient: string | null;
  /** Of PERSON_ERASED the number of the person, of STAFF_CHANGED the account and what was done. */
  readonly detail: string | null;
}

const EVENT = `e.id::text AS id, e.kind, e.grant_id::text AS "grant", e.recipient_code AS recipient,
  CASE e.kind WHEN 'PERSON_ERASED' THEN e.person_id::text
    WHEN 'STAFF_CHANGED' THEN concat(e.content->>'staff', ' ', e.content->>'change') END AS detail`;

/** Reads committed entries after an id, in order. @param upTo no further entry can appear up to this id */
export const readEvents = async (database: Executor, after: string, upTo: string, most: number) =>
  (await database.query(
    `SELECT ${EVENT} FROM assent.ledger_entry e WHERE e.id > $1 AND e.id <= $2 ORDER BY e.id LIMIT ${most}`,
    [after, upTo],
  )) as unknown as LedgerEvent[];

/** The id of the last committed entry up to this one; null if there is none. */
export async function lastEntryId(database: Executor, upTo: string): Promise<string | null> {
  const [row] = await database.query('SELECT max(id)::text AS id FROM assent.ledger_entry WHERE id <= $1', [
    upTo,
  ]);
  return (row!.id as string | null) ?? null;
}

/** The present head of the log. */
export async function readHead(database: Executor): Promise<Pick<SeenLog, 'size' | 'root'>> {
  const [row] = await database.query(
    "SELECT size, encode(root, 'hex') AS root FROM assent.ledger_checkpoint ORDER BY size DESC LIMIT 1",
    [],
  );
  return row ? { size: Number(row.size), root: row.root as string } : { size: 0, root: null };
}

/** Those of the events that the database does not hold as they were seen. */
export async function missingEvents(
  database: Executor,
  events: readonly LedgerEvent[],
): Promise<LedgerEvent[]> {
  const rows = (await database.query(
    `SELECT ${EVENT} FROM assent.ledger_entry e WHERE e.id = ANY($1::bigint[])`,
    [events.map(({ id }) => id)],
  )) as unknown as LedgerEvent[];
  const present = new Map(rows.map((row) => [row.id, row]));
  return events.filter((event) => {
    const row = present.get(event.id);
    return row === undefined || row.kind !== event.kind || row.grant !== event.grant;
  });
}

/** Whether the database holds what was seen. A checkpoint is never deleted, so one that was seen is still there. */
export async function holdsSeen(database: Executor, { size, root, entry }: SeenLog): Promise<boolean> {
  if (entry !== null && (await missingEvents(database, [entry])).length > 0) return false;
  if (root === null) return true;
  const [found] = await database.query(
    "SELECT FROM assent.ledger_checkpoint WHERE size = $1 AND encode(root, 'hex') = $2",
    [size, root],
  );
  return found !== undefined;
}

import type { Executor } from '../../database/executor.js';
import { type EntryRow, entryBytes, entryOf, recordedKind } from '../entries/entry.js';
import type { CompactRange } from '../format/compact-range.js';
import { leafHash } from '../format/merkle.js';
import { tilesBetween } from '../format/tile.js';
import { shuffled, type WaitingRow } from './shuffle.js';
import { readCompactRange, type StoredTile, storeTiles } from './tile-store.js';

/** The number of entries that one transaction integrates at most. */
const BATCH_SIZE = 5_000;
/** C2SP tlog-tiles: a bundle states the length of an entry in 16 bits. */
const ENTRY_BYTES_MAX = 65_535;

/** Size and root of the tree: what a checkpoint signs. */
export interface TreeHead {
  readonly size: number;
  readonly root: Buffer;
}

interface Leaf {
  readonly row: EntryRow;
  readonly bytes: Buffer;
  readonly hash: Buffer;
}

interface Position {
  readonly size: number;
  readonly lastEntryId: string;
}

async function readPosition(database: Executor): Promise<Position> {
  const [last] = await database.query(
    `SELECT (SELECT max(index) FROM assent.ledger_leaf) AS index, (SELECT max(entry_id) FROM assent.ledger_leaf) AS entry_id`,
    [],
  );
  const isEmpty = last!.index === null;
  return { size: isEmpty ? 0 : Number(last!.index) + 1, lastEntryId: String(last!.entry_id ?? 0) };
}

/** How far a sequencer has come. */
export interface Progress {
  readonly head: TreeHead | null;
  /** Whether there may be more entries to integrate at once. */
  readonly more: boolean;
  /** Every entry up to this id is in the log. */
  readonly completeTo: string;
}

/**
 * Integrates the next batch of entries into the tree, in the caller's transaction. Entries with a delay wait for up to
 * `spreadSeconds` and are shuffled (shuffle.ts); all others are integrated in the order of their ids.
 * @param watermark no transaction can commit a further entry up to this id; see `commitWatermark`
 * @param completeTo of the progress before; '0' is always right, and slower
 */
export async function integrate(
  database: Executor,
  watermark: string,
  spreadSeconds: number,
  completeTo = '0',
): Promise<Progress> {
  const { size, lastEntryId } = await readPosition(database);
  await database.query('SELECT assent.close_response_digests($1)', [watermark]);
  const read = (await database.query(
    `SELECT * FROM assent.ledger_waiting WHERE id > $1 AND id <= $2 AND delay IS NULL ORDER BY id LIMIT ${BATCH_SIZE}`,
    [lastEntryId, watermark],
  )) as unknown as EntryRow[];
  const prompt = untilAwaited(read);
  const awaited = read[prompt.length];
  const isFull = prompt.length === BATCH_SIZE;
  // Every prompt entry up to here is in the log after this batch, so the highest id in the log stays a position.
  const upTo = awaited ? String(BigInt(awaited.id) - 1n) : isFull ? prompt.at(-1)!.id : watermark;
  const delayed = await readDelayed(database, completeTo, upTo, spreadSeconds, prompt);
  const rows = shuffled(prompt, delayed.rows);
  const progress = { more: isFull || delayed.more, completeTo: delayed.completeTo ?? upTo };
  if (rows.length === 0) return { ...progress, head: null };
  const leaves = leavesOf(rows, await previousUses(database, rows));
  const range = await readCompactRange(database, size);
  const tiles = appendLeaves(range, leaves);
  await storeLeaves(database, size, leaves);
  await storeTiles(database, tiles);
  return { ...progress, head: { size: range.size, root: range.root() } };
}

/** The rows before the first whose digest is still to come: it is recorded right after the answer. */
function untilAwaited(rows: readonly EntryRow[]): readonly EntryRow[] {
  const awaited = rows.findIndex(({ awaits_digest }) => awaits_digest);
  return awaited < 0 ? rows : rows.slice(0, awaited);
}

interface Delayed {
  readonly rows: readonly WaitingRow[];
  readonly more: boolean;
  /** The id before the first entry that still waits; null if none does. */
  readonly completeTo: string | null;
}

/** Reads the delayed entries that are due, and earlier ones of the grants of these and of `prompt`. */
async function readDelayed(
  database: Executor,
  completeTo: string,
  upTo: string,
  spreadSeconds: number,
  prompt: readonly EntryRow[],
): Promise<Delayed> {
  const waiting = `FROM assent.ledger_waiting e WHERE e.delay IS NOT NULL AND e.id > $1 AND e.id <= $2
    AND NOT EXISTS (SELECT FROM assent.ledger_leaf l WHERE l.entry_id = e.id)`;
  const [first] = await database.query(`SELECT (min(e.id) - 1)::text AS id ${waiting}`, [completeTo, upTo]);
  if (first!.id === null) return { rows: [], more: false, completeTo: null };
  const grants = [...new Set(prompt.flatMap(({ grant_id }) => grant_id ?? []))];
  const rows = (await database.query(
    `WITH waiting AS MATERIALIZED (
       SELECT e.id, e.grant_id, (e.happened_at + make_interval(secs => e.delay * $3::float8) <= assent.now()
         -- A clock that was set back must not stop the log until it has caught up.
         OR e.happened_at > assent.now()) AS due ${waiting})
     SELECT s.*, w.due FROM waiting w JOIN assent.ledger_waiting s ON s.id = w.id
     WHERE w.due OR w.grant_id = ANY($4::uuid[]) OR w.grant_id IN (SELECT d.grant_id FROM waiting d WHERE d.due)
     ORDER BY w.grant_id = ANY($4::uuid[]) DESC, w.id LIMIT ${BATCH_SIZE}`,
    [first!.id, upTo, spreadSeconds, grants],
  )) as unknown as WaitingRow[];
  return { rows, more: rows.length === BATCH_SIZE, completeTo: first!.id as string };
}

/** Computes the head of the stored tree from its tiles. */
export async function storedHead(database: Executor): Promise<TreeHead> {
  const { size } = await readPosition(database);
  return { size, root: (await readCompactRange(database, size)).root() };
}

/**
 * Reads the leaf hash of each previous use that `rows` refer to, by disclosure. A previous use that is itself in `rows`
 * is not in the tree yet, so it is missing from the result.
 */
async function previousUses(database: Executor, rows: readonly EntryRow[]): Promise<Map<string, Buffer>> {
  const wanted = rows.flatMap(({ disclosure_before }) => disclosure_before ?? []);
  if (wanted.length === 0) return new Map();
  const found = await database.query(
    'SELECT disclosure_id, hash FROM assent.ledger_leaf WHERE disclosure_id = ANY($1::uuid[])',
    [wanted],
  );
  return new Map(found.map(({ disclosure_id, hash }) => [disclosure_id as string, hash as Buffer]));
}

/**
 * A use whose predecessor is not in the log gets none: then the log itself shows what is wrong, and goes on.
 * @param uses leaf hashes by disclosure. The function adds those of `rows`: one batch may hold two uses of a grant.
 */
function leavesOf(rows: readonly EntryRow[], uses: Map<string, Buffer>): Leaf[] {
  return rows.map((row) => {
    const before = row.disclosure_before ? uses.get(row.disclosure_before) : null;
    const bytes = bytesOf(row, before ?? null);
    const hash = leafHash(bytes);
    if (recordedKind(row) === 'DISCLOSURE') uses.set(row.disclosure_id!, hash);
    return { row, bytes, hash };
  });
}

/** @throws Error that names the entry, for who must set it aside (docs/operations.md) */
function bytesOf(row: EntryRow, previousUse: Buffer | null): Buffer {
  try {
    const bytes = entryBytes(entryOf(row, previousUse));
    if (bytes.length <= ENTRY_BYTES_MAX) return bytes;
  } catch (error) {
    throw new Error(`entry ${row.id} can't be published`, { cause: error });
  }
  throw new Error(`entry ${row.id} can't be published: it is too long`);
}

/** Appends leaves to the compact range. @returns the tiles that became wider or are new */
function appendLeaves(range: CompactRange, leaves: readonly Leaf[]): StoredTile[] {
  const before = range.size;
  const full: StoredTile[] = [];
  for (const { hash } of leaves)
    range.append(hash, ({ level, index }, hashes) =>
      full.push({ level: Number(level), index, hashes: Buffer.concat(hashes) }),
    );
  const changed = new Set(tilesBetween(before, range.size).map(({ level, index }) => `${level}/${index}`));
  const partial = range
    .partialTiles()
    .map(({ tile, hashes }) => ({
      level: Number(tile.level),
      index: tile.index,
      hashes: Buffer.concat(hashes),
    }))
    .filter(({ level, index }) => changed.has(`${level}/${index}`));
  return [...full, ...partial];
}

const storeLeaves = (database: Executor, size: number, leaves: readonly Leaf[]) =>
  database.query(
    `INSERT INTO assent.ledger_leaf (index, entry_id, given_grant_id, disclosure_id, hash, entry)
     SELECT $1::bigint + n - 1, entry_id, given, disclosure, hash, entry
     FROM unnest($2::bigint[], $3::uuid[], $4::uuid[], $5::bytea[], $6::bytea[]) WITH ORDINALITY
       AS leaf (entry_id, given, disclosure, hash, entry, n)`,
    [
      size,
      leaves.map(({ row }) => row.id),
      leaves.map(({ row }) => (recordedKind(row) === 'GRANT_GIVEN' ? row.grant_id : null)),
      leaves.map(({ row }) => (recordedKind(row) === 'DISCLOSURE' ? row.disclosure_id : null)),
      leaves.map(({ hash }) => hash),
      leaves.map(({ bytes }) => bytes),
    ],
  );

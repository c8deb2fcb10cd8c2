import type { Executor } from '../../database/executor.js';
import { type EntryRow, entryBytes, entryOf } from '../entries/entry.js';
import type { CompactRange } from '../format/compact-range.js';
import { leafHash } from '../format/merkle.js';
import { tilesBetween } from '../format/tile.js';
import { readCompactRange, type StoredTile, storeTiles } from './tile-store.js';

/** The number of entries that one transaction integrates at most. */
const BATCH_SIZE = 5_000;

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
    'SELECT index, entry_id FROM assent.ledger_leaf ORDER BY index DESC LIMIT 1',
    [],
  );
  return { size: last ? Number(last.index) + 1 : 0, lastEntryId: String(last?.entry_id ?? 0) };
}

/**
 * Integrates the next batch of entries into the tree, in the caller's transaction.
 * @param watermark no transaction can commit a further entry up to this id; see `commitWatermark`
 * @returns the new tree head and whether there may be more entries; null if there are no new entries
 */
export async function integrate(
  database: Executor,
  watermark: string,
): Promise<{ readonly head: TreeHead; readonly more: boolean } | null> {
  const { size, lastEntryId } = await readPosition(database);
  const rows = (await database.query(
    `SELECT * FROM assent.ledger_sequence WHERE id > $1 AND id <= $2 ORDER BY id LIMIT ${BATCH_SIZE}`,
    [lastEntryId, watermark],
  )) as unknown as EntryRow[];
  if (rows.length === 0) return null;
  const leaves = leavesOf(rows, await previousUses(database, rows));
  const range = await readCompactRange(database, size);
  const tiles = appendLeaves(range, leaves);
  await storeLeaves(database, size, leaves);
  await storeTiles(database, tiles);
  return { head: { size: range.size, root: range.root() }, more: rows.length === BATCH_SIZE };
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

/** @param uses leaf hashes by disclosure. The function adds those of `rows`: one batch may hold two uses of a grant. */
function leavesOf(rows: readonly EntryRow[], uses: Map<string, Buffer>): Leaf[] {
  return rows.map((row) => {
    const before = row.disclosure_before ? uses.get(row.disclosure_before) : null;
    if (before === undefined) throw new Error(`Entry ${row.id} comes before the use that precedes it.`);
    const bytes = entryBytes(entryOf(row, before));
    const hash = leafHash(bytes);
    if (row.kind === 'DISCLOSURE') uses.set(row.disclosure_id!, hash);
    return { row, bytes, hash };
  });
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
      leaves.map(({ row }) => (row.kind === 'GRANT_GIVEN' ? row.grant_id : null)),
      leaves.map(({ row }) => (row.kind === 'DISCLOSURE' ? row.disclosure_id : null)),
      leaves.map(({ hash }) => hash),
      leaves.map(({ bytes }) => bytes),
    ],
  );

import type { Executor } from '../../database/executor.js';
import { type EntryRow, entryBytes, entryOf } from '../entries/entry.js';
import type { Edge } from '../format/compact-range.js';
import { leafHash } from '../format/merkle.js';
import { tilesBetween } from '../format/tile.js';
import { readEdge, type StoredTile, storeTiles } from './tile-store.js';

/** How many entries are integrated in one transaction. */
const BATCH = 5_000;

/** The head of the tree as it stands, before it is signed. */
export interface Head {
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

async function position(database: Executor): Promise<Position> {
  const [last] = await database.query(
    'SELECT index, entry_id FROM assent.ledger_leaf ORDER BY index DESC LIMIT 1',
    [],
  );
  return { size: last ? Number(last.index) + 1 : 0, lastEntryId: String(last?.entry_id ?? 0) };
}

/**
 * Adds the next entries to the tree, in a transaction of the caller's.
 * @param horizon entries up to this id are all committed or will never be; see `commitWatermark`
 * @returns the new head and whether there may be more; null when there is nothing new
 */
export async function integrate(
  database: Executor,
  horizon: string,
): Promise<{ readonly head: Head; readonly more: boolean } | null> {
  const { size, lastEntryId } = await position(database);
  const rows = (await database.query(
    `SELECT * FROM assent.ledger_sequence WHERE id > $1 AND id <= $2 ORDER BY id LIMIT ${BATCH}`,
    [lastEntryId, horizon],
  )) as unknown as EntryRow[];
  if (rows.length === 0) return null;
  const leaves = leavesOf(rows, await usesBefore(database, rows));
  const edge = await readEdge(database, size);
  const tiles = grow(edge, leaves);
  await storeLeaves(database, size, leaves);
  await storeTiles(database, tiles);
  return { head: { size: edge.size, root: edge.root() }, more: rows.length === BATCH };
}

/** The head of the tree that is stored, computed from its tiles. */
export async function storedHead(database: Executor): Promise<Head> {
  const { size } = await position(database);
  return { size, root: (await readEdge(database, size)).root() };
}

/** Leaf hashes of the uses before those in `rows`, by disclosure, as far as they are in the tree already. */
async function usesBefore(database: Executor, rows: readonly EntryRow[]): Promise<Map<string, Buffer>> {
  const wanted = rows.flatMap(({ disclosure_before }) => disclosure_before ?? []);
  if (wanted.length === 0) return new Map();
  const found = await database.query(
    'SELECT disclosure_id, hash FROM assent.ledger_leaf WHERE disclosure_id = ANY($1::uuid[])',
    [wanted],
  );
  return new Map(found.map(({ disclosure_id, hash }) => [disclosure_id as string, hash as Buffer]));
}

/** @param uses leaf hashes by disclosure; those of `rows` are added, for a grant may be used twice in one batch */
function leavesOf(rows: readonly EntryRow[], uses: Map<string, Buffer>): Leaf[] {
  return rows.map((row) => {
    const before = row.disclosure_before ? uses.get(row.disclosure_before) : null;
    if (before === undefined) throw new Error(`Entry ${row.id} comes before the use before it.`);
    const bytes = entryBytes(entryOf(row, before));
    const hash = leafHash(bytes);
    if (row.kind === 'DISCLOSURE') uses.set(row.disclosure_id!, hash);
    return { row, bytes, hash };
  });
}

/** Appends leaves at a tree's edge. @returns the tiles that are new or wider by it */
function grow(edge: Edge, leaves: readonly Leaf[]): StoredTile[] {
  const before = edge.size;
  const full: StoredTile[] = [];
  for (const { hash } of leaves)
    edge.append(hash, ({ level, index }, hashes) =>
      full.push({ level: Number(level), index, hashes: Buffer.concat(hashes) }),
    );
  const changed = new Set(tilesBetween(before, edge.size).map(({ level, index }) => `${level}/${index}`));
  const partial = edge
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

import type { Executor } from '../../database/executor.js';
import { Edge } from '../format/compact-range.js';
import { hashesOf, TILE_WIDTH, type Tile } from '../format/tile.js';

/** A tile as the database holds it: as wide as it is by now. */
export interface StoredTile {
  readonly level: number;
  readonly index: number;
  readonly hashes: Buffer;
}

/** Where a tile is, whatever its width. */
type Place = Pick<Tile, 'level' | 'index'>;

/** The tiles at these places, as many as there are, in one query. */
export async function readTiles(database: Executor, places: readonly Place[]): Promise<StoredTile[]> {
  const rows = await database.query(
    `SELECT level, index, hashes FROM assent.ledger_tile
     WHERE (level, index) IN (SELECT * FROM unnest($1::smallint[], $2::bigint[]))`,
    [places.map(({ level }) => level), places.map(({ index }) => index)],
  );
  return rows.map(({ level, index, hashes }) => ({
    level: Number(level),
    index: Number(index),
    hashes: hashes as Buffer,
  }));
}

/** The last tile of each level that is not full yet in a tree of this size. */
function partialPlaces(size: number): Place[] {
  const places: Place[] = [];
  for (let level = 0, row = size; row > 0; level += 1, row = Math.floor(row / TILE_WIDTH))
    if (row % TILE_WIDTH > 0) places.push({ level, index: Math.floor(row / TILE_WIDTH) });
  return places;
}

/** The right edge of the stored tree of this size. */
export async function readEdge(database: Executor, size: number): Promise<Edge> {
  const rows: Buffer[][] = [];
  const places = partialPlaces(size);
  const tiles = await readTiles(database, places);
  if (tiles.length < places.length) throw new Error(`A tile at the end of a tree of ${size} is missing.`);
  for (const { level, hashes } of tiles) rows[level] = hashesOf(hashes).map((hash) => Buffer.from(hash));
  return new Edge(
    size,
    Array.from(rows, (row) => row ?? []),
  );
}

export const storeTiles = (database: Executor, tiles: readonly StoredTile[]) =>
  database.query(
    `INSERT INTO assent.ledger_tile (level, index, hashes)
     SELECT * FROM unnest($1::smallint[], $2::bigint[], $3::bytea[])
     ON CONFLICT (level, index) DO UPDATE SET hashes = excluded.hashes`,
    [tiles.map(({ level }) => level), tiles.map(({ index }) => index), tiles.map(({ hashes }) => hashes)],
  );

import type { Executor } from '../../database/executor.js';
import { CompactRange } from '../format/compact-range.js';
import { hashesOf, TILE_WIDTH, type Tile } from '../format/tile.js';

/** A tile in the database, with its current width. */
export interface StoredTile {
  readonly level: number;
  readonly index: number;
  readonly hashes: Buffer;
}

/** The position of a tile, whatever its width. */
type TilePosition = Pick<Tile, 'level' | 'index'>;

/** Reads the tiles at these positions in one query. Tiles that don't exist are missing from the result. */
export async function readTiles(
  database: Executor,
  positions: readonly TilePosition[],
): Promise<StoredTile[]> {
  const rows = await database.query(
    `SELECT level, index, hashes FROM assent.ledger_tile
     WHERE (level, index) IN (SELECT * FROM unnest($1::smallint[], $2::bigint[]))`,
    [positions.map(({ level }) => level), positions.map(({ index }) => index)],
  );
  return rows.map(({ level, index, hashes }) => ({
    level: Number(level),
    index: Number(index),
    hashes: hashes as Buffer,
  }));
}

/** Returns the position of each level's partial tile in a tree of this size. */
function partialPositions(size: number): TilePosition[] {
  const positions: TilePosition[] = [];
  for (let level = 0, row = size; row > 0; level += 1, row = Math.floor(row / TILE_WIDTH))
    if (row % TILE_WIDTH > 0) positions.push({ level, index: Math.floor(row / TILE_WIDTH) });
  return positions;
}

/** Reads the compact range of the stored tree of this size. */
export async function readCompactRange(database: Executor, size: number): Promise<CompactRange> {
  const rows: Buffer[][] = [];
  const positions = partialPositions(size);
  const tiles = await readTiles(database, positions);
  if (tiles.length < positions.length) throw new Error(`A tile at the end of a tree of ${size} is missing.`);
  for (const { level, hashes } of tiles) rows[level] = hashesOf(hashes).map((hash) => Buffer.from(hash));
  return new CompactRange(
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

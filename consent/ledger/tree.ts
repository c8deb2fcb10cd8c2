import { type HashAt, rootFrom, rootOf } from './merkle.js';
import { hashesFrom, hashesOf, TILE_WIDTH } from './tile.js';

/** One stored tile: the hashes of an eighth level, as many as there are yet. */
export interface StoredTile {
  readonly level: number;
  readonly index: number;
  readonly hashes: Uint8Array;
}

/** The last tiles of each level of a tree of this size: those that are not full yet, which growing it begins with. */
export function lastTiles(size: number): { readonly level: number; readonly index: number }[] {
  const tiles = [];
  for (let level = 0, row = size; row > 0; level += 1, row = Math.floor(row / TILE_WIDTH))
    if (row % TILE_WIDTH > 0) tiles.push({ level, index: Math.floor(row / TILE_WIDTH) });
  return tiles;
}

const keyOf = (level: number, index: number) => `${level}/${index}`;

/** A tree at its right edge: what is needed to add leaves and to know the root, whatever its size. */
export class GrowingTree {
  private readonly tiles: Map<string, StoredTile>;
  private readonly changed = new Map<string, StoredTile>();

  /** @param last the tiles that `lastTiles` names */
  constructor(
    private size: number,
    last: readonly StoredTile[],
  ) {
    this.tiles = new Map(last.map((tile) => [keyOf(tile.level, tile.index), tile]));
  }

  append(leafHashes: readonly Uint8Array[]): void {
    let row = this.size;
    let added = leafHashes;
    for (let level = 0; added.length > 0; level += 1) {
      added = this.appendRow(level, row, added);
      row = Math.floor(row / TILE_WIDTH);
    }
    this.size += leafHashes.length;
  }

  /** The tiles that are new or longer than before. */
  changes(): StoredTile[] {
    return [...this.changed.values()];
  }

  root(): Buffer {
    const hashAt: HashAt = hashesFrom((level, index) => {
      const tile = this.tiles.get(keyOf(level, index));
      if (!tile) throw new Error(`Tile ${index} of level ${level} is missing.`);
      return tile.hashes;
    });
    return rootFrom(this.size, hashAt);
  }

  /** @returns the hashes of the tiles that became full: the next row's */
  private appendRow(level: number, length: number, hashes: readonly Uint8Array[]): Buffer[] {
    const full: Buffer[] = [];
    for (let at = 0; at < hashes.length; ) {
      const index = Math.floor((length + at) / TILE_WIDTH);
      const room = TILE_WIDTH - ((length + at) % TILE_WIDTH);
      const before = this.tiles.get(keyOf(level, index))?.hashes ?? new Uint8Array();
      const tile = { level, index, hashes: Buffer.concat([before, ...hashes.slice(at, at + room)]) };
      this.tiles.set(keyOf(level, index), tile);
      this.changed.set(keyOf(level, index), tile);
      at += room;
      if (at <= hashes.length) full.push(rootOf(hashesOf(tile.hashes)));
    }
    return full;
  }
}

import { nodesForRoot, rootOf, rootOfSubtrees } from './merkle.js';
import { TILE_WIDTH, type Tile } from './tile.js';

/** Receives each tile as it becomes full, with its hashes. A full tile never changes again. */
export type OnFullTile = (tile: Tile, hashes: readonly Buffer[]) => void;

/**
 * The compact range from the first entry to the end of a growing log: the hashes of each level's last, partial tile,
 * level 0 first. These hashes are enough to append entries and to compute the root, whatever the size of the log.
 */
export class CompactRange {
  constructor(
    private entries = 0,
    private readonly rows: Buffer[][] = [],
  ) {}

  get size(): number {
    return this.entries;
  }

  append(leaf: Buffer, onFullTile?: OnFullTile): void {
    this.entries += 1;
    let hash = leaf;
    for (let level = 0; ; level += 1) {
      this.rows[level] ??= [];
      const row = this.rows[level]!;
      row.push(hash);
      if (row.length < TILE_WIDTH) return;
      const index = this.entries / TILE_WIDTH ** (level + 1) - 1;
      onFullTile?.({ level, index, width: TILE_WIDTH }, row);
      hash = rootOf(row);
      this.rows[level] = [];
    }
  }

  root(): Buffer {
    const subtrees = this.rows
      .toReversed()
      .flatMap((row) =>
        nodesForRoot(row.length).map(({ level, index }) =>
          rootOf(row.slice(index * 2 ** level, (index + 1) * 2 ** level)),
        ),
      );
    return rootOfSubtrees(subtrees);
  }

  /** Returns the partial tiles, lowest level first. */
  partialTiles(): { readonly tile: Tile; readonly hashes: readonly Buffer[] }[] {
    return this.rows.flatMap((hashes, level) => {
      const index = Math.floor(this.entries / TILE_WIDTH ** (level + 1));
      return hashes.length > 0 ? [{ tile: { level, index, width: hashes.length }, hashes }] : [];
    });
  }

  toJSON(): { readonly size: number; readonly rows: readonly string[] } {
    return { size: this.entries, rows: this.rows.map((row) => Buffer.concat(row).toString('base64')) };
  }
}

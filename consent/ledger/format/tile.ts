import { HASH_BYTES, type HashAt, type Node, rootOf } from './merkle.js';
import { VerificationError } from './verification-error.js';

/** Tiles of c2sp.org/tlog-tiles hold 256 hashes of every eighth level of the tree. Entry bundles hold 256 entries. */
export const TILE_WIDTH = 256;
const TILE_HEIGHT = 8;
const HIGHEST_LEVEL = 63;

/** A tile, or an entry bundle. The last one of a level is partial while its `width` is below 256. */
export interface Tile {
  readonly level: number | 'entries';
  readonly index: number;
  readonly width: number;
}

/** The number of hashes (or entries) that the tiles of one level hold in a tree of this size. */
const rowLength = (level: Tile['level'], size: number): number =>
  level === 'entries' ? size : Math.floor(size / TILE_WIDTH ** level);

/** Returns the tile with its width in a tree of this size. */
export function tileAt(level: Tile['level'], index: number, size: number): Tile {
  const width = Math.min(TILE_WIDTH, rowLength(level, size) - index * TILE_WIDTH);
  if (width <= 0) throw new RangeError(`A tree of ${size} has no tile ${index} at level ${level}.`);
  return { level, index, width };
}

/** Returns the tiles that are new or wider after the tree grew from one size to another, level by level. */
export function tilesBetween(from: number, to: number): Tile[] {
  const tiles: Tile[] = [];
  for (let level = 0; rowLength(level, to) > 0; level++) {
    const [before, after] = [rowLength(level, from), rowLength(level, to)];
    if (after === before) continue;
    for (let index = Math.floor(before / TILE_WIDTH); index * TILE_WIDTH < after; index++)
      tiles.push(tileAt(level, index, to));
  }
  return tiles;
}

/** Finds the tile that holds a complete subtree, and the range of hashes in it that the subtree spans. */
function placeOf({ level, index }: Node) {
  const span = 2 ** (level % TILE_HEIGHT);
  const first = index * span;
  return {
    level: Math.floor(level / TILE_HEIGHT),
    index: Math.floor(first / TILE_WIDTH),
    from: first % TILE_WIDTH,
    to: (first % TILE_WIDTH) + span,
  };
}

/** Returns the tiles that hold these subtrees in a tree of this size, without duplicates. */
export function tilesFor(nodes: readonly Node[], size: number): Tile[] {
  const tiles = new Map<string, Tile>();
  for (const node of nodes) {
    const { level, index } = placeOf(node);
    tiles.set(`${level}/${index}`, tileAt(level, index, size));
  }
  return [...tiles.values()];
}

/** Splits a tile into its hashes. */
export const hashesOf = (tile: Uint8Array): Uint8Array[] =>
  Array.from({ length: tile.length / HASH_BYTES }, (_, i) =>
    tile.subarray(i * HASH_BYTES, (i + 1) * HASH_BYTES),
  );

/** Computes hashes of subtrees from tiles. A tile may be wider than the subtree needs. */
export function hashesFrom(tile: (level: number, index: number) => Uint8Array): HashAt {
  return (level, index) => {
    const place = placeOf({ level, index });
    const bytes = tile(place.level, place.index).subarray(place.from * HASH_BYTES, place.to * HASH_BYTES);
    if (bytes.length !== (place.to - place.from) * HASH_BYTES)
      throw new RangeError(`Tile ${place.index} of level ${place.level} is too short.`);
    return rootOf(hashesOf(bytes));
  };
}

/** Formats the path of a tile, such as `tile/0/x001/067`, `tile/1/000.p/12` or `tile/entries/x001/x234/067`. */
export function tilePath({ level, index, width }: Tile): string {
  const groups = String(index)
    .padStart(3 * Math.ceil(String(index).length / 3), '0')
    .match(/.{3}/g)!;
  const number = groups.map((group, i) => (i < groups.length - 1 ? `x${group}` : group)).join('/');
  return `tile/${level}/${number}${width === TILE_WIDTH ? '' : `.p/${width}`}`;
}

const PATH = /^tile\/(entries|0|[1-9][0-9]?)\/((?:x[0-9]{3}\/)*[0-9]{3})(?:\.p\/([1-9][0-9]{0,2}))?$/;

/** Parses the path of a tile. Each tile has exactly one path; every other spelling gives null. */
export function parseTilePath(path: string): Tile | null {
  const [, level, number, width] = PATH.exec(path) ?? [];
  if (level === undefined || number === undefined) return null;
  const tile: Tile = {
    level: level === 'entries' ? level : Number(level),
    index: Number(number.replaceAll(/[x/]/g, '')),
    width: width === undefined ? TILE_WIDTH : Number(width),
  };
  if (tile.level !== 'entries' && tile.level > HIGHEST_LEVEL) return null;
  return Number.isSafeInteger(tile.index) && tilePath(tile) === path ? tile : null;
}

const LENGTH_BYTES = 2;
export const ENTRY_BYTES_MAX = 0xffff;

/** Encodes an entry bundle: each entry follows its length, a big-endian uint16. */
export function encodeBundle(entries: readonly Uint8Array[]): Buffer {
  return Buffer.concat(
    entries.flatMap((entry) => {
      if (entry.length > ENTRY_BYTES_MAX)
        throw new RangeError(`An entry of ${entry.length} bytes is too long.`);
      const length = Buffer.alloc(LENGTH_BYTES);
      length.writeUInt16BE(entry.length);
      return [length, entry];
    }),
  );
}

export function decodeBundle(bytes: Uint8Array): Buffer[] {
  const bundle = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const entries: Buffer[] = [];
  for (let at = 0; at < bundle.length; ) {
    const start = at + LENGTH_BYTES;
    const end = start <= bundle.length ? start + bundle.readUInt16BE(at) : Number.POSITIVE_INFINITY;
    if (end > bundle.length)
      throw new VerificationError(`entry ${entries.length} of the bundle is cut short`);
    entries.push(bundle.subarray(start, end));
    at = end;
  }
  return entries;
}

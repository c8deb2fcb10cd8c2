import { describe, expect, it } from '@jest/globals';
import {
  consistencyPath,
  inclusionPath,
  leafHash,
  nodesForConsistency,
  nodesForInclusion,
  nodesForRoot,
  rootFrom,
} from '../../../consent/ledger/format/merkle.js';
import {
  decodeBundle,
  encodeBundle,
  hashesFrom,
  parseTilePath,
  type Tile,
  tileAt,
  tilePath,
  tilesBetween,
  tilesFor,
} from '../../../consent/ledger/format/tile.js';
import { treeOf } from './tree-in-memory.js';

describe('tiles (c2sp.org/tlog-tiles)', () => {
  it.each<[string, Tile]>([
    ['tile/0/x001/067', { level: 0, index: 1067, width: 256 }],
    ['tile/0/x001/x234/067', { level: 0, index: 1_234_067, width: 256 }],
    ['tile/0/000', { level: 0, index: 0, width: 256 }],
    ['tile/1/000.p/1', { level: 1, index: 0, width: 1 }],
    ['tile/5/x123/x456/078.p/2', { level: 5, index: 123_456_078, width: 2 }],
    ['tile/entries/x003/x057/500', { level: 'entries', index: 3_057_500, width: 256 }],
    ['tile/entries/999.p/255', { level: 'entries', index: 999, width: 255 }],
    ['tile/63/x001/000', { level: 63, index: 1000, width: 256 }],
  ])('have the path %s', (path, tile) => {
    expect(tilePath(tile)).toBe(path);
    expect(parseTilePath(path)).toEqual(tile);
  });

  it.each([
    'tile/3/123/456/078',
    'tile/-1/x123/x456/078',
    'tile/00/000',
    'tile/01/000',
    'tile/64/000',
    'tile/0/x000/067',
    'tile/0/67',
    'tile/0/0067',
    'tile/0/x067',
    'tile/0/067.p/0',
    'tile/0/067.p/256',
    'tile/0/067.p/01',
    'tile/0/067.p/',
    'tile/0/067/',
    '/tile/0/067',
    'tile/data/067',
    'tile/0/x999/x999/x999/x999/x999/999',
    'tile/0/000\n',
    '',
  ])('can not have the path %j', (path) => {
    expect(parseTilePath(path)).toBeNull();
  });

  it('are as many as the specification counts for a tree of 70,000 entries', () => {
    const tiles = tilesBetween(0, 70_000);
    const counted = (level: number) => {
      const row = tiles.filter((tile) => tile.level === level);
      return { full: row.filter(({ width }) => width === 256).length, partial: row.at(-1)!.width % 256 };
    };
    expect(counted(0)).toEqual({ full: 273, partial: 112 });
    expect(counted(1)).toEqual({ full: 1, partial: 17 });
    expect(counted(2)).toEqual({ full: 0, partial: 1 });
    expect(tiles).toHaveLength(273 + 1 + 1 + 1 + 1);
    expect(tilesBetween(0, 256)).toEqual([
      { level: 0, index: 0, width: 256 },
      { level: 1, index: 0, width: 1 },
    ]);
  });

  it('change when a tree grows only if they hold new hashes', () => {
    expect(tilesBetween(100, 100)).toEqual([]);
    expect(tilesBetween(100, 101)).toEqual([{ level: 0, index: 0, width: 101 }]);
    expect(tilesBetween(255, 257)).toEqual([
      { level: 0, index: 0, width: 256 },
      { level: 0, index: 1, width: 1 },
      { level: 1, index: 0, width: 1 },
    ]);
    expect(tilesBetween(256, 300)).toEqual([{ level: 0, index: 1, width: 44 }]);
    expect(() => tileAt(0, 2, 512)).toThrow(RangeError);
    expect(tileAt('entries', 1, 300)).toEqual({ level: 'entries', index: 1, width: 44 });
  });

  it('give the same roots and proofs as the whole tree, and hold every hash that these need', () => {
    const size = 66_700;
    const tree = treeOf(size);
    const whole = new Map(
      tilesBetween(0, size).map((tile) => {
        const row = tree.levels[8 * (tile.level as number)]!;
        return [
          `${tile.level}/${tile.index}`,
          Buffer.concat(row.slice(256 * tile.index, 256 * tile.index + tile.width)),
        ];
      }),
    );
    /** Reads only the tiles that `tilesFor` named, with the width that it named. */
    const reading = (tiles: readonly Tile[]) =>
      hashesFrom((level, index) => {
        const tile = tiles.find((foreseen) => foreseen.level === level && foreseen.index === index);
        if (!tile) throw new Error(`tile ${level}/${index} was not foreseen`);
        return whole.get(`${level}/${index}`)!.subarray(0, 32 * tile.width);
      });
    for (const at of [1, 255, 256, 257, 511, 513, 65_535, 65_536, 65_537, 66_699, size]) {
      expect(rootFrom(at, reading(tilesFor(nodesForRoot(at), at)))).toEqual(rootFrom(at, tree.hashAt));
      for (const index of [0, 1, 255, 256, 300, 65_535, 65_536, 66_000, size - 1]) {
        if (index >= at) continue;
        const foreseen = tilesFor(nodesForInclusion(index, at), at);
        expect(inclusionPath(index, at, reading(foreseen))).toEqual(inclusionPath(index, at, tree.hashAt));
        const grown = tilesFor(nodesForConsistency(index, at), at);
        expect(consistencyPath(index, at, reading(grown))).toEqual(consistencyPath(index, at, tree.hashAt));
      }
    }
  });

  it('are rejected if they are too short', () => {
    expect(() => hashesFrom(() => Buffer.alloc(32 * 3))(2, 0)).toThrow(RangeError);
    expect(() => hashesFrom(() => Buffer.alloc(32 * 5 - 1))(0, 4)).toThrow(RangeError);
  });
});

describe('entry bundles', () => {
  it('hold each entry after its length in two bytes', () => {
    expect(encodeBundle([Buffer.from('abc'), Buffer.alloc(0), Buffer.alloc(0x0102, 7)])).toEqual(
      Buffer.concat([Buffer.from('\0\x03abc\0\0\x01\x02', 'latin1'), Buffer.alloc(0x0102, 7)]),
    );
    expect(encodeBundle([])).toHaveLength(0);
  });

  it('decode to the entries that were encoded', () => {
    const entries = [Buffer.from('a'), Buffer.alloc(0), Buffer.alloc(65_535, 1)];
    expect(decodeBundle(encodeBundle(entries))).toEqual(entries);
    expect(decodeBundle(encodeBundle(entries)).map(leafHash)).toEqual(entries.map(leafHash));
    expect(() => encodeBundle([Buffer.alloc(65_536)])).toThrow(RangeError);
  });

  it('are rejected if they are cut short anywhere', () => {
    const bundle = encodeBundle([Buffer.from('abc'), Buffer.from('de')]);
    for (const whole of [0, 5, 9])
      expect(decodeBundle(bundle.subarray(0, whole))).toHaveLength(
        whole && (whole + 3) >> 2 ? (whole === 5 ? 1 : 2) : 0,
      );
    for (const cut of [1, 2, 3, 4, 6, 7, 8])
      expect(() => decodeBundle(bundle.subarray(0, cut))).toThrow('cut short');
  });
});

import { randomInt } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import {
  consistencyPath,
  inclusionPath,
  rootFrom,
  rootOf,
  verifyConsistency,
  verifyInclusion,
} from '../../../consent/ledger/format/merkle.js';
import { scale } from '../../support/scale.js';
import { type TreeInMemory, treeOf } from '../format/tree-in-memory.js';

const BITS = 256;

/** Returns a copy with one random bit flipped. */
function flipped(bytes: Uint8Array): Buffer {
  const copy = Buffer.from(bytes);
  const bit = randomInt(8 * copy.length);
  copy[bit >> 3]! ^= 1 << (bit & 7);
  return copy;
}

const flippedIn = (path: readonly Buffer[]): Buffer[] => {
  const at = randomInt(path.length);
  return path.map((hash, i) => (i === at ? flipped(hash) : hash));
};

const flippedNumber = (value: number): number => value ^ (1 << randomInt(20));

/** Verifies the proof of one leaf and its forgeries. @returns [how many proofs verify, how many forgeries verify] */
function judge(
  tree: TreeInMemory,
  index: number,
  size: number,
  root: Buffer,
): [proven: boolean, forged: number] {
  const leaf = tree.levels[0]![index]!;
  const path = inclusionPath(index, size, tree.hashAt);
  const forgeries = [
    verifyInclusion(flipped(leaf), index, size, path, root),
    verifyInclusion(leaf, flippedNumber(index), size, path, root),
    verifyInclusion(leaf, index, size, path, flipped(root)),
    path.length > 0 && verifyInclusion(leaf, index, size, flippedIn(path), root),
    path.length > 0 && verifyInclusion(leaf, index, size, path.slice(1), root),
  ];
  return [verifyInclusion(leaf, index, size, path, root), forgeries.filter(Boolean).length];
}

function judgeAll(tree: TreeInMemory, size: number, leaves: Iterable<number>) {
  const root = rootFrom(size, tree.hashAt);
  const sum = { unproven: 0, forged: 0 };
  for (const index of leaves) {
    const [proven, forged] = judge(tree, index, size, root);
    sum.unproven += proven ? 0 : 1;
    sum.forged += forged;
  }
  return sum;
}

/** All leaves in a long run. Otherwise the first and the last 200, where the shapes of trees differ, and 200 between. */
const LEAVES = 200;
const leavesOf = (size: number): Iterable<number> =>
  scale<Iterable<number>>(
    [
      ...Array(LEAVES).keys(),
      ...Array.from({ length: LEAVES }, () => randomInt(size)),
      ...Array.from({ length: LEAVES }, (_, i) => size - 1 - i),
    ],
    Array(size).keys(),
  );

describe('Merkle proofs', () => {
  it('verify for every leaf in trees of 1 to 300 leaves, and fail with any one bit flipped', () => {
    const tree = treeOf(300);
    for (let size = 1; size <= 300; size++)
      expect(judgeAll(tree, size, Array(size).keys())).toEqual({ unproven: 0, forged: 0 });
  });

  it('verify for the leaves of 10 random trees of up to 100,000 leaves, and fail with one bit flipped', () => {
    const tree = treeOf(100_000);
    const sizes = Array.from({ length: 10 }, () => randomInt(301, 100_001));
    for (const size of sizes) {
      expect(rootFrom(size, tree.hashAt)).toEqual(rootOf(tree.levels[0]!.slice(0, size)));
      expect(judgeAll(tree, size, leavesOf(size))).toEqual({ unproven: 0, forged: 0 });
    }
  });

  it('of consistency verify between all sizes up to 130, and fail with one bit flipped', () => {
    const tree = treeOf(130);
    const roots = Array.from({ length: 131 }, (_, size) => rootFrom(size, tree.hashAt));
    for (let to = 1; to <= 130; to++)
      for (let from = 1; from < to; from++) {
        const path = consistencyPath(from, to, tree.hashAt);
        const verdict = (
          a = from,
          b = to,
          p: readonly Uint8Array[] = path,
          older: Uint8Array = roots[from]!,
          newer: Uint8Array = roots[to]!,
        ) => verifyConsistency(a, b, p, older, newer);
        expect(verdict()).toBe(true);
        const forgeries = [
          verdict(from, to, flippedIn(path)),
          verdict(from, to, path, flipped(roots[from]!)),
          verdict(from, to, path, roots[from]!, flipped(roots[to]!)),
          verdict(from, to, path.slice(1)),
          verdict(from, to, [...path, roots[from]!]),
        ];
        expect(forgeries).toEqual([false, false, false, false, false]);
      }
  });

  it('depend on each bit of leaf, path and root', () => {
    const tree = treeOf(7);
    const root = rootFrom(7, tree.hashAt);
    const path = inclusionPath(4, 7, tree.hashAt);
    const proof = Buffer.concat([tree.levels[0]![4]!, root, ...path]);
    const verified = (bytes: Buffer) => {
      const hashes = Array.from({ length: bytes.length / 32 }, (_, i) => bytes.subarray(32 * i, 32 * i + 32));
      return verifyInclusion(hashes[0]!, 4, 7, hashes.slice(2), hashes[1]!);
    };
    expect(verified(proof)).toBe(true);
    for (let bit = 0; bit < (2 + path.length) * BITS; bit++) {
      const forged = Buffer.from(proof);
      forged[bit >> 3]! ^= 1 << (bit & 7);
      expect(verified(forged)).toBe(false);
    }
  });
});

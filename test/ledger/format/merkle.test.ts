import { describe, expect, it } from '@jest/globals';
import {
  consistencyPath,
  EMPTY_ROOT,
  inclusionPath,
  leafHash,
  nodeHash,
  nodesForConsistency,
  nodesForInclusion,
  nodesForRoot,
  rootFrom,
  rootOf,
  verifyConsistency,
  verifyInclusion,
} from '../../../consent/ledger/format/merkle.js';
import { fixture } from '../../support/fixture.js';
import { TreeInMemory, treeOf } from './tree-in-memory.js';

const hex = (text: string) => Buffer.from(text, 'hex');
const bytes = (base64: string) => Buffer.from(base64, 'base64');

interface Vector {
  readonly desc: string;
  readonly wantErr: boolean;
  readonly proof: string[] | null;
}
interface InclusionVector extends Vector {
  readonly leafIdx: number;
  readonly treeSize: number;
  readonly root: string;
  readonly leafHash: string;
}
interface ConsistencyVector extends Vector {
  readonly size1: number;
  readonly size2: number;
  readonly root1: string;
  readonly root2: string;
}

describe('the Merkle tree (RFC 6962)', () => {
  const reference = fixture('rfc6962');
  const entries: Buffer[] = reference.entries.map(hex);
  const tree = new TreeInMemory(entries);

  it('hashes leaves and inner nodes with different prefixes, like the reference data of Certificate Transparency', () => {
    for (const { leaf, hash } of reference.hashes) expect(leafHash(hex(leaf)).toString('hex')).toBe(hash);
    for (const [level, hashes] of reference.nodes.entries())
      for (const [index, hash] of hashes.entries())
        expect(Buffer.from(tree.hashAt(level, index)).toString('hex')).toBe(hash);
    const [left, right] = tree.levels[0]!;
    expect(nodeHash(left!, right!)).not.toEqual(leafHash(Buffer.concat([left!, right!])));
  });

  it.each([0, 1, 2, 3, 4, 5, 6, 7, 8])('has the root of the reference data for %i entries', (size) => {
    const root = reference.roots[size];
    expect(rootOf(tree.levels[0]!.slice(0, size)).toString('hex')).toBe(root);
    expect(rootFrom(size, tree.hashAt).toString('hex')).toBe(root);
  });

  it('gives the proofs of RFC 6962, 2.1.3, for the tree of seven leaves there', () => {
    const [a, b, c, d, e, f, j] = tree.levels[0]!;
    const [g, h, i] = tree.levels[1]!;
    const [k] = tree.levels[2]!;
    const l = nodeHash(i!, j!);
    expect(inclusionPath(0, 7, tree.hashAt)).toEqual([b, h, l]);
    expect(inclusionPath(3, 7, tree.hashAt)).toEqual([c, g, l]);
    expect(inclusionPath(4, 7, tree.hashAt)).toEqual([f, j, k]);
    expect(inclusionPath(6, 7, tree.hashAt)).toEqual([i, k]);
    expect(consistencyPath(3, 7, tree.hashAt)).toEqual([c, d, g, l]);
    expect(consistencyPath(4, 7, tree.hashAt)).toEqual([l]);
    expect(consistencyPath(6, 7, tree.hashAt)).toEqual([i, j, k]);
    expect([a, e]).not.toContain(undefined);
  });

  it.each(fixture('inclusion').vectors as InclusionVector[])(
    'agrees with the test vector inclusion/$desc',
    (v) => {
      const path = (v.proof ?? []).map(bytes);
      const verdict = verifyInclusion(
        bytes(v.leafHash ?? ''),
        v.leafIdx,
        v.treeSize,
        path,
        bytes(v.root ?? ''),
      );
      expect(verdict).toBe(!v.wantErr);
    },
  );

  it.each(fixture('consistency').vectors as ConsistencyVector[])(
    'agrees with the test vector consistency/$desc',
    (v) => {
      const path = (v.proof ?? []).map(bytes);
      const verdict = verifyConsistency(v.size1, v.size2, path, bytes(v.root1 ?? ''), bytes(v.root2 ?? ''));
      expect(verdict).toBe(!v.wantErr);
    },
  );

  it('produces the same paths as the valid test vectors', () => {
    const inclusions = (fixture('inclusion').vectors as InclusionVector[]).filter(
      ({ wantErr, treeSize }) => !wantErr && treeSize <= 8,
    );
    const consistencies = (fixture('consistency').vectors as ConsistencyVector[]).filter(
      ({ wantErr, desc }) => !wantErr && desc.endsWith('happy-path'),
    );
    expect(inclusions.length + consistencies.length).toBeGreaterThan(8);
    for (const { leafIdx, treeSize, proof } of inclusions)
      expect(inclusionPath(leafIdx, treeSize, tree.hashAt)).toEqual((proof ?? []).map(bytes));
    for (const { size1, size2, proof } of consistencies)
      expect(consistencyPath(size1, size2, tree.hashAt)).toEqual((proof ?? []).map(bytes));
  });

  it('names in advance the complete subtrees that it will read', () => {
    const big = treeOf(70);
    const asking = (work: (hashAt: typeof big.hashAt) => unknown) => {
      const asked: { level: number; index: number }[] = [];
      work((level, index) => {
        asked.push({ level, index });
        return big.hashAt(level, index);
      });
      return asked;
    };
    for (let to = 0; to <= 70; to++) {
      expect(asking((at) => rootFrom(to, at))).toEqual(nodesForRoot(to));
      for (let from = 0; from <= to; from++) {
        expect(asking((at) => consistencyPath(from, to, at))).toEqual(nodesForConsistency(from, to));
        if (from < to)
          expect(asking((at) => inclusionPath(from, to, at))).toEqual(nodesForInclusion(from, to));
      }
    }
  });

  it('is exact up to the largest safe integer', () => {
    const most = Number.MAX_SAFE_INTEGER;
    const leaves = (nodes: readonly { level: number; index: number }[]) =>
      nodes.reduce((sum, { level }) => sum + 2n ** BigInt(level), 0n);
    expect(leaves(nodesForRoot(most))).toBe(BigInt(most));
    expect(leaves(nodesForInclusion(most - 1, most))).toBe(BigInt(most - 1));
    expect(nodesForRoot(2 ** 49 - 1)).toHaveLength(49);
    expect(nodesForRoot(2 ** 49)).toEqual([{ level: 49, index: 0 }]);
  });

  it('has a fixed root when it is empty, and refuses proofs of leaves and sizes that do not exist', () => {
    expect(rootOf([])).toEqual(EMPTY_ROOT);
    expect(nodesForRoot(0)).toEqual([]);
    expect(consistencyPath(0, 8, tree.hashAt)).toEqual([]);
    expect(() => inclusionPath(8, 8, tree.hashAt)).toThrow(RangeError);
    expect(() => inclusionPath(-1, 8, tree.hashAt)).toThrow(RangeError);
    expect(() => consistencyPath(8, 7, tree.hashAt)).toThrow(RangeError);
    for (const strange of [-1, 0.5, Number.NaN, 2 ** 53])
      expect([
        verifyInclusion(tree.levels[0]![0]!, strange, 8, [], EMPTY_ROOT),
        verifyInclusion(tree.levels[0]![0]!, 0, strange, [], EMPTY_ROOT),
        verifyConsistency(strange, 8, [], EMPTY_ROOT, EMPTY_ROOT),
        verifyConsistency(1, strange, [], EMPTY_ROOT, EMPTY_ROOT),
      ]).toEqual([false, false, false, false]);
  });
});

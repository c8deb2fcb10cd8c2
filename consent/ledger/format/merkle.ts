import { hash } from 'node:crypto';

/**
 * The Merkle tree of RFC 6962, section 2.1 (unchanged in RFC 9162), over SHA-256: roots, inclusion proofs and
 * consistency proofs.
 */
export const HASH_BYTES = 32;

const sha256 = (bytes: Uint8Array): Buffer => hash('sha256', bytes, 'buffer');

/** Root of the empty tree. */
export const EMPTY_ROOT: Buffer = sha256(new Uint8Array());

const LEAF_PREFIX = Uint8Array.of(0);
/** Reused for every inner node: the prefix byte 1, then both children. */
const nodeInput = Buffer.alloc(1 + 2 * HASH_BYTES, 1);

export const leafHash = (entry: Uint8Array): Buffer => sha256(Buffer.concat([LEAF_PREFIX, entry]));

export function nodeHash(left: Uint8Array, right: Uint8Array): Buffer {
  nodeInput.set(left, 1);
  nodeInput.set(right, 1 + HASH_BYTES);
  return sha256(nodeInput);
}

/** A complete subtree: the 2^level leaves that start at leaf index * 2^level. Its hash never changes. */
export interface Node {
  readonly level: number;
  readonly index: number;
}

/** Looks up the hash of a complete subtree, for example in tiles. */
export type HashAt = (level: number, index: number) => Uint8Array;

/** The leaves from `from` up to, but not including, `to`. */
interface Range {
  readonly from: number;
  readonly to: number;
}

/** Returns the level of the largest complete subtree with at most this many leaves. */
function levelWithin(leaves: number): number {
  let level = 0;
  while (2 ** (level + 1) <= leaves) level++;
  return level;
}

/** Splits a range into complete subtrees, largest first. */
function nodesOf({ from, to }: Range): Node[] {
  const nodes: Node[] = [];
  for (let at = from; at < to; ) {
    const level = levelWithin(to - at);
    nodes.push({ level, index: at / 2 ** level });
    at += 2 ** level;
  }
  return nodes;
}

/** Computes the root over adjacent complete subtrees, given largest first, from right to left. */
export function rootOfSubtrees(hashes: readonly Uint8Array[]): Buffer {
  const [last, ...rest] = hashes.toReversed();
  if (last === undefined) return EMPTY_ROOT;
  return rest.reduce<Buffer>((right, left) => nodeHash(left, right), Buffer.from(last));
}

const rangeHash = (range: Range, hashAt: HashAt): Buffer =>
  rootOfSubtrees(nodesOf(range).map(({ level, index }) => hashAt(level, index)));

/** Splits a range of more than one leaf at the largest power of two below its length (RFC 6962, 2.1). */
function halvesOf({ from, to }: Range): [left: Range, right: Range] {
  const split = from + 2 ** levelWithin(to - from - 1);
  return [
    { from, to: split },
    { from: split, to },
  ];
}

/** The siblings on the path from a leaf up to the root (PATH of RFC 6962, 2.1.1). */
function inclusionRanges(index: number, tree: Range): Range[] {
  if (tree.to - tree.from === 1) return [];
  const [left, right] = halvesOf(tree);
  return index < left.to
    ? [...inclusionRanges(index, left), right]
    : [...inclusionRanges(index, right), left];
}

/**
 * SUBPROOF of RFC 6962, 2.1.2.
 * @param known whether `tree` is the whole old tree, whose root the verifier has already
 */
function consistencyRanges(size: number, tree: Range, known: boolean): Range[] {
  if (size === tree.to) return known ? [] : [tree];
  const [left, right] = halvesOf(tree);
  return size <= left.to
    ? [...consistencyRanges(size, left, known), right]
    : [...consistencyRanges(size, right, false), left];
}

function rangesOfInclusion(index: number, size: number): Range[] {
  if (!(index >= 0 && index < size)) throw new RangeError(`There is no leaf ${index} among ${size}.`);
  return inclusionRanges(index, { from: 0, to: size });
}

function rangesOfConsistency(from: number, to: number): Range[] {
  if (!(from >= 0 && from <= to)) throw new RangeError(`A tree of ${from} does not grow to ${to}.`);
  // The empty tree is consistent with every tree, so the proof is empty.
  return from === 0 ? [] : consistencyRanges(from, { from: 0, to }, true);
}

/** The stored hashes that a root or a proof needs, so that a caller can read them in one query. */
export const nodesForRoot = (size: number): Node[] => nodesOf({ from: 0, to: size });
export const nodesForInclusion = (index: number, size: number): Node[] =>
  rangesOfInclusion(index, size).flatMap(nodesOf);
export const nodesForConsistency = (from: number, to: number): Node[] =>
  rangesOfConsistency(from, to).flatMap(nodesOf);

export const rootFrom = (size: number, hashAt: HashAt): Buffer => rangeHash({ from: 0, to: size }, hashAt);
export const inclusionPath = (index: number, size: number, hashAt: HashAt): Buffer[] =>
  rangesOfInclusion(index, size).map((range) => rangeHash(range, hashAt));
export const consistencyPath = (from: number, to: number, hashAt: HashAt): Buffer[] =>
  rangesOfConsistency(from, to).map((range) => rangeHash(range, hashAt));

/** Computes the root over these leaf hashes. */
export function rootOf(leafHashes: readonly Uint8Array[]): Buffer {
  let level = leafHashes;
  // The last hash of an odd level has no sibling, so it moves up unchanged.
  while (level.length > 1)
    level = Array.from({ length: Math.ceil(level.length / 2) }, (_, i) =>
      2 * i + 1 < level.length ? nodeHash(level[2 * i]!, level[2 * i + 1]!) : level[2 * i]!,
    );
  return level.length === 0 ? EMPTY_ROOT : Buffer.from(level[0]!);
}

const isRight = (index: number): boolean => index % 2 === 1;
const parent = (index: number): number => Math.floor(index / 2);

/** Verifies an inclusion proof (RFC 9162, 2.1.3.2). */
export function verifyInclusion(
  leaf: Uint8Array,
  index: number,
  size: number,
  path: readonly Uint8Array[],
  root: Uint8Array,
): boolean {
  if (!isCount(index) || !isCount(size) || index >= size || ![leaf, ...path].every(isHash)) return false;
  let [at, last] = [index, size - 1];
  let result: Buffer = Buffer.from(leaf);
  for (const sibling of path) {
    if (last === 0) return false;
    if (isRight(at) || at === last) {
      result = nodeHash(sibling, result);
      while (!isRight(at) && at !== 0) [at, last] = [parent(at), parent(last)];
    } else result = nodeHash(result, sibling);
    [at, last] = [parent(at), parent(last)];
  }
  return last === 0 && result.equals(root);
}

/** Verifies a consistency proof (RFC 9162, 2.1.4.2). `from` is at least 1: the empty tree has no proof. */
export function verifyConsistency(
  from: number,
  to: number,
  path: readonly Uint8Array[],
  rootFrom: Uint8Array,
  rootTo: Uint8Array,
): boolean {
  if (!isCount(from) || !isCount(to) || from === 0 || from > to) return false;
  if (from === to) return path.length === 0 && Buffer.from(rootFrom).equals(rootTo);
  if (path.length === 0 || ![rootFrom, ...path].every(isHash)) return false;
  let [at, last] = [from - 1, to - 1];
  while (isRight(at)) [at, last] = [parent(at), parent(last)];
  // If the old tree is complete, its root is the first hash of the path and the proof leaves it out.
  const [first, ...rest] = at === 0 ? [rootFrom, ...path] : path;
  let older: Buffer = Buffer.from(first!);
  let newer = older;
  for (const sibling of rest) {
    if (last === 0) return false;
    if (isRight(at) || at === last) {
      older = nodeHash(sibling, older);
      newer = nodeHash(sibling, newer);
      while (!isRight(at) && at !== 0) [at, last] = [parent(at), parent(last)];
    } else newer = nodeHash(newer, sibling);
    [at, last] = [parent(at), parent(last)];
  }
  return last === 0 && older.equals(rootFrom) && newer.equals(rootTo);
}

const isHash = (bytes: Uint8Array): boolean => bytes.length === HASH_BYTES;
const isCount = (value: number): boolean => Number.isSafeInteger(value) && value >= 0;

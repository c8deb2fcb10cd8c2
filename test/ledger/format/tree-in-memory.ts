import { type HashAt, leafHash, nodeHash } from '../../../consent/ledger/format/merkle.js';

/** A tree with the hashes of all its complete subtrees, computed from the leaves up. */
export class TreeInMemory {
  readonly levels: Buffer[][] = [[]];

  constructor(entries: Iterable<Uint8Array> = []) {
    for (const entry of entries) this.append(leafHash(entry));
  }

  get size(): number {
    return this.levels[0]!.length;
  }

  append(leaf: Buffer): void {
    this.levels[0]!.push(leaf);
    for (let level = 0; this.levels[level]!.length % 2 === 0; level++) {
      const [left, right] = this.levels[level]!.slice(-2);
      this.levels[level + 1] ??= [];
      this.levels[level + 1]!.push(nodeHash(left!, right!));
    }
  }

  readonly hashAt: HashAt = (level, index) => {
    const hash = this.levels[level]?.[index];
    if (!hash) throw new RangeError(`There is no complete subtree ${index} of level ${level}.`);
    return hash;
  };
}

/** Makes a tree whose entries all differ. */
export const treeOf = (size: number): TreeInMemory =>
  new TreeInMemory(Array.from({ length: size }, (_, i) => Buffer.from(`entry ${i}`)));

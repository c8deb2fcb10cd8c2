import { type Bytes, fromBase64, isEqual, sha256, Wrong, wholeNumber } from './bytes.ts';
import { type Head, hashOf } from './note.ts';

/** A proof that an entry is in the log (c2sp.org/tlog-proof). */
export interface Proof {
  /** The bytes of the entry, as they are in the log. */
  readonly leaf: Bytes;
  readonly index: number;
  readonly path: readonly Bytes[];
  /** The signed head of the log. */
  readonly checkpoint: string;
}

/** @throws Wrong */
export function parseProof(text: string): Proof {
  const end = text.indexOf('\n\n');
  const [first, extra, index, ...path] = text.slice(0, Math.max(end, 0)).split('\n');
  if (first !== 'c2sp.org/tlog-proof@v1' || !extra?.startsWith('extra ') || !index?.startsWith('index '))
    throw new Wrong('it is no proof with an entry');
  return {
    leaf: fromBase64(extra.slice('extra '.length)),
    index: wholeNumber(index.slice('index '.length)),
    path: path.map(hashOf),
    checkpoint: text.slice(end + 2),
  };
}

const LEAF = Uint8Array.of(0);
const NODE = Uint8Array.of(1);
export const nodeHash = (left: Bytes, right: Bytes): Promise<Bytes> => sha256(NODE, left, right);

/** Verifies that the leaf leads to the root of the head (RFC 9162, 2.1.3.2). @throws Wrong */
export async function verifyInclusion({ leaf, index, path }: Proof, { size, root }: Head): Promise<void> {
  if (index >= size) throw new Wrong('the log is shorter');
  let hash = await sha256(LEAF, leaf);
  let [at, last] = [index, size - 1];
  for (const sibling of path) {
    if (last === 0) throw new Wrong('the path is too long');
    if (at % 2 === 1 || at === last) {
      hash = await nodeHash(sibling, hash);
      while (at % 2 === 0 && at !== 0) [at, last] = [at / 2, Math.floor(last / 2)];
    } else hash = await nodeHash(hash, sibling);
    [at, last] = [Math.floor(at / 2), Math.floor(last / 2)];
  }
  if (last !== 0 || !isEqual(hash, root)) throw new Wrong('the path does not lead to the head');
}

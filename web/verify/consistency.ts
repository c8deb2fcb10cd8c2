import { type Bytes, isEqual, Wrong } from './bytes.ts';
import { type Head, hashOf } from './note.ts';
import { nodeHash } from './proof.ts';

/**
 * Verifies that the log of the older head is the beginning of the log of the newer one (RFC 9162, 2.1.4.2).
 * @param proof hashes in base64, one on each line
 * @throws Wrong
 */
export async function verifyConsistency(older: Head, newer: Head, proof: string): Promise<void> {
  const path = proof.split('\n').slice(0, -1).map(hashOf);
  const grew = await leadsToBoth(older, newer, path);
  if (!grew || older.origin !== newer.origin || (proof !== '' && !proof.endsWith('\n')))
    throw new Wrong('the log was rewritten');
}

async function leadsToBoth(older: Head, newer: Head, path: readonly Bytes[]): Promise<boolean> {
  if (older.size === 0 || older.size > newer.size) return false;
  if (older.size === newer.size) return path.length === 0 && isEqual(older.root, newer.root);
  let [at, last] = [older.size - 1, newer.size - 1];
  while (at % 2 === 1) [at, last] = [Math.floor(at / 2), Math.floor(last / 2)];
  // The root of a complete old tree is where the path begins, so the proof leaves it out.
  const [first, ...rest] = at === 0 ? [older.root, ...path] : path;
  if (!first || rest.length === 0) return false;
  let [before, now] = [first, first];
  for (const sibling of rest) {
    if (last === 0) return false;
    if (at % 2 === 1 || at === last) {
      before = await nodeHash(sibling, before);
      now = await nodeHash(sibling, now);
      while (at % 2 === 0 && at !== 0) [at, last] = [at / 2, Math.floor(last / 2)];
    } else now = await nodeHash(now, sibling);
    [at, last] = [Math.floor(at / 2), Math.floor(last / 2)];
  }
  return last === 0 && isEqual(before, older.root) && isEqual(now, newer.root);
}

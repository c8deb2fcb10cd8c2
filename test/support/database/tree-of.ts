import { expect } from '@jest/globals';
import { entryFaults } from '../../../consent/ledger/entries/entry.js';
import { leafHash, rootOf } from '../../../consent/ledger/format/merkle.js';
import type { TestDatabase } from './database.js';

/**
 * Checks the invariants of the log: every committed entry is in it once, in the order of its number, without gaps or
 * duplicates, and every checkpoint that was ever signed is of a prefix of the same tree.
 */
export async function expectOneGrowingLog({ sql }: TestDatabase): Promise<number> {
  const leaves = await sql('SELECT index::int, entry_id, hash, entry FROM assent.ledger_leaf ORDER BY index');
  expect(leaves.map(({ index }) => index)).toEqual(leaves.map((_, position) => position));
  const entries = await sql('SELECT id FROM assent.ledger_entry ORDER BY id');
  expect(leaves.map(({ entry_id }) => entry_id)).toEqual(entries.map(({ id }) => id));
  const hashes = leaves.map(({ entry }) => leafHash(entry));
  expect(leaves.map(({ hash }) => hash.toString('hex'))).toEqual(hashes.map((hash) => hash.toString('hex')));
  const checkpoints = await sql('SELECT size::int, root FROM assent.ledger_checkpoint ORDER BY size');
  expect(checkpoints.at(-1)?.size).toBe(leaves.length);
  for (const { size, root } of checkpoints)
    expect([size, root.toString('hex')]).toEqual([size, rootOf(hashes.slice(0, size)).toString('hex')]);
  expect(leaves.flatMap(({ entry }) => entryFaults(JSON.parse(entry.toString())))).toEqual([]);
  return leaves.length;
}

/** Resolves when every entry that is committed now is in the log. */
export async function untilIntegrated({ sql }: TestDatabase): Promise<void> {
  const [row] = await sql('SELECT coalesce(max(id), 0) AS id FROM assent.ledger_entry');
  for (;;) {
    const [last] = await sql('SELECT coalesce(max(entry_id), 0) >= $1 AS done FROM assent.ledger_leaf', [
      row!.id,
    ]);
    if (last!.done) return;
  }
}

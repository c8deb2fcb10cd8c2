import { setTimeout as delay } from 'node:timers/promises';
import { expect } from '@jest/globals';
import { entryFaults } from '../../../consent/ledger/entries/entry-form.js';
import { leafHash, rootOf } from '../../../consent/ledger/format/merkle.js';
import type { TestDatabase } from './database.js';

/**
 * Checks the invariants of the log: every committed entry is in it once, without gaps or duplicates, those without a
 * delay and those of one grant in the order of their numbers, and every checkpoint that was ever signed is of a prefix of the same tree.
 */
export async function expectOneGrowingLog({ sql }: TestDatabase): Promise<number> {
  const leaves = await sql('SELECT index::int, entry_id, hash, entry FROM assent.ledger_leaf ORDER BY index');
  expect(leaves.map(({ index }) => index)).toEqual(leaves.map((_, position) => position));
  const entries = await sql('SELECT id, grant_id, delay FROM assent.ledger_entry ORDER BY id');
  const placeOf = new Map(leaves.map(({ entry_id }, place) => [entry_id, place]));
  const ordered = (rows: typeof entries) => rows.map(({ id }) => placeOf.get(id)!);
  expect(ordered(entries).toSorted((a, b) => a - b)).toEqual(leaves.map((_, place) => place));
  const groups = [entries.filter(({ delay }) => delay === null)];
  for (const [grant, rows] of Map.groupBy(entries, ({ grant_id }) => grant_id))
    if (grant !== null) groups.push(rows);
  for (const group of groups) expect(ordered(group)).toEqual(ordered(group).toSorted((a, b) => a - b));
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
    const [last] = await sql(
      `SELECT coalesce((SELECT max(entry_id) FROM assent.ledger_leaf), 0) >= $1 AND NOT EXISTS (
         SELECT FROM assent.ledger_entry e WHERE e.delay IS NOT NULL AND e.id <= $1
           AND NOT EXISTS (SELECT FROM assent.ledger_leaf l WHERE l.entry_id = e.id)) AS done`,
      [row!.id],
    );
    if (last!.done) return;
    await delay(20);
  }
}

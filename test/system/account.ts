import { expect } from '@jest/globals';
import type { TestDatabase } from '../support/database/database.js';
import type { Acknowledged } from './load.js';

/** Checks that the database holds exactly the acknowledged uses, under their keys and numbers. */
export async function expectNothingLostOrDoubled(
  { sql }: TestDatabase,
  grants: readonly string[],
  acknowledged: readonly Acknowledged[],
): Promise<void> {
  const stored = await sql(
    'SELECT grant_id, idempotency_key AS key, use_number FROM assent.disclosure WHERE grant_id = ANY($1::uuid[])',
    [grants],
  );
  const line = (grantId: string, key: string, useNumber: number) => `${grantId} ${key} ${useNumber}`;
  const known = stored.map(({ grant_id, key, use_number }) => line(grant_id, key, use_number)).sort();
  const told = [
    ...new Set(acknowledged.map(({ grantId, key, useNumber }) => line(grantId, key, useNumber))),
  ].sort();
  expect(told).toEqual(known);
  expect(known.length).toBeGreaterThan(0);
}

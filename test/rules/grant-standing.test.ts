import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { GRANT_STATUSES, type GrantState, grantStatus } from '../../consent/grants/grant.js';
import { createTestDatabase, type TestDatabase } from '../support/database/database.js';

const moment = fc.date({
  min: new Date('2026-01-01T00:00:00Z'),
  max: new Date('2026-01-01T00:00:03Z'),
  noInvalidDate: true,
});
const maybe = fc.option(moment, { freq: 2, nil: null });
const cases = fc.array(
  fc.record({
    grant: fc.record({
      maxUses: fc.option(fc.integer({ min: 1, max: 3 }), { nil: null }),
      used: fc.nat({ max: 3 }),
      validUntil: moment,
      revokedAt: maybe,
      suspendedAt: maybe,
      supersededAt: maybe,
    }),
    at: moment,
  }),
  { minLength: 200, maxLength: 200 },
);

const asRow = ({ maxUses, used, validUntil, revokedAt, suspendedAt, supersededAt }: GrantState) => ({
  max_uses: maxUses,
  used,
  valid_until: validUntil,
  revoked_at: revokedAt,
  suspended_at: suspendedAt,
  superseded_at: supersededAt,
});

describe('the status of a grant', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(() => database.drop());

  it('is the same in TypeScript and in SQL for any grant and time', async () => {
    const seen = new Set<string>();
    await fc.assert(
      fc.asyncProperty(cases, async (some) => {
        const rows = await database.sql(
          `SELECT assent.grant_status(jsonb_populate_record(null::assent.consent_grant, one->'grant'), (one->>'at')::timestamptz) AS status
           FROM jsonb_array_elements($1::jsonb) WITH ORDINALITY AS list (one, place) ORDER BY place`,
          [JSON.stringify(some.map(({ grant, at }) => ({ grant: asRow(grant), at })))],
        );
        const inSql = rows.map(({ status }) => status);
        for (const status of inSql) seen.add(status);
        expect(inSql).toEqual(some.map(({ grant, at }) => grantStatus(grant, at)));
      }),
      { numRuns: 10 },
    );
    expect([...seen].sort()).toEqual([...GRANT_STATUSES].sort());
  });
});

import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { cityDay } from '../../consent/kernel/city-time.js';
import { earliestRecord } from '../../consent/purposes/lookback.js';
import { purposes } from '../../consent/purposes/registry.js';
import { createTestDatabase, type TestDatabase } from '../support/database/database.js';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

/** Moments just before, at and after the midnights of the city and of UTC, around the turns of days, months and years. */
const MOMENTS = ['2026-11-27', '2026-12-31', '2027-01-01', '2027-02-28', '2028-02-29', '2028-03-31'].flatMap(
  (day) =>
    [0, 8, 16, 24].flatMap((hour) =>
      [-1, 0, 1].map((ms) => new Date(Date.parse(`${day}T00:00:00Z`) + hour * 3_600_000 + ms)),
    ),
);

it('the database and the engine name the same day, and reach back to the same day for every purpose', async () => {
  const rows = await database.sql(
    `SELECT t.at, l.purpose, assent.city_day(t.at)::text AS day, assent.first_day(l.purpose, t.at)::text AS first,
       assent.last_day(l.purpose, t.at)::text AS last
     FROM unnest($1::timestamptz[]) AS t (at) CROSS JOIN assent.purpose_lookback l`,
    [MOMENTS.map((at) => at.toISOString())],
  );
  expect(rows).toHaveLength(MOMENTS.length * purposes.length);
  for (const { at, purpose, day, first, last } of rows) {
    const declared = purposes.find(({ code }) => code === purpose)!;
    expect([day, first, last]).toEqual([
      cityDay(at),
      earliestRecord(declared, at),
      declared.lookbackMonths === 0 ? cityDay(at) : null,
    ]);
  }
});

it('a birthday begins at midnight in the city, at which the age goes up', async () => {
  const rows = await database.sql(
    `SELECT brdy::text, b.at::text, assent.age_at(brdy, b.at - interval '1 ms') AS before, assent.age_at(brdy, b.at) AS after
     FROM unnest($1::date[]) AS brdy, LATERAL (SELECT assent.birthday(brdy, 14) AS at) AS b`,
    [['2012-12-31', '2013-01-01', '2012-02-29', '2013-07-31']],
  );
  expect(rows.map(({ before, after }) => [before, after])).toEqual(rows.map(() => [13, 14]));
});

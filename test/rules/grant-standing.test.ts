import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { GRANT_STATUSES, type GrantStatus, type Standing } from '../../consent/grants/standing.js';
import { createTestDatabase, type TestDatabase } from '../support/database/database.js';

/**
 * The law of a grant's standing, run against the SQL function `assent.grant_standing`, which alone judges it. What may be
 * asked under a grant that stands is in items.test.ts.
 */
const NOW = '2026-11-20T10:00:00+08:00';
const EARLIER = '2026-11-19T09:00:00+08:00';
const AFTER_ITS_END = '2027-01-01T00:00:00Z';

/** The people of this file, by their ids. */
const PEOPLE = {
  adult: [1, '1986-01-01', '1'],
  child: [2, '2013-01-01', '1'],
  fourteenToday: [3, '2012-11-20', '1'],
  dead: [4, '1946-01-01', '2'],
  guardian: [5, '1980-01-01', '1'],
  deadGuardian: [6, '1980-01-01', '2'],
  deadChild: [7, '2013-01-01', '2'],
  seventeen: [8, '2009-01-01', '1'],
  eighteenToday: [9, '2008-11-20', '1'],
} as const;
type Who = keyof typeof PEOPLE;
const idOf = (who: Who) => PEOPLE[who][0];

const WITHOUT_GUARDIAN = '00000000-0000-7000-8000-000000000000';
/** Grants that need a guardian, by the ward and the guardian who consented. */
const CONSENTED = {
  child: ['00000000-0000-7000-8000-000000000001', 'child', 'guardian'],
  byDead: ['00000000-0000-7000-8000-000000000002', 'child', 'deadGuardian'],
  seventeen: ['00000000-0000-7000-8000-000000000003', 'seventeen', 'guardian'],
  eighteen: ['00000000-0000-7000-8000-000000000004', 'eighteenToday', 'deadGuardian'],
  lost: ['00000000-0000-7000-8000-000000000005', 'seventeen', 'guardian'],
} as const;

type Columns = Readonly<Record<string, unknown>>;

/** A claim's grant with three uses, one of them taken yesterday. */
const GRANT: Columns = {
  id: WITHOUT_GUARDIAN,
  recipient_code: 'INS-A',
  person_id: idOf('adult'),
  grantor_id: idOf('adult'),
  max_uses: 3,
  used: 1,
  used_on: '2026-11-19',
  used_that_day: 1,
  valid_from: '2026-11-01T10:00:00+08:00',
  valid_until: '2026-12-20T10:00:00+08:00',
};
const own = (who: Who, columns: Columns = {}) => ({
  person_id: idOf(who),
  grantor_id: idOf(who),
  ...columns,
});
const guarded = (grant: keyof typeof CONSENTED, grantor: 'ward' | 'guardian'): Columns => {
  const [id, ward, guardian] = CONSENTED[grant];
  return { id, person_id: idOf(ward), grantor_id: idOf(grantor === 'ward' ? ward : guardian) };
};
const daily = (columns: Columns = {}) => ({
  max_uses: null,
  max_uses_per_day: 2,
  used_on: '2026-11-20',
  used_that_day: 2,
  ...columns,
});

type Row = readonly [
  rule: string,
  situation: string,
  columns: Columns,
  standing: Standing | null,
  at?: string,
];

// biome-ignore format: a table is read by its rows
/** Read: under this rule, a grant in this situation stands so; null: it may be used. */
const TABLE: readonly Row[] = [
  // How often
  ['R-09', 'the last of three uses is left', { used: 2 }, null],
  ['R-09', 'all three uses are taken', { used: 3 }, 'EXHAUSTED'],
  ['R-09', 'ONE_TIME, unused', { max_uses: 1, used: 0, used_on: null, used_that_day: 0 }, null],
  ['R-09', 'ONE_TIME, used', { max_uses: 1, used: 1 }, 'EXHAUSTED'],
  ['R-09', 'MULTI_USE has no total', daily({ used: 5000, used_that_day: 1 }), null],
  ['R-09', 'MULTI_USE, the day is full', daily(), 'DAY_FULL'],
  ['R-09', 'MULTI_USE, the full day is over', daily({ used_on: '2026-11-19' }), null],
  ['R-09', 'the day is the city’s: 23:59:59 of the full day', daily(), 'DAY_FULL', '2026-11-20T23:59:59+08:00'],
  ['R-09', 'the day is the city’s: midnight', daily(), null, '2026-11-21T00:00:00+08:00'],
  // From when, until when
  ['R-09', 'a microsecond before its end', {}, null, '2026-12-20T09:59:59.999999+08:00'],
  ['R-09', 'at its end', {}, 'EXPIRED', '2026-12-20T10:00:00+08:00'],
  ['R-09', 'before its beginning', {}, 'NOT_YET_VALID', '2026-11-01T09:59:59+08:00'],
  ['R-06', 'revoked', { revoked_at: EARLIER }, 'REVOKED'],
  ['R-07', 'a newer grant is in its place', { superseded_at: EARLIER }, 'SUPERSEDED'],
  ['R-07', 'suspended', { suspended_at: EARLIER }, 'SUSPENDED'],
  ['R-34', 'the recipient is suspended', { recipient_code: 'INS-STOPPED' }, 'RECIPIENT_SUSPENDED'],
  // Who
  ['R-10', 'under 14, a grant of the child’s own', own('child'), 'MINOR'],
  ['R-10', 'under 14, a grant that a guardian gave', guarded('child', 'guardian'), null],
  ['R-10', 'under 14, a grant of somebody who is no guardian', { person_id: idOf('child') }, 'UNGUARDED'],
  ['R-10', '14 today, in the city', own('fourteenToday'), null, '2026-11-20T00:00:00+08:00'],
  ['R-10', '14 tomorrow, in the city', own('fourteenToday'), 'MINOR', '2026-11-19T23:59:59+08:00'],
  ['R-11', 'the guardian who gave it has died', guarded('byDead', 'guardian'), 'UNGUARDED'],
  ['R-11', '17, a grant of their own that a guardian confirmed', guarded('seventeen', 'ward'), null],
  ['R-11', '17, a grant of their own whose confirmation was lost', guarded('lost', 'ward'), 'UNGUARDED'],
  ['R-11', '18 today: the own act stands alone', guarded('eighteen', 'ward'), null],
  ['R-11', 'the day before the 18th birthday it does not', guarded('eighteen', 'ward'), 'UNGUARDED', '2026-11-19T12:00:00+08:00'],
  ['R-13', 'the person has died', own('dead'), 'DECEASED'],
  ['R-13', 'the person has died, under a guardian’s grant', { person_id: idOf('deadChild'), grantor_id: idOf('guardian') }, 'DECEASED'],
  ['R-31', 'an institution has no age and no guardian', { person_id: null, provider_id: 7 }, null],
  // What is told first where several apply
  ['R-06', 'revoked comes before superseded, expired and exhausted', { revoked_at: EARLIER, superseded_at: EARLIER, used: 3 }, 'REVOKED', AFTER_ITS_END],
  ['R-07', 'superseded comes before expired', { superseded_at: EARLIER }, 'SUPERSEDED', AFTER_ITS_END],
  ['R-09', 'expired comes before suspended: nothing would lift it', { suspended_at: EARLIER }, 'EXPIRED', AFTER_ITS_END],
  ['R-34', 'suspended comes before the recipient’s suspension', { suspended_at: EARLIER, recipient_code: 'INS-STOPPED' }, 'SUSPENDED'],
  ['R-34', 'the recipient’s suspension comes before death', own('dead', { recipient_code: 'INS-STOPPED' }), 'RECIPIENT_SUSPENDED'],
  ['R-13', 'death comes before age', own('deadChild'), 'DECEASED'],
  ['R-10', 'age comes before exhausted', own('child', { used: 3 }), 'MINOR'],
  ['R-09', 'exhausted comes before a full day', { used: 3, max_uses_per_day: 1, used_on: '2026-11-20' }, 'EXHAUSTED'],
];

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
  // Replicas check no foreign key: the grants of this file exist in its table alone.
  const insert = (statement: string, ...values: unknown[]) =>
    database.sql(
      `SET session_replication_role = replica; ${statement.replace(/\$(\d)/g, (_, i) => `'${values[i - 1]}'`)}`,
    );
  for (const [code, suspended] of [
    ['INS-A', 'NULL'],
    ['INS-STOPPED', 'now()'],
  ] as const)
    await insert(
      `INSERT INTO assent.recipient (code, name, kind, suspended_at)
       VALUES ($1, $1, 'COMMERCIAL_INSURER', ${suspended})`,
      code,
    );
  for (const [id, birthday, survival] of Object.values(PEOPLE))
    await insert(
      `INSERT INTO assent.person (id, psn_no, certno_index, certno_name_index, brdy, surv_stas)
       OVERRIDING SYSTEM VALUE VALUES ($1, $1, sha256($1), sha256($1), $2, $3)`,
      id,
      birthday,
      survival,
    );
  for (const [name, [id, ward, guardian]] of Object.entries(CONSENTED)) {
    await insert(
      `INSERT INTO assent.guardianship VALUES ($1, $2, '2', 'HOUSEHOLD_REGISTER', '2000-01-01', NULL) ON CONFLICT DO NOTHING;
       INSERT INTO assent.guarded_grant (grant_id, until_age) VALUES ($3, 18);
       INSERT INTO assent.guardian_consent (grant_id, guardian_id, given_at, lost_at)
       VALUES ($3, $2, '2026-11-01', ${name === 'lost' ? "'2026-11-02'" : 'NULL'})`,
      idOf(ward),
      idOf(guardian),
      id,
    );
  }
});
afterAll(() => database.drop());

/** What the two functions say of each grant. */
async function judged(cases: readonly { readonly grant: Columns; readonly at: string }[]) {
  const rows = await database.sql(
    `SELECT assent.grant_standing(g, at) AS standing, assent.grant_status(g, at) AS status
     FROM jsonb_array_elements($1::jsonb) WITH ORDINALITY AS list (one, place),
       LATERAL jsonb_populate_record(null::assent.consent_grant, one->'grant') AS g, LATERAL (SELECT (one->>'at')::timestamptz) AS t (at)
     ORDER BY place`,
    [JSON.stringify(cases)],
  );
  return rows as { standing: Standing | null; status: GrantStatus }[];
}

describe('the truth table of a grant’s standing', () => {
  it.each(TABLE)('%s: %s', async (_rule, _situation, columns, standing, at = NOW) => {
    const [found] = await judged([{ grant: { ...GRANT, ...columns }, at }]);
    expect(found!.standing).toBe(standing);
  });

  it('has a row for every word', () => {
    expect(new Set(TABLE.map(([, , , standing]) => standing)).size).toBe(12);
  });
});

const moment = fc
  .date({
    min: new Date('2026-01-01T00:00:00Z'),
    max: new Date('2026-01-01T00:00:03Z'),
    noInvalidDate: true,
  })
  .map((time) => time.toISOString());
const maybe = fc.option(moment, { freq: 2, nil: null });
const cases = fc.array(
  fc.record({
    grant: fc.record({
      id: fc.constant(WITHOUT_GUARDIAN),
      recipient_code: fc.constantFrom('INS-A', 'INS-A', 'INS-STOPPED'),
      person_id: fc.constant(idOf('adult')),
      grantor_id: fc.constant(idOf('adult')),
      max_uses: fc.option(fc.integer({ min: 1, max: 3 }), { nil: null }),
      used: fc.nat({ max: 3 }),
      valid_from: fc.constant('2025-12-31T00:00:00Z'),
      valid_until: moment,
      revoked_at: maybe,
      suspended_at: maybe,
      superseded_at: maybe,
    }),
    at: moment,
  }),
  { minLength: 200, maxLength: 200 },
);

/** The status as the API has always shown it, said once more and differently: for the columns of the grant alone. */
function statusOf({ grant, at }: { grant: any; at: string }): GrantStatus {
  if (grant.revoked_at) return 'REVOKED';
  if (grant.superseded_at) return 'SUPERSEDED';
  if (at >= grant.valid_until) return 'EXPIRED';
  if (grant.suspended_at || grant.recipient_code === 'INS-STOPPED') return 'SUSPENDED';
  return grant.max_uses !== null && grant.used >= grant.max_uses ? 'EXHAUSTED' : 'ACTIVE';
}

describe('the status of a grant', () => {
  it('follows from its standing, whatever the grant and the time', async () => {
    const seen = new Set<string>();
    await fc.assert(
      fc.asyncProperty(cases, async (some) => {
        const statuses = (await judged(some)).map(({ status }) => status);
        for (const status of statuses) seen.add(status);
        expect(statuses).toEqual(some.map(statusOf));
      }),
      { numRuns: 10 },
    );
    expect([...seen].sort()).toEqual([...GRANT_STATUSES].sort());
  });
});

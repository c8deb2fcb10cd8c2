import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { personCategories, providerCategories } from '../../schema/catalogue.js';
import type { Category } from '../../schema/category.js';
import {
  codeOf,
  copies,
  expectAuditEqualsUsed,
  type Given,
  give,
  recordsOf,
  toCityNoon,
  withoutRecords,
} from '../support/people/giving.js';
import { type Platform, startPlatform } from '../support/platform/platform.js';

const lists = [...personCategories, ...providerCategories].filter(({ many }) => many);

let platform: Platform;
let claim: Given;
let credit: Given;
let today: string;

beforeAll(async () => {
  platform = await startPlatform();
  await toCityNoon(platform.database);
  claim = await give(platform, {
    asks: { purpose: 'CLAIM_DIRECT_PAY', mode: 'LIMITED', maxUses: 12, validForDays: 30 },
  });
  credit = await give(platform, {
    asks: { purpose: 'CREDIT_GRANT', mode: 'LIMITED', maxUses: 5, validForDays: 30 },
  });
  today = (await platform.database.sql('SELECT assent.today()::text AS day'))[0]!.day;
  // More than fit on one page.
  await withoutRecords(
    platform.database,
    'expense_line',
    await subjectOf(lists.find(({ table }) => table === 'expense_line')!),
  );
  for (const category of lists) await addRecordsAround(category);
});
afterEach(() => expectAuditEqualsUsed(platform.database));
afterAll(() => platform.stop());

const grantOf = ({ subject }: Category) => (subject === 'PERSON' ? claim : credit);
const subjectColumn = ({ subject }: Category) => `${subject.toLowerCase()}_id`;

async function subjectOf(category: Category): Promise<string> {
  const rows = await platform.database.sql(
    `SELECT ${subjectColumn(category)} AS id FROM assent.consent_grant WHERE id = $1`,
    [grantOf(category).id],
  );
  return rows[0]!.id;
}

/** Days at and next to every boundary: look-backs, the record periods below, months, years, and today. */
const EDGES = [
  '- 60 months',
  '- 36 months',
  '- 24 months',
  '- 3 months',
  '- 0 months',
  '- 100 days',
  '- 50 days',
];

/** Records that begin or end on the day before, on, and on the day after each boundary. */
async function addRecordsAround(category: Category): Promise<void> {
  const { table, time } = category;
  const { column, unit, until } = time!;
  const form = { day: 'day::text', month: "to_char(day, 'YYYYMM')", year: 'extract(year FROM day)::int' }[
    unit
  ];
  await recordsOf(
    platform.database,
    `WITH days AS (
       SELECT row_number() OVER () AS n, ($3::date + edge::interval + beside * interval '1 day')::date AS day
       FROM unnest($4::text[]) AS edge, generate_series(-1, 1) AS beside)
     INSERT INTO assent.${table}
     SELECT (jsonb_populate_record(t, jsonb_build_object('${subjectColumn(category)}', $1::bigint, 'record_id', 'edge-' || kind || '-' || n,
       '${column}', ${until ? `CASE WHEN kind = 'ends' THEN (day - 400)::text ELSE ${form} END` : form}
       ${until ? `, '${until}', CASE kind WHEN 'ends' THEN day::text WHEN 'brief' THEN day::text END` : ''}))).*
     FROM days, unnest($2::text[]) AS kind, assent.${table} AS t WHERE t.ctid = (SELECT min(ctid) FROM assent.${table})`,
    [await subjectOf(category), until ? ['begins', 'ends', 'brief'] : ['begins'], today, EDGES],
  );
}

/** The values to compare: the items as text, in the order of their declaration. */
const compared = ({ items }: Category) =>
  items.filter(
    ({ kind, sealed }) => ['string', 'date', 'decimal'].includes(kind.type) && !kind.expression && !sealed,
  );

/**
 * The records of a period, selected in another way than the engine does: a record is a range of days and is in the
 * period if the two ranges overlap.
 */
async function expected(category: Category, from: string | null, to: string | null) {
  const { column, unit, until } = category.time!;
  const range = {
    day: `daterange(${column}, ${until ? `coalesce(${until}, 'infinity')` : column}, '[]')`,
    month: `daterange(to_date(${column}, 'YYYYMM'), (to_date(${column}, 'YYYYMM') + interval '1 month')::date)`,
    year: `daterange(make_date(${column}, 1, 1), make_date(${column} + 1, 1, 1))`,
  }[unit];
  return recordsOf(
    platform.database,
    `SELECT ${compared(category)
      .map(({ kind, field }) => `${kind.column}::text AS "${field}"`)
      .join(', ')}
     FROM assent.${category.table} WHERE ${subjectColumn(category)} = $1 AND ${range} && daterange($2, $3, '[]')
     ORDER BY ${column} DESC, record_id DESC`,
    [await subjectOf(category), from, to],
  );
}

const day = async (back: string) =>
  (await platform.database.sql('SELECT ($1::date + $2::interval)::date::text AS day', [today, back]))[0]!
    .day as string;

/** The later of two days; null means no limit. */
const later = (a: string | null, b: string | null) => ((a ?? '') > (b ?? '') ? a : b);

/** A grant of the whole category with its own record period, under a purpose with that look-back. */
async function grantFor(
  category: Category,
  period: { recordsFrom?: string; recordsTo?: string },
  purpose?: string,
) {
  const items = category.items.map(({ code }) => ({ item: code, delivery: 'RETURN', required: true }));
  const [grant] = await copies(platform.database, grantOf(category).id, 1, {
    items,
    mode: 'LIMITED',
    max_uses: 100,
    records_from: period.recordsFrom ?? null,
    records_to: period.recordsTo ?? null,
    ...(purpose && { purpose }),
  });
  return grant!;
}

let key = 0;
async function read(category: Category, grant: string, args = '') {
  const { field, subject } = category;
  const recipient = subject === 'PERSON' ? platform.insurer : platform.bank;
  key += 1;
  const fields = compared(category)
    .map((item) => item.field)
    .join(' ');
  const answer = await recipient.redeem(
    grant,
    `key ${key}`,
    `${subject.toLowerCase()} { ${field}(first: 200${args}) { nodes { ${fields} } } }`,
  );
  return answer.errors.length > 0
    ? answer.errors[0]!.extensions
    : answer.data.redeemGrant[subject.toLowerCase()][field].nodes;
}

const everyList = lists.map((category) => [category.field, category] as const);

describe.each(everyList)('R-08: the readable period of %s', (_field, category) => {
  const lookback = () => day(category.subject === 'PERSON' ? '- 24 months' : '- 36 months');

  it('is the look-back of the purpose', async () => {
    const shown = await read(category, await grantFor(category, {}));
    expect(shown).toEqual(await expected(category, await lookback(), null));
    // Older records exist and are not shown.
    expect((await expected(category, null, null)).length).toBeGreaterThan(shown.length);
  });

  it('is the granted period when that is narrower', async () => {
    const [recordsFrom, recordsTo] = [await day('- 100 days'), await day('- 50 days')];
    const period = { recordsFrom, recordsTo };
    expect(await read(category, await grantFor(category, period))).toEqual(
      await expected(category, recordsFrom, recordsTo),
    );
  });

  it('is never wider than the look-back of the purpose, whatever was granted', async () => {
    const recordsTo = await day('- 50 days');
    const grant = await grantFor(category, { recordsFrom: '1900-01-01', recordsTo });
    expect(await read(category, grant)).toEqual(await expected(category, await lookback(), recordsTo));
  });

  it('can be narrowed by from and to, and not widened', async () => {
    const [recordsFrom, recordsTo] = [await day('- 100 days'), await day('- 3 months')];
    const grant = await grantFor(category, { recordsFrom, recordsTo });
    const [from, to] = [await day('- 99 days'), await day('- 95 days')];
    expect(await read(category, grant, `, from: "${from}", to: "${to}"`)).toEqual(
      await expected(category, later(from, recordsFrom), to),
    );
    expect(await read(category, grant, ', from: "1900-01-01", to: "2999-12-31"')).toEqual(
      await expected(category, recordsFrom, recordsTo),
    );
    // Days outside the period hold nothing, unless a record can last from one to the other.
    expect(await read(category, grant, ', from: "2999-01-01"')).toEqual(
      category.time!.until
        ? expect.any(Array)
        : { code: 'TERMS_NOT_ALLOWED', field: 'from', limit: recordsTo },
    );
  });

  it('can be filtered by from and to only when the time itself is granted in clear', async () => {
    const { column, until } = category.time!;
    const times = category.items
      .filter(({ kind }) => kind.column === column || kind.column === until)
      .map(({ code }) => code);
    expect(times.length).toBeGreaterThan(0);
    const other = category.items.find(({ code }) => !times.includes(code))!;
    const items = category.items.map(({ code }) => ({
      item: code,
      delivery: times.includes(code) ? 'MASKED' : 'RETURN',
      required: true,
    }));
    const [grant] = await copies(platform.database, grantOf(category).id, 1, { items });
    const recipient = category.subject === 'PERSON' ? platform.insurer : platform.bank;
    for (const args of ['from: "2026-01-01"', 'to: "2026-01-01"']) {
      const { errors } = await recipient.redeem(
        grant!,
        args,
        `${category.subject.toLowerCase()} { ${category.field}(${args}) { nodes { ${other.field} } } }`,
      );
      expect(errors[0]!.extensions).toEqual({ code: 'ITEM_NOT_GRANTED', items: times });
    }
  });
});

describe('R-08: the look-back of a purpose', () => {
  it.each(everyList.filter(([, { subject }]) => subject === 'PERSON'))(
    'of zero shows only the %s that are in force',
    async (_field, category) => {
      const grant = await grantFor(category, {}, 'CLAIM_ELIGIBILITY_CHECK');
      const shown = await read(category, grant);
      expect(shown).toEqual(await expected(category, today, today));
      expect(shown.length).toBeGreaterThan(0);
    },
  );

  it('of three months is three months for a bank that monitors a loan', async () => {
    const months = providerCategories.find(({ field }) => field === 'settlementMonths')!;
    const grant = await grantFor(months, {}, 'CREDIT_MONITOR');
    expect(await read(months, grant)).toEqual(await expected(months, await day('- 3 months'), null));
  });
});

describe('R-08: a category with one record of one year', () => {
  const account = personCategories.find(({ field }) => field === 'personalAccount')!;

  it('shows the newest record within the look-back, and none when it is older', async () => {
    const years = async (purpose: string) => {
      const grant = await grantFor(account, {}, purpose);
      key += 1;
      const { data } = await platform.insurer.redeem(
        grant,
        `key ${key}`,
        'person { personalAccount { accountYear } }',
      );
      return data.redeemGrant.person.personalAccount?.accountYear ?? null;
    };
    const id = await subjectOf(account);
    const year = Number(today.slice(0, 4));
    const only = async (...kept: number[]) => {
      await withoutRecords(platform.database, 'personal_account', id);
      for (const one of kept)
        await recordsOf(
          platform.database,
          'INSERT INTO assent.personal_account SELECT (jsonb_populate_record(t, $1::jsonb)).* FROM assent.personal_account AS t LIMIT 1',
          [JSON.stringify({ person_id: id, record_id: `y${one}-${kept.length}-${kept[0]}`, year: one })],
        );
    };
    await only(year - 3, year - 1);
    expect([await years('CLAIM_DIRECT_PAY'), await years('CLAIM_ELIGIBILITY_CHECK')]).toEqual([
      year - 1,
      null,
    ]);
    await only(year - 3);
    expect(await years('CLAIM_DIRECT_PAY')).toBeNull();
    await only(year - 1, year);
    expect(await years('CLAIM_ELIGIBILITY_CHECK')).toBe(year);
  });
});

it('R-09: a page size beyond the limit and a day that does not exist are refused', async () => {
  const { insurer } = platform;
  const select = (args: string) => `person { settlements(${args}) { nodes { settlementId } } }`;
  for (const args of ['first: 0', 'first: 201', 'first: -1', 'from: "2026-02-30"', 'to: "yesterday"'])
    expect(codeOf(await insurer.redeem(claim.id, args, select(args)))).toBe('BAD_USER_INPUT');
});

describe('R-08: the days of a period are the city’s', () => {
  const at = (moment: string) =>
    platform.database
      .sql('SELECT extract(epoch FROM $1::timestamptz - assent.now())::float8 AS ahead', [moment])
      .then(([row]) => platform.database.advance(row!.ahead));

  it('at one o’clock on New Year’s Day, when it is still last year in UTC', async () => {
    // The next one that is not upon us: a key of the recipient lives little more than a year.
    const year = Number(today.slice(0, 4)) + (today.slice(5) >= '12-28' ? 2 : 1);
    const before = year - 1;
    const id = await subjectOf(lists[0]!);
    for (const table of ['personal_account', 'enrolment']) await withoutRecords(platform.database, table, id);
    const put = (table: string, values: object) =>
      recordsOf(
        platform.database,
        `INSERT INTO assent.${table} SELECT (jsonb_populate_record(t, $1::jsonb)).* FROM assent.${table} AS t LIMIT 1`,
        [JSON.stringify({ person_id: id, ...values })],
      );
    await put('personal_account', { record_id: 'last-year', year: before });
    const began = { crt_insu_date: '2020-01-01' };
    await put('enrolment', {
      ...began,
      record_id: 'ended',
      insutype: '310',
      paus_insu_date: `${before}-12-31`,
    });
    await put('enrolment', { ...began, record_id: 'goes-on', insutype: '390', paus_insu_date: null });
    await put('enrolment', {
      record_id: 'to-come',
      insutype: '510',
      crt_insu_date: `${year}-01-02`,
      paus_insu_date: null,
    });
    const inForce = async () => {
      const items = ['ACCT_YEAR', 'INSUTYPE'].map((item) => ({ item, delivery: 'RETURN', required: true }));
      const [grant] = await copies(platform.database, claim.id, 1, {
        items,
        purpose: 'CLAIM_ELIGIBILITY_CHECK',
        valid_from: `${before}-12-30T00:00:00+08:00`,
        valid_until: `${year}-01-05T00:00:00+08:00`,
      });
      const { data } = await platform.insurer.redeem(
        grant!,
        randomUUID(),
        'person { personalAccount { accountYear } enrolments { nodes { insuranceType } } }',
      );
      const { personalAccount, enrolments } = data.redeemGrant.person;
      return [
        personalAccount?.accountYear ?? null,
        enrolments.nodes.map(({ insuranceType }: any) => insuranceType),
      ];
    };
    await at(`${before}-12-31T23:00:00+08:00`);
    expect(await inForce()).toEqual([before, ['390', '310']]);
    await at(`${year}-01-01T01:00:00+08:00`);
    expect(await inForce()).toEqual([null, ['390']]);
    await at(`${year}-01-01T09:00:00+08:00`);
    expect(await inForce()).toEqual([null, ['390']]);
  });
});

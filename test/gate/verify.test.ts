import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import {
  codeOf,
  copies,
  expectAuditEqualsUsed,
  type Given,
  give,
  recordsOf,
  withoutRecords,
} from '../support/people/giving.js';
import { type Platform, startPlatform } from '../support/platform/platform.js';

let platform: Platform;
let given: Given;
let grant: string;
let account: { certno: string; name: string };

/** The items that may be compared, of a person whose records are known. */
const ITEMS = [
  'PSN_NAME',
  'CERTNO',
  'BRDY',
  'AGE',
  'BALC',
  'CVLSERV_FLAG',
  'INSUTYPE',
  'PSN_INSU_STAS',
  'MEDFEE_SUMAMT',
  'CUM_IPT_CNT',
  'BANKACCT',
];

beforeAll(async () => {
  platform = await startPlatform();
  const { database } = platform;
  given = await give(platform, { asks: { purpose: 'CLAIM_DIRECT_PAY', mode: 'LIMITED', maxUses: 12 } });
  const items = ITEMS.map((item) => ({ item, delivery: 'VERIFY', required: true }));
  [grant] = (await copies(database, given.id, 1, { items, max_uses: 10_000 })) as [string];
  const [{ person_id: id }] = (await database.sql(
    'SELECT person_id FROM assent.consent_grant WHERE id = $1',
    [grant],
  )) as [{ person_id: string }];
  const put = (table: string, values: object) =>
    recordsOf(
      database,
      `INSERT INTO assent.${table} SELECT (jsonb_populate_record(t, $1::jsonb)).* FROM assent.${table} AS t LIMIT 1`,
      [JSON.stringify({ person_id: id, ...values })],
    );
  for (const table of ['settlement', 'personal_account', 'enrolment', 'benefit_eligibility'])
    await withoutRecords(database, table, id);
  await recordsOf(database, "UPDATE assent.basic_identity SET brdy = '1980-02-29' WHERE person_id = $1", [
    id,
  ]);
  const year = new Date().getUTCFullYear();
  await put('personal_account', { record_id: 'a', year, balc: '1234.50', bankacct: null });
  await put('enrolment', {
    record_id: 'e1',
    insutype: '310',
    psn_insu_stas: '1',
    cvlserv_flag: true,
    crt_insu_date: '2020-01-01',
    paus_insu_date: null,
  });
  await put('enrolment', {
    record_id: 'e2',
    insutype: '390',
    psn_insu_stas: '2',
    cvlserv_flag: true,
    crt_insu_date: '2021-01-01',
    paus_insu_date: null,
  });
  await put('benefit_eligibility', { record_id: 'b', year, cum_c0000: 2 });
  account = { certno: given.owner.person.certNo, name: given.owner.person.name };
});
afterEach(() => expectAuditEqualsUsed(platform.database));
afterAll(() => platform.stop());

let key = 0;
const verify = (assertions: object[]) => {
  key += 1;
  return platform.insurer.send(
    `mutation Verify($input: RedeemGrantInput!, $assertions: [ItemAssertion!]!) {
      redeemGrant(input: $input) { items { item { code } delivery } verify(assertions: $assertions) { item match } }
    }`,
    { input: { grantId: grant, idempotencyKey: `verify ${key}` }, assertions },
  );
};

describe('R-08: a comparison answers only whether it matches, for', () => {
  // biome-ignore format: a table is read by its rows
  it.each<[string, object | (() => object), boolean]>([
    ['the name', () => ({ item: 'PSN_NAME', equals: account.name }), true],
    ['the name with a space around', () => ({ item: 'PSN_NAME', equals: ` ${account.name} ` }), true],
    ['another name', { item: 'PSN_NAME', equals: '某某某' }, false],
    ['a part of the name', () => ({ item: 'PSN_NAME', equals: account.name.slice(0, 1) }), false],
    ['the ID number', () => ({ item: 'CERTNO', equals: account.certno }), true],
    ['the ID number with a small x', () => ({ item: 'CERTNO', equals: account.certno.toLowerCase() }), true],
    ['no number', { item: 'CERTNO', equals: '' }, false],
    ['the birth date', { item: 'BRDY', equals: '1980-02-29' }, true],
    ['another birth date', { item: 'BRDY', equals: '1980-03-01' }, false],
    ['an age of at least', { item: 'AGE', atLeast: '40' }, true],
    ['an age of at most', { item: 'AGE', atMost: '40' }, false],
    ['the exact balance', { item: 'BALC', equals: '1234.50' }, true],
    ['the same balance in other digits', { item: 'BALC', equals: '1234.5' }, true],
    ['a fen more', { item: 'BALC', equals: '1234.51' }, false],
    ['what rounds to it', { item: 'BALC', equals: '1234.499999' }, false],
    ['what is no number', { item: 'BALC', equals: 'much' }, false],
    ['at least exactly that', { item: 'BALC', atLeast: '1234.50' }, true],
    ['at least a fen more', { item: 'BALC', atLeast: '1234.51' }, false],
    ['at least a millionth more', { item: 'BALC', atLeast: '1234.500001' }, false],
    ['at most exactly that', { item: 'BALC', atMost: '1234.5' }, true],
    ['at most a fen less', { item: 'BALC', atMost: '1234.49' }, false],
    ['at least a digit less, which is greater as text', { item: 'BALC', atLeast: '999.99' }, true],
    ['at least a negative', { item: 'BALC', atLeast: '-99999' }, true],
    ['between', { item: 'BALC', atLeast: '1000', atMost: '1300' }, true],
    ['between, and not equal', { item: 'BALC', atLeast: '1000', atMost: '1300', equals: '1200' }, false],
    ['a flag, as the platform writes it', { item: 'CVLSERV_FLAG', equals: '1' }, true],
    ['a flag in words', { item: 'CVLSERV_FLAG', equals: 'true' }, true],
    ['the other flag', { item: 'CVLSERV_FLAG', equals: '0' }, false],
    ['no flag at all', { item: 'CVLSERV_FLAG', equals: 'perhaps' }, false],
    ['a code of one of two records', { item: 'INSUTYPE', equals: '310' }, true],
    ['a code of the other', { item: 'INSUTYPE', equals: '390' }, true],
    ['a code of neither', { item: 'INSUTYPE', equals: '510' }, false],
    ['a count', { item: 'CUM_IPT_CNT', atLeast: '3' }, false],
    ['a value that is absent', { item: 'BANKACCT', equals: 'null' }, false],
    ['an amount of records that there are none of', { item: 'MEDFEE_SUMAMT', atMost: '999999' }, false],
  ])('%s', async (_what, assertion, match) => {
    const one = typeof assertion === 'function' ? assertion() : assertion;
    const { data } = await verify([one]);
    const { item } = one as { item: string };
    expect(data.redeemGrant).toEqual({ items: [{ item: { code: item }, delivery: 'VERIFY' }], verify: [{ item, match }] });
  });

  it('several assertions in their order', async () => {
    const assertions = [
      { item: 'BALC', atLeast: '5000' },
      { item: 'PSN_NAME', equals: account.name },
      { item: 'INSUTYPE', equals: '510' },
      { item: 'AGE', atLeast: '18' },
    ];
    const { data } = await verify(assertions);
    expect(data.redeemGrant.verify).toEqual([
      { item: 'BALC', match: false },
      { item: 'PSN_NAME', match: true },
      { item: 'INSUTYPE', match: false },
      { item: 'AGE', match: true },
    ]);
  });
});

describe('R-08: refused without taking a use is', () => {
  // biome-ignore format: a table is read by its rows
  it.each<[string, object[]]>([
    ['one item asserted twice, which would allow guessing its value', [{ item: 'BALC', atLeast: '1' }, { item: 'BALC', atLeast: '2' }]],
    ['an assertion of nothing', [{ item: 'BALC' }]],
    ['an assertion of null', [{ item: 'BALC', equals: null }]],
    ['a threshold on a name', [{ item: 'PSN_NAME', atLeast: '1' }]],
    ['a threshold on a date', [{ item: 'BRDY', atMost: '1' }]],
    ['an unknown item', [{ item: 'NO_SUCH_ITEM', equals: '1' }]],
  ])('%s', async (_what, assertions) => {
    const { errors } = await verify(assertions);
    expect(errors.map(({ extensions }) => extensions)).toEqual([{ code: 'BAD_USER_INPUT', field: 'assertions' }]);
  });

  it('one item asserted twice under two aliases', async () => {
    const verifyTwice =
      'a: verify(assertions: [{ item: "BALC", atLeast: "1" }]) { match } b: verify(assertions: [{ item: "BALC", atLeast: "2" }]) { match }';
    expect(codeOf(await platform.insurer.redeem(grant, 'twice', verifyTwice))).toBe('BAD_USER_INPUT');
  });

  it('an empty list of assertions', async () => {
    expect(codeOf(await verify([]))).toBe('NOTHING_SELECTED');
  });

  it('a threshold that is not a number', async () => {
    expect(codeOf(await verify([{ item: 'BALC', atLeast: 'much' }]))).toBe('BAD_USER_INPUT');
  });
});

it('R-08: two aliases with different items are two comparisons, each with its own answer', async () => {
  const both = `a: verify(assertions: [{ item: "BALC", atLeast: "1" }]) { item match } b: verify(assertions: [{ item: "INSUTYPE", equals: "510" }]) { item match }`;
  const { data } = await platform.insurer.redeem(grant, 'both', both);
  expect(data.redeemGrant).toEqual({
    a: [{ item: 'BALC', match: true }],
    b: [{ item: 'INSUTYPE', match: false }],
  });
});

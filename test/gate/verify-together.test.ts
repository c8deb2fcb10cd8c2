import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { loadKeys } from '../../api/secrets/keyring.js';
import { FieldEncryption } from '../../consent/crypto/field-encryption.js';
import { copies, type Given, give, recordsOf, toCityNoon, withoutRecords } from '../support/people/giving.js';
import { type Platform, startPlatform } from '../support/platform/platform.js';

let platform: Platform;
let given: Given;
let subject: { id: string; seal: (item: string, value: string) => string };

beforeAll(async () => {
  platform = await startPlatform();
  await toCityNoon(platform.database);
  given = await give(platform, { asks: { purpose: 'CLAIM_DIRECT_PAY', mode: 'LIMITED', maxUses: 12 } });
  const [row] = await platform.database.sql(
    `SELECT p.id, p.salt FROM assent.consent_grant g JOIN assent.person p ON p.id = g.person_id WHERE g.id = $1`,
    [given.id],
  );
  const { masterKeys } = await loadKeys(platform.database.varDir);
  const cipher = new FieldEncryption(masterKeys).cipher(row!.salt);
  subject = {
    id: row!.id,
    seal: (item, value) => `\\x${Buffer.from(cipher.seal(item, value)).toString('hex')}`,
  };
});
afterAll(() => platform.stop());

/** The records of one table of the person, and no others. */
async function only(table: string, ...records: object[]): Promise<void> {
  await withoutRecords(platform.database, table, subject.id);
  for (const record of records)
    await recordsOf(
      platform.database,
      `INSERT INTO assent.${table} SELECT (jsonb_populate_record(t, $1::jsonb)).* FROM assent.${table} AS t LIMIT 1`,
      [JSON.stringify({ person_id: subject.id, record_id: randomUUID(), ...record })],
    );
}

const enrolment = (record: object) => ({ crt_insu_date: '2020-01-01', paus_insu_date: null, ...record });

/** A grant by which these items may be compared, under a purpose that reads what is in force. */
async function grantOf(items: readonly string[], purpose = 'HUIMIN_ENROL_VERIFY'): Promise<string> {
  const compared = items.map((item) => ({ item, delivery: 'VERIFY', required: true }));
  const [grant] = await copies(platform.database, given.id, 1, { purpose, items: compared, max_uses: 100 });
  return grant!;
}

type Assertion = Record<string, unknown>;
const FIELDS = 'item match together';

async function verify(grantId: string, assertions: readonly Assertion[]) {
  const { data, errors } = await platform.insurer.send(
    `mutation Verify($input: RedeemGrantInput!, $assertions: [ItemAssertion!]!) {
      redeemGrant(input: $input) { verify(assertions: $assertions) { ${FIELDS} } }
    }`,
    { input: { grantId, idempotencyKey: randomUUID() }, assertions },
  );
  expect(errors).toEqual([]);
  return data.redeemGrant.verify as { item: string; match: boolean; together: string[] }[];
}

describe('R-08: 惠民保 asks whether a person is insured now, in this city, of this type, with their enrolment in force', () => {
  const QUESTION = [
    { item: 'PSN_INSU_STAS', equals: '1' },
    { item: 'INSUPLC_ADMDVS', equals: '370602' },
    { item: 'INSUTYPE', equals: '390' },
  ];
  const ITEMS = QUESTION.map(({ item }) => item);
  const here = { insuplc_admdvs: '370602', insutype: '390', psn_insu_stas: '1' };
  const asked = async (...enrolments: object[]) => {
    await only('enrolment', ...enrolments.map(enrolment));
    return verify(await grantOf(ITEMS), QUESTION);
  };
  const yes = ITEMS.map((item) => ({ item, match: true, together: ITEMS }));

  it('and all match where one enrolment is so', async () => {
    expect(await asked({ ...here, insutype: '310', psn_insu_stas: '2' }, here)).toEqual(yes);
  });

  // biome-ignore format: a table is read by its rows
  it.each<[string, object[], string[]]>([
    ['three enrolments have one each', [{ ...here, insutype: '310', psn_insu_stas: '2' }, { ...here, insuplc_admdvs: '370700', psn_insu_stas: '2' }, { ...here, insuplc_admdvs: '370700', insutype: '310' }], ['PSN_INSU_STAS']],
    ['one is of the type and a newer one in force', [{ ...here, psn_insu_stas: '2' }, { ...here, insutype: '310' }], ['PSN_INSU_STAS', 'INSUPLC_ADMDVS']],
    ['the one that is so has ended', [{ ...here, paus_insu_date: '2024-06-30' }, { ...here, psn_insu_stas: '4' }], ['INSUPLC_ADMDVS', 'INSUTYPE']],
    ['the one that is so has not begun', [{ ...here, crt_insu_date: '2999-01-01' }, { ...here, psn_insu_stas: '2' }], ['INSUPLC_ADMDVS', 'INSUTYPE']],
    ['there is none', [], []],
  ])('and not all match where %s', async (_what, enrolments, together) => {
    const newestFirst = enrolments.map((one, at) => ({ crt_insu_date: `2020-01-0${at + 1}`, ...one }));
    const answer = await asked(...newestFirst);
    expect(answer.every(({ match }) => match)).toBe(false);
    for (const { match, together: held, item } of answer)
      expect(held).toEqual(match ? expect.arrayContaining([item]) : []);
    const [one] = answer.filter(({ match }) => match);
    expect(one?.together.length ?? 0).toBe(together.length);
    if (one && together.length > 1) expect(one.together).toEqual(together);
  });
});

describe('R-08: assertions about one category', () => {
  it('are judged of one record also where an item is encrypted', async () => {
    const emp_name = (name: string) => subject.seal('EMP_NAME', name);
    const asserts = [
      { item: 'EMP_NAME', equals: '烟台安德有限公司' },
      { item: 'INSUTYPE', equals: '310' },
    ];
    const grant = await grantOf(['EMP_NAME', 'INSUTYPE']);
    const first = enrolment({ insutype: '390', emp_name: emp_name('烟台安德有限公司') });
    await only('enrolment', first, enrolment({ insutype: '310', emp_name: emp_name('别的单位') }));
    expect((await verify(grant, asserts)).filter(({ match }) => match)).toHaveLength(1);
    await only('enrolment', first, enrolment({ insutype: '310', emp_name: emp_name('烟台安德有限公司') }));
    expect((await verify(grant, asserts)).map(({ match }) => match)).toEqual([true, true]);
  });

  it('of two verify fields are two questions, each of a record of its own', async () => {
    await only(
      'enrolment',
      enrolment({ insutype: '310', psn_insu_stas: '2' }),
      enrolment({ insutype: '390', psn_insu_stas: '1' }),
    );
    const { data } = await platform.insurer.redeem(
      await grantOf(['INSUTYPE', 'PSN_INSU_STAS']),
      randomUUID(),
      `type: verify(assertions: [{ item: "INSUTYPE", equals: "310" }]) { ${FIELDS} }
       status: verify(assertions: [{ item: "PSN_INSU_STAS", equals: "1" }]) { ${FIELDS} }`,
    );
    expect(data.redeemGrant).toEqual({
      type: [{ item: 'INSUTYPE', match: true, together: ['INSUTYPE'] }],
      status: [{ item: 'PSN_INSU_STAS', match: true, together: ['PSN_INSU_STAS'] }],
    });
  });

  it('and those about another never stand together', async () => {
    const year = new Date().getUTCFullYear();
    await only('personal_account', { year, balc: '10.00' }, { year: year + 1, balc: '20.00' });
    await only('enrolment', enrolment({ insutype: '390' }));
    const asserts = [
      { item: 'BALC', atLeast: '1' },
      { item: 'INSUTYPE', equals: '390' },
    ];
    const answer = await verify(await grantOf(['BALC', 'INSUTYPE'], 'CLAIM_DIRECT_PAY'), asserts);
    expect(answer.map(({ together }) => together)).toEqual([['BALC'], ['INSUTYPE']]);
  });

  it('of which one record is shown are judged of that one, as the account of this year', async () => {
    const year = new Date().getUTCFullYear();
    await only('personal_account', { year: year - 1, balc: '500.00' }, { year, balc: '20.00' });
    const grant = await grantOf(['BALC'], 'CLAIM_DIRECT_PAY');
    const [match] = await verify(grant, [{ item: 'BALC', atLeast: '100' }]);
    expect(match).toEqual({ item: 'BALC', match: false, together: [] });
    expect((await verify(grant, [{ item: 'BALC', equals: '20' }]))[0]!.match).toBe(true);
  });

  it('reach the oldest of 1,200 records, of an amount and of an encrypted name', async () => {
    await withoutRecords(platform.database, 'expense_line', subject.id);
    await recordsOf(
      platform.database,
      `INSERT INTO assent.expense_line SELECT (jsonb_populate_record(t, jsonb_build_object('person_id', $1::bigint,
         'record_id', 'line-' || n, 'protected', false, 'fee_ocur_time', assent.today() - 1,
         'hilist_name', $3::text, 'det_item_fee_sumamt', 1))).*
       FROM generate_series(1, $2::int) AS n, assent.expense_line AS t WHERE t.ctid = (SELECT min(ctid) FROM assent.expense_line)`,
      [subject.id, 1199, subject.seal('HILIST_NAME', '阿司匹林')],
    );
    await recordsOf(
      platform.database,
      `INSERT INTO assent.expense_line SELECT (jsonb_populate_record(t, jsonb_build_object('record_id', 'oldest',
         'fee_ocur_time', assent.today() - 300, 'hilist_name', $2::text, 'det_item_fee_sumamt', 777.77))).*
       FROM assent.expense_line AS t WHERE t.person_id = $1 AND record_id = 'line-1'`,
      [subject.id, subject.seal('HILIST_NAME', '头孢克肟')],
    );
    const items = ['DET_ITEM_FEE_SUMAMT', 'HILIST_NAME'];
    const grant = await grantOf(items, 'CLAIM_DIRECT_PAY');
    const fee = { item: 'DET_ITEM_FEE_SUMAMT', equals: '777.77' };
    const name = { item: 'HILIST_NAME', equals: '头孢克肟' };
    expect(await verify(grant, [fee])).toEqual([{ item: fee.item, match: true, together: [fee.item] }]);
    expect(await verify(grant, [name])).toEqual([{ item: name.item, match: true, together: [name.item] }]);
    expect((await verify(grant, [fee, name])).map(({ together }) => together)).toEqual([items, items]);
    const other = { ...name, equals: '阿司匹林' };
    expect((await verify(grant, [fee, other])).map(({ match }) => match)).toEqual([false, true]);
  });
});

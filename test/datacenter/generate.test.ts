import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { csvFiles, fileNameOf } from '../../datacenter/csv/file-definitions.js';
import { generate } from '../../datacenter/generate/generate.js';
import type { Tester } from '../../datacenter/generate/testers.js';
import { type CsvRow, cents, readRows } from './csv.js';

const silent = { out: { write: () => true } };
const PERSONS = 2000;
const UNTIL = '2026-10-31';
const YEARS = 2;
const root = mkdtempSync(join(tmpdir(), 'assent-generate-'));
const city = join(root, 'city');

beforeAll(async () => {
  await generate({ persons: PERSONS, seed: 'distributions', directory: city, until: UNTIL }, silent);
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

const read = (table: string) => readRows(city, table);

function hashesOf(directory: string): Record<string, string> {
  const hash = (name: string) =>
    createHash('sha256')
      .update(readFileSync(join(directory, name)))
      .digest('hex');
  return Object.fromEntries(readdirSync(directory).map((name) => [name, hash(name)]));
}

async function smallCity(name: string, seed: string): Promise<Record<string, string>> {
  const directory = join(root, name);
  await generate({ persons: 60, seed, directory, until: UNTIL }, silent);
  return hashesOf(directory);
}

const ageOf = ({ brdy }: CsvRow): number =>
  Number(UNTIL.slice(0, 4)) - Number(brdy!.slice(0, 4)) - (brdy!.slice(5) > UNTIL.slice(5) ? 1 : 0);

const share = (rows: readonly CsvRow[], is: (row: CsvRow) => boolean): number =>
  rows.filter(is).length / rows.length;

function expectWithin(value: number, [low, high]: readonly [number, number]): void {
  expect(value).toBeGreaterThanOrEqual(low);
  expect(value).toBeLessThanOrEqual(high);
}

/** The check character as GB 11643 defines it: weights are 2^(18-i) mod 11. */
function isValidCertNo(certNo: string): boolean {
  if (!/^\d{17}[\dX]$/.test(certNo)) return false;
  let sum = 0;
  for (const [at, character] of [...certNo].entries())
    sum += (character === 'X' ? 10 : Number(character)) * (2 ** (17 - at) % 11);
  return sum % 11 === 1;
}

/** The current insurance type of each person: those who took up work were residents before. */
function currentEnrolments(): CsvRow[] {
  const current = new Map<string, CsvRow>();
  for (const row of read('enrolment')) {
    if (row.insutype !== '310' && row.insutype !== '390') continue;
    const known = current.get(row.psn_no!);
    if (!known || known.crt_insu_date! < row.crt_insu_date!) current.set(row.psn_no!, row);
  }
  return [...current.values()];
}

type Kind = 'OUTPATIENT' | 'INPATIENT' | 'PHARMACY';
const kindOf = ({ med_type }: CsvRow): Kind =>
  med_type === '41' ? 'PHARMACY' : med_type!.startsWith('2') ? 'INPATIENT' : 'OUTPATIENT';

describe('a generated city', () => {
  it('has the same bytes for the same seed', async () => {
    const first = await smallCity('first', 'a');
    expect(Object.keys(first)).toEqual(
      expect.arrayContaining([...csvFiles.map(fileNameOf), 'people.json', 'providers.json']),
    );
    expect(await smallCity('again', 'a')).toEqual(first);
  });

  it('has different bytes for another seed', async () => {
    const one = await smallCity('one', 'b');
    const other = await smallCity('other', 'c');
    // In a small city nobody may have a rare benefit, and then two files are equal.
    for (const name of [
      'basic_identity.csv',
      'contact.csv',
      'settlement.csv',
      'expense_line.csv',
      'people.json',
    ])
      expect(other[name]).not.toBe(one[name]);
  });

  it('has every file that the importer reads, with the column names of the national platform', () => {
    for (const file of csvFiles) {
      const [header] = readFileSync(join(city, fileNameOf(file)), 'utf8').split('\n', 1);
      expect(header).toBe(file.columns.map(({ name }) => name).join(','));
    }
    const [settlement] = readFileSync(join(city, 'settlement.csv'), 'utf8').split('\n', 1);
    expect(settlement!.split(',')).toEqual(
      expect.arrayContaining([
        'psn_no',
        'setl_id',
        'mdtrt_id',
        'setl_time',
        'medfee_sumamt',
        'psn_cash_pay',
        'refd_setl_flag',
      ]),
    );
  });
});

describe('generated people', () => {
  it('each have a unique number', () => {
    const people = read('basic_identity');
    expect(people).toHaveLength(PERSONS);
    expect(new Set(people.map(({ psn_no }) => psn_no)).size).toBe(PERSONS);
    expect(new Set(people.map(({ certno }) => certno)).size).toBe(PERSONS);
  });

  it('have valid ID numbers of an unassigned division, which agree with birth date and sex', () => {
    expect(isValidCertNo('11010519491231002X')).toBe(true);
    expect(isValidCertNo('440524188001010014')).toBe(true);
    expect(isValidCertNo('440524188001010013')).toBe(false);
    for (const { certno, brdy, gend } of read('basic_identity')) {
      expect([certno, isValidCertNo(certno!)]).toEqual([certno, true]);
      expect(certno!.slice(0, 6)).toBe('379900');
      expect(certno!.slice(6, 14)).toBe(brdy!.replaceAll('-', ''));
      expect(Number(certno![16]) % 2 === 1 ? '1' : '2').toBe(gend);
    }
    for (const { legrep_certno } of read('provider_persons'))
      if (legrep_certno !== '') expect(isValidCertNo(legrep_certno!)).toBe(true);
  });

  it('have the documented shares of ages and states', () => {
    const people = read('basic_identity');
    const aged = (from: number, below: number) =>
      share(people, (row) => ageOf(row) >= from && ageOf(row) < below);
    expectWithin(aged(0, 14), [0.1, 0.14]);
    expectWithin(aged(14, 18), [0.03, 0.05]);
    expectWithin(aged(18, 60), [0.53, 0.59]);
    expectWithin(aged(60, 120), [0.25, 0.31]);
    expectWithin(
      share(people, ({ gend }) => gend === '1'),
      [0.47, 0.53],
    );
    expectWithin(
      share(people, ({ surv_stas }) => surv_stas === '2'),
      [0.003, 0.011],
    );
  });

  it('have the documented shares of insurance types and statuses', () => {
    const current = currentEnrolments();
    expect(current).toHaveLength(PERSONS);
    expectWithin(
      share(current, ({ insutype }) => insutype === '310'),
      [0.37, 0.43],
    );
    expectWithin(
      share(current, ({ psn_insu_stas }) => psn_insu_stas === '1'),
      [0.935, 0.965],
    );
    expectWithin(
      share(current, ({ psn_insu_stas }) => psn_insu_stas === '2'),
      [0.022, 0.048],
    );
    const employees = current.filter(({ insutype }) => insutype === '310');
    expectWithin(
      share(employees, ({ psn_type }) => psn_type!.startsWith('12')),
      [0.27, 0.37],
    );
  });

  it('have a guardian if they are under 18', () => {
    const guardianOf = new Map(read('guardianship').map((row) => [row.psn_no, row.guardian_psn_no]));
    const people = new Map(read('basic_identity').map((row) => [row.psn_no, row]));
    const children = [...people.values()].filter((row) => ageOf(row) < 18);
    for (const { psn_no } of children)
      expect(ageOf(people.get(guardianOf.get(psn_no))!)).toBeGreaterThanOrEqual(18);
    expect(guardianOf.size).toBe(children.length);
  });
});

describe('generated visits', () => {
  it('have the documented number per person', () => {
    const encounters = read('encounter');
    const current = currentEnrolments();
    const yearly = (insutype: '310' | '390', kind: Kind) =>
      encounters.filter((row) => row.insutype === insutype && kindOf(row) === kind).length /
      current.filter((row) => row.insutype === insutype).length /
      YEARS;
    expectWithin(yearly('310', 'OUTPATIENT'), [7.2, 9]);
    expectWithin(yearly('310', 'PHARMACY'), [5.1, 6.5]);
    expectWithin(yearly('310', 'INPATIENT'), [0.17, 0.26]);
    expectWithin(yearly('390', 'OUTPATIENT'), [2.8, 3.6]);
    expectWithin(yearly('390', 'PHARMACY'), [0.03, 0.07]);
    expectWithin(yearly('390', 'INPATIENT'), [0.16, 0.25]);
  });

  it('have a diagnosis of a specially protected disease in about 2 % of cases', () => {
    const diagnosed = read('encounter').filter(({ diag_code }) => diag_code !== '');
    expectWithin(
      share(diagnosed, ({ diag_code }) => /^(F|B18|A16|A53|B24|Z21)/.test(diag_code!)),
      [0.012, 0.028],
    );
  });

  it('have the documented mean cost', () => {
    const visits = new Map(read('encounter').map((row) => [row.mdtrt_id, row]));
    const sums = new Map<string, { yuan: number; count: number }>();
    for (const { mdtrt_id, medfee_sumamt, refd_setl_flag } of read('settlement')) {
      if (refd_setl_flag === '1') continue;
      const visit = visits.get(mdtrt_id)!;
      const key = `${visit.insutype} ${kindOf(visit)}`;
      const sum = sums.get(key) ?? { yuan: 0, count: 0 };
      sums.set(key, { yuan: sum.yuan + Number(medfee_sumamt), count: sum.count + 1 });
    }
    const mean = (key: string) => sums.get(key)!.yuan / sums.get(key)!.count;
    expectWithin(mean('310 OUTPATIENT'), [260, 305]);
    expectWithin(mean('310 PHARMACY'), [88, 104]);
    expectWithin(mean('310 INPATIENT'), [9000, 14_500]);
    expectWithin(mean('390 OUTPATIENT'), [160, 192]);
    expectWithin(mean('390 INPATIENT'), [5800, 9000]);
  });

  it('have settlements that satisfy every accounting identity, including refunds', () => {
    const billed = new Map<string, number>();
    for (const { setl_id, det_item_fee_sumamt } of read('expense_line'))
      billed.set(setl_id!, (billed.get(setl_id!) ?? 0) + cents(det_item_fee_sumamt!));
    const settlements = read('settlement');
    const wrong = settlements.filter((row) => {
      const sum = (...names: string[]) => names.reduce((total, name) => total + cents(row[name]!), 0);
      const total = sum('medfee_sumamt');
      return (
        total !== sum('fulamt_ownpay_amt', 'overlmt_selfpay', 'preselfpay_amt', 'inscp_scp_amt') ||
        sum('fund_pay_sumamt') !==
          sum('hifp_pay', 'cvlserv_pay', 'hifes_pay', 'hifmi_pay', 'hifob_pay', 'maf_pay', 'oth_pay') ||
        sum('psn_part_amt') !== sum('acct_pay', 'psn_cash_pay') ||
        total !== sum('fund_pay_sumamt', 'psn_part_amt', 'hosp_part_amt') ||
        total !== billed.get(row.setl_id!)
      );
    });
    expect(wrong).toEqual([]);
    const refunds = settlements.filter(({ refd_setl_flag }) => refd_setl_flag === '1');
    expectWithin(refunds.length / settlements.length, [0.001, 0.006]);
    expect(refunds.every(({ medfee_sumamt }) => cents(medfee_sumamt!) < 0)).toBe(true);
    expect(settlements.every((row) => row.refd_setl_flag === '1' || cents(row.medfee_sumamt!) > 0)).toBe(
      true,
    );
  });

  it('lie in the last 24 months and are settled after they began', () => {
    const visits = new Map(read('encounter').map((row) => [row.mdtrt_id, row]));
    const wrong = read('settlement').filter(({ mdtrt_id, psn_no, setl_time }) => {
      const visit = visits.get(mdtrt_id);
      return (
        visit?.psn_no !== psn_no ||
        visit!.begntime! > visit!.endtime! ||
        setl_time! < visit!.begntime! ||
        visit!.begntime! < '2024-11-01' ||
        setl_time!.slice(0, 10) > UNTIL
      );
    });
    expect(wrong).toEqual([]);
  });
});

describe('the people for testers', () => {
  const testers = () => JSON.parse(readFileSync(join(city, 'people.json'), 'utf8')) as Tester[];
  const tagged = (tag: string) => testers().filter(({ tags }) => (tags as readonly string[]).includes(tag));

  it('include at least 20 ordinary adults with settlements in the last 24 months', () => {
    const settled = new Set(
      read('settlement')
        .filter(({ setl_time }) => setl_time! > '2024-11')
        .map(({ psn_no }) => psn_no),
    );
    const people = new Map(read('basic_identity').map((row) => [row.psn_no, row]));
    const plain = tagged('ADULT').filter(({ tags, psnNo }) => tags.length === 1 && settled.has(psnNo));
    expect(plain.length).toBeGreaterThanOrEqual(20);
    for (const { psnNo, certNo, name } of plain) {
      expect(people.get(psnNo)).toMatchObject({ certno: certNo, psn_name: name, surv_stas: '1' });
      expect(ageOf(people.get(psnNo)!)).toBeGreaterThanOrEqual(18);
    }
  });

  it('include children with guardians, deceased people, people with protected diseases and legal representatives', () => {
    const people = new Map(read('basic_identity').map((row) => [row.psn_no, row]));
    const guardianOf = new Map(read('guardianship').map((row) => [row.psn_no, row.guardian_psn_no]));
    const guardians = new Set(tagged('GUARDIAN').map(({ psnNo }) => psnNo));
    const children = testers().filter(({ psnNo }) => ageOf(people.get(psnNo)!) < 18);
    expect(children.length).toBeGreaterThan(0);
    for (const { psnNo, tags } of children) {
      expect(tags).toEqual([ageOf(people.get(psnNo)!) < 14 ? 'CHILD_UNDER_14' : 'CHILD_14_TO_17']);
      expect(guardians.has(guardianOf.get(psnNo)!)).toBe(true);
    }
    expect(tagged('DECEASED').length).toBeGreaterThan(0);
    for (const { psnNo } of tagged('DECEASED')) expect(people.get(psnNo)!.surv_stas).toBe('2');
    expect(tagged('SPECIAL_DISEASE').length).toBeGreaterThan(0);
    const legalOf = new Map(read('provider_persons').map((row) => [row.fixmedins_code, row.legrep_certno]));
    expect(tagged('REPRESENTATIVE').length).toBeGreaterThan(0);
    for (const { certNo, providerCode } of tagged('REPRESENTATIVE'))
      expect(legalOf.get(providerCode!)).toBe(certNo);
  });
});

import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { certNoOf, csvOf, Importing, personRow } from './importing.js';

let city: Importing;
beforeAll(async () => {
  city = await Importing.create();
});
afterAll(() => city.database.drop());

const people = [1, 3, 5].map((serial) =>
  personRow(`P${serial}`, certNoOf('1985-03-04', serial), { psn_name: `王${'甲乙丙丁戊'[serial - 1]}䶮` }),
);
const text = csvOf(people);
const inEncoding = (content: string, encoding: string): Buffer =>
  execFileSync('iconv', ['-f', 'UTF-8', '-t', encoding], { input: content });
const nameOf = async (psnNo: string): Promise<string> => {
  const [row] = await city.database.sql(
    'SELECT p.salt, b.psn_name FROM assent.person p JOIN assent.basic_identity b ON b.person_id = p.id WHERE p.psn_no = $1',
    [psnNo],
  );
  return city.encryption.cipher(row!.salt).open('PSN_NAME', row!.psn_name);
};

describe('a file of another encoding', () => {
  it.each([
    ['UTF-8 with a byte order mark', () => Buffer.from(`\uFEFF${text}`)],
    ['GB 18030', () => inEncoding(text, 'GB18030')],
    ['GBK', () => inEncoding(text.replaceAll('䶮', '岩'), 'GBK')],
    ['UTF-16 with a byte order mark', () => Buffer.from(`\uFEFF${text}`, 'utf16le')],
    ['UTF-16 without one', () => Buffer.from(text, 'utf16le')],
    ['UTF-16 in the other order', () => Buffer.from(`\uFEFF${text}`, 'utf16le').swap16()],
  ])('is read: %s', async (_, content) => {
    const { rejects, rows, refused } = await city.run({ 'basic_identity.csv': content() });
    expect({ rejects, rows, refused }).toEqual({ rejects: [], rows: 3, refused: [] });
    expect(await nameOf('P1')).toMatch(/^王甲[䶮岩]$/);
  });

  it('is read as it is told, and otherwise its rows are rejected', async () => {
    const content = inEncoding(text, 'GB18030');
    expect((await city.run({ basic_identity: content }, { encoding: 'gb18030' })).rejects).toEqual([]);
    expect((await city.run({ basic_identity: content }, { encoding: 'utf-8' })).rejected).toBe(3);
  });
});

describe('a file of another form', () => {
  it.each([
    [';', 'separated by ;'],
    ['\t', 'separated by tabs'],
    ['|', 'separated by |'],
  ])('has its fields separated by %j', async (separator, told) => {
    const { rejects, rows, printed } = await city.run({ basic_identity: text.replaceAll(',', separator) });
    expect({ rejects, rows }).toEqual({ rejects: [], rows: 3 });
    expect(printed).toContain(told);
  });

  it('has names of its own for the columns, which a mapping tells', async () => {
    const header = '人员编号,姓名,证件类型,证件号码,性别,出生日期,生存状态';
    const named = text.replace(/^.*/, header);
    const refused = await city.run({ basic_identity: named });
    expect(refused.refused).toEqual([
      { file: 'basic_identity.csv', reason: expect.stringContaining('--columns') },
    ]);
    const names = Object.fromEntries(
      header.split(',').map((name, at) => [name, Object.keys(people[0]!)[at]!]),
    );
    const { rejects, rows } = await city.run({ basic_identity: named }, { columns: { '*': names } });
    expect({ rejects, rows }).toEqual({ rejects: [], rows: 3 });
  });

  it('has more columns, which are ignored with a line', async () => {
    const rows = people.map((row) => ({ ...row, updt_time: '2026-01-01', '37990019900101003X': '' }));
    const { rejects, printed } = await city.run({ basic_identity: rows });
    expect(rejects).toEqual([]);
    expect(printed).toContain('basic_identity.csv: ignored column updt_time, number 9\n');
  });

  it('has a day in its name, or capital letters; another name is told', async () => {
    const { rows, printed } = await city.run({
      'BASIC_IDENTITY.CSV': people.slice(0, 2),
      'basic_identity_20260301.csv': people.slice(2),
      'persons.csv': people,
    });
    expect(rows).toBe(3);
    expect(printed).toContain('persons.csv: ignored');
  });

  it('has a last line without an end, which is told', async () => {
    expect((await city.run({ basic_identity: text.trimEnd() })).printed).toContain(
      'the file may have been cut off',
    );
  });
});

describe('values', () => {
  const enrolment = (more: object) => ({
    enrolment: [{ psn_no: 'P1', insutype: '310', crt_insu_date: '2020-01-02', ...more }],
  });
  const dayOf = async () =>
    (await city.database.sql('SELECT crt_insu_date::text AS day, record_id FROM assent.enrolment'))[0];
  beforeAll(async () => {
    await city.run({ basic_identity: people });
  });

  it.each([
    '2025-03-01',
    '2025-3-1',
    '2025/3/1',
    '2025/03/01 08:00',
    '20250301',
    '20250301083000',
    '2025-03-01T00:00:00',
    '2025-03-01 00:00:00.0',
    '2025-03-01 00:00:00.000',
    '2025-03-01T00:00:00+08:00',
    '2025年3月1日',
  ])('of days are read: %s', async (day) => {
    expect((await city.run(enrolment({ crt_insu_date: day }))).rejects).toEqual([]);
    expect((await dayOf())!.day).toBe('2025-03-01');
  });

  it.each([
    '01/03/2025',
    '3/1/25',
    '2025-02-30',
    '2025/13/1',
    '9999-12-31',
    '2025-03-01T00:00:00Z',
    '2025-3',
    '20250230',
  ])('of days that mean none or two are rejected: %s', async (day) => {
    expect((await city.run(enrolment({ crt_insu_date: day }))).rejects).toMatchObject([
      { field: 'crt_insu_date', reason: expect.stringContaining('not a real day') },
    ]);
  });

  it.each([
    ['basic_identity', { ...people[0]!, certno: '6.2E+17' }, 'certno'],
    ['basic_identity', { ...people[0]!, certno: '379900198503040000' }, 'certno'],
    ['basic_identity', { ...people[0]!, psn_cert_type: '1' }, 'psn_cert_type'],
    ['contact', { psn_no: 'P1', mob: '1.39E+10' }, 'mob'],
    ['contact', { psn_no: '6.2E+17', mob: '' }, 'psn_no'],
    ['enrolment', { psn_no: 'P1', insutype: '310', crt_insu_date: '45717' }, 'crt_insu_date'],
  ])('that a spreadsheet has rewritten are told as such: %s %j', async (table, row, field) => {
    expect((await city.run({ [table]: [row as Record<string, string>] })).rejects).toMatchObject([
      { field, reason: 'looks like a number rewritten by a spreadsheet' },
    ]);
  });

  it.each([
    ['contact', { psn_no: 'P1', mob: '无' }, 'mob', 'is not a mobile number'],
    ['contact', { psn_no: 'P1', mob: '1390000' }, 'mob', 'is not a mobile number'],
    [
      'guardianship',
      {
        psn_no: 'P1',
        guardian_psn_no: 'P3',
        relation: '1',
        source: 'SOMEWHERE',
        begndate: '2020-01-01',
        enddate: '',
      },
      'source',
      'is not in code table guardianship_source',
    ],
    [
      'contribution',
      { psn_no: 'P1', insutype: '310', cashym: '202501', psn_clct_amt: '-1.00', refd_setl_flag: '0' },
      'psn_clct_amt',
      'is negative although refd_setl_flag is 0',
    ],
    [
      'contribution',
      { psn_no: 'P1', insutype: '310', cashym: '999912', refd_setl_flag: '0' },
      'cashym',
      'is not a month written yyyyMM',
    ],
  ])('that no rule allows are rejected: %s %j', async (table, row, field, reason) => {
    expect((await city.run({ [table]: [row as Record<string, string>] })).rejects).toMatchObject([
      { field, reason },
    ]);
  });
});

describe('what a file does not say', () => {
  it('stays: a column that is not there', async () => {
    await city.run({
      basic_identity: people,
      contact: [{ psn_no: 'P1', mob: '13900000001', live_addr: '某路1号' }],
    });
    const before = await city.dump('person', 'contact');
    expect(await city.run({ contact: 'psn_no\nP1\n' })).toMatchObject({ written: 0 });
    expect(await city.dump('person', 'contact')).toEqual(before);
    await city.run({ contact: [{ psn_no: 'P1', mob: '13900000002' }] });
    const [row] = await city.database.sql(
      'SELECT p.salt, c.* FROM assent.contact c JOIN assent.person p ON p.id = c.person_id',
    );
    expect(city.encryption.cipher(row!.salt).open('LIVE_ADDR', row!.live_addr)).toBe('某路1号');
  });

  it('is cleared by an empty value, but the type of document and the sex stay', async () => {
    await city.run({ contact: [{ psn_no: 'P1', mob: '' }] });
    const [contact] = await city.database.sql(
      "SELECT c.mob, p.sealed_mobile FROM assent.contact c JOIN assent.person p ON p.id = c.person_id WHERE p.psn_no = 'P1'",
    );
    expect(contact).toEqual({ mob: null, sealed_mobile: null });
    await city.run({ basic_identity: [{ ...people[0]!, gend: '', psn_cert_type: '' }] });
    const [identity] = await city.database.sql(
      "SELECT gend, psn_cert_type FROM assent.basic_identity WHERE psn_no = 'P1'",
    );
    expect(identity).toEqual({ gend: '1', psn_cert_type: '01' });
  });
});

describe('a record that the source declares void', () => {
  it('is removed; a person is not', async () => {
    await city.run({ basic_identity: people, contact: [{ psn_no: 'P1', mob: '13900000001' }] });
    const result = await city.run({ contact: [{ psn_no: 'P1', mob: '13900000001', vali_flag: '0' }] });
    expect(result).toMatchObject({ removed: 1, rejected: 0 });
    expect(await city.database.sql('SELECT 1 FROM assent.contact')).toEqual([]);
    const { rejects } = await city.run({ basic_identity: people.map((row) => ({ ...row, vali_flag: '0' })) });
    expect(rejects).toHaveLength(3);
    expect(await city.database.sql('SELECT 1 FROM assent.basic_identity')).toHaveLength(3);
  });
});

describe('an import', () => {
  it('tells which file has too many rejects, and what to do about the faults', async () => {
    const bad = people.map((row, at) => (at === 0 ? { ...row, psn_name: ' ' } : row));
    const result = await city.run({ basic_identity: bad });
    expect(result.overLimit).toEqual(['basic_identity.csv']);
    expect(result.printed).toContain(
      'basic_identity.csv: psn_name is missing: 1 rows, the first in line 2. Correct it in the source',
    );
    expect((await city.run({ basic_identity: bad }, { maxRejects: 0.5 })).overLimit).toEqual([]);
  });

  it('is in the history', async () => {
    const [last] = await city.database.sql('SELECT * FROM assent.import_run ORDER BY id DESC LIMIT 1');
    expect(last).toMatchObject({ rows: '3', rejected: '1', refused_files: 0, outcome: 'COMPLETE' });
    expect(last!.finished_at).toBeInstanceOf(Date);
  });

  it('writes nothing when it is only tried', async () => {
    const tables = ['person', 'basic_identity', 'import_run'];
    const before = await city.dump(...tables);
    const changed = people.map((row) => ({ ...row, psn_name: '新名' }));
    const bad = { ...people[0]!, psn_no: 'P9', brdy: 'x' };
    const { rows, written, rejects } = await city.run(
      { basic_identity: [...changed, bad] },
      { dryRun: true },
    );
    expect({ rows, written, faults: rejects.length }).toEqual({ rows: 4, written: 0, faults: 1 });
    expect(await city.dump(...tables)).toEqual(before);
  });
});

import { randomBytes } from 'node:crypto';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { BlindIndex } from '../../consent/crypto/blind-index.js';
import { FieldEncryption } from '../../consent/crypto/field-encryption.js';
import { type CsvFile, csvFiles, fileNameOf } from '../../datacenter/csv/file-definitions.js';
import { generate } from '../../datacenter/generate/generate.js';
import { type ImportOptions, type ImportResult, importCity } from '../../datacenter/import/import-city.js';
import type { Io } from '../../datacenter/io.js';
import { checkCharacter } from '../../schema/identity/resident-number.js';
import { createTestDatabase, type TestDatabase } from '../support/database/database.js';
import { type CsvRow, readRows, rowsOf } from './csv.js';

const ESCAPE = '\u001b';
const silent: Io = { out: { write: () => true } };
const root = mkdtempSync(join(tmpdir(), 'assent-import-'));
const city = join(root, 'city');
const rejectsPath = join(root, 'rejects.csv');
const encryption = new FieldEncryption(new Map([[1, randomBytes(32)]]));
const blindIndex = new BlindIndex(randomBytes(32));

beforeAll(async () => {
  await generate({ persons: 60, seed: 'import', directory: city }, silent);
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

const database: { current: TestDatabase | null } = { current: null };
const db = () => database.current!;
const emptyDatabase = async () => {
  database.current = await createTestDatabase();
};
const dropDatabase = async () => {
  await database.current?.drop();
  database.current = null;
};

const run = (directory: string, io: Io = silent, more: Partial<ImportOptions> = {}): Promise<ImportResult> =>
  importCity({ directory, databaseUrl: db().importUrl, blindIndex, encryption, rejectsPath, ...more }, io);

const rejects = (): CsvRow[] => rowsOf(readFileSync(rejectsPath, 'utf8'));

let directories = 0;
function newDirectory(files: Readonly<Record<string, string | Buffer>> = {}): string {
  const directory = join(root, `files-${++directories}`);
  mkdirSync(directory);
  for (const [name, content] of Object.entries(files)) writeFileSync(join(directory, `${name}.csv`), content);
  return directory;
}

/** People and their enrolments: the minimum of files for most tests. */
function someFiles(...tables: string[]): string {
  const directory = newDirectory();
  for (const table of tables) copyFileSync(join(city, `${table}.csv`), join(directory, `${table}.csv`));
  return directory;
}

const quoted = (value: string) => (/[",\n\r]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value);
const csvLine = (row: CsvRow) => Object.values(row).map(quoted).join(',');
const csvText = (rows: readonly CsvRow[], end = '\n') =>
  [Object.keys(rows[0]!).join(','), ...rows.map(csvLine)].map((line) => line + end).join('');

const counts = async (): Promise<Record<string, number>> => {
  const found: Record<string, number> = {};
  for (const { table } of csvFiles)
    found[table] = (await db().sql(`SELECT count(*)::int AS n FROM assent.${table}`))[0]!.n;
  return found;
};

/** Every stored row with the transaction that wrote it. */
async function dump(): Promise<Record<string, string[]>> {
  const found: Record<string, string[]> = {};
  for (const table of ['person', 'provider', ...csvFiles.map((file) => file.table)])
    found[table] = (
      await db().sql(`SELECT xmin::text || ' ' || t::text AS row FROM assent.${table} t ORDER BY 1`)
    ).map(({ row }) => row);
  return found;
}

const subjectTable = { person: ['person', 'psn_no'], provider: ['provider', 'fixmedins_code'] } as const;

/** The rows of a table with the number and the salt of their subject. */
function stored(file: CsvFile): Promise<Record<string, any>[]> {
  const [{ subject, stored: id }] = file.subjects as [CsvFile['subjects'][number]];
  const [table, number] = subjectTable[subject];
  return db().sql(
    `SELECT t.*, s.${number} AS number, s.salt FROM assent.${file.table} t JOIN assent.${table} s ON s.id = t.${id}`,
  );
}

const fileOf = (table: string) => csvFiles.find((file) => file.table === table)!;

describe('the import of a city', () => {
  beforeAll(emptyDatabase);
  afterAll(dropDatabase);
  let first: ImportResult;

  it('stores every row of every file', async () => {
    first = await run(city);
    const expected = Object.fromEntries(csvFiles.map(({ table }) => [table, readRows(city, table).length]));
    expect(await counts()).toEqual(expected);
    const rows = Object.values(expected).reduce((sum, n) => sum + n, 0);
    expect(first).toMatchObject({ rows, written: rows, rejected: 0, refused: [], ratio: null });
    expect(rejects()).toEqual([]);
    const [people] = await db().sql('SELECT count(*)::int AS n FROM assent.person');
    expect(people!.n).toBe(60);
  });

  it('changes no row when it is repeated', async () => {
    const before = await dump();
    expect(before.person!.length).toBe(60);
    expect(await run(city)).toMatchObject({ rows: first.rows, written: 0, rejected: 0, refused: [] });
    expect(await dump()).toEqual(before);
  });

  it('encrypts direct identifiers and diagnoses with the key of their subject', async () => {
    let opened = 0;
    for (const file of csvFiles) {
      const sealed = file.columns.filter(({ sealedAs }) => sealedAs !== null);
      if (sealed.length === 0) continue;
      const types = await db().sql(
        "SELECT column_name, data_type FROM information_schema.columns WHERE table_schema = 'assent' AND table_name = $1",
        [file.table],
      );
      for (const column of sealed)
        expect(types).toContainEqual({ column_name: column.stored, data_type: 'bytea' });
      const subject = file.subjects[0]!.name;
      const keyOf = (row: CsvRow) =>
        `${row[subject]} ${file.recordId!.map((name) => (name.endsWith('date') ? row[name]!.slice(0, 10) : row[name])).join('~')}`;
      const told = new Map(readRows(city, file.table).map((row) => [keyOf(row), row]));
      const ciphers = new Map<string, ReturnType<FieldEncryption['cipher']>>();
      for (const row of await stored(file)) {
        const cipher = ciphers.get(row.number) ?? encryption.cipher(row.salt);
        ciphers.set(row.number, cipher);
        const original = told.get(`${row.number} ${row.record_id}`)!;
        for (const { name, stored: column, sealedAs } of sealed) {
          const value = row[column!] === null ? '' : cipher.open(sealedAs!, row[column!]);
          if (value !== original[name]) throw new Error(`${file.table}.${name} opens to another value`);
          opened++;
        }
      }
    }
    expect(opened).toBeGreaterThan(1000);
  });

  it('stores blind indexes by which people are found', async () => {
    const [row] = readRows(city, 'basic_identity');
    const found = await db().sql(
      'SELECT psn_no FROM assent.person WHERE certno_index = $1 AND certno_name_index = $2',
      [blindIndex.certNo(row!.certno!), blindIndex.certNoWithName(row!.certno!, row!.psn_name!)],
    );
    expect(found).toEqual([{ psn_no: row!.psn_no }]);
  });

  it('updates only corrected rows', async () => {
    const before = await dump();
    const rows = readRows(city, 'basic_identity');
    const at = 7;
    const corrected: CsvRow = {
      ...rows[at]!,
      psn_name: '改名人',
      surv_stas: rows[at]!.surv_stas === '9' ? '1' : '9',
    };
    const result = await run(newDirectory({ basic_identity: csvText(rows.with(at, corrected)) }));
    expect(result).toMatchObject({ rows: 60, written: 1, rejected: 0 });
    const found = (await stored(fileOf('basic_identity'))).find(({ number }) => number === corrected.psn_no)!;
    expect(encryption.cipher(found.salt).open('PSN_NAME', found.psn_name)).toBe('改名人');
    expect(found.surv_stas).toBe(corrected.surv_stas);
    expect(found.updated_at.getTime()).toBeGreaterThan(found.created_at?.getTime() ?? 0);
    const after = await dump();
    for (const table of Object.keys(after)) {
      const changed = after[table]!.filter((row) => !before[table]!.includes(row));
      expect([table, changed.length]).toEqual([
        table,
        table === 'person' || table === 'basic_identity' ? 1 : 0,
      ]);
      expect(after[table]).toHaveLength(before[table]!.length);
    }
    const [person] = await db().sql(
      'SELECT certno_name_index, surv_stas FROM assent.person WHERE psn_no = $1',
      [corrected.psn_no],
    );
    expect(person!.surv_stas).toBe(corrected.surv_stas);
    expect(person!.certno_name_index).toEqual(blindIndex.certNoWithName(corrected.certno!, '改名人'));
  });
});

describe('bad rows', () => {
  afterAll(dropDatabase);

  const BAD_BYTE = '\uE000';
  const withBytes = (text: string) =>
    Buffer.concat(
      text
        .split(BAD_BYTE)
        .flatMap((part, at) => (at === 0 ? [Buffer.from(part)] : [Buffer.of(0xff), Buffer.from(part)])),
    );

  const wrongCheck = (certNo: string) => certNo.slice(0, 17) + (certNo[17] === '1' ? '2' : '1');
  /** A valid ID number of another birthday or sex. */
  function otherCertNo(certNo: string, from: number, to: string): string {
    const number = certNo.slice(0, from) + to + certNo.slice(from + to.length, 17);
    return number + checkCharacter(number);
  }

  interface Bad {
    readonly kind: string;
    readonly file: string;
    readonly field: string;
    readonly reason: RegExp;
    /** Makes the bad row from a good one; a string stands for the raw line. */
    readonly make: (good: CsvRow) => CsvRow | string;
    readonly choose?: (row: CsvRow) => boolean;
  }

  const NEW = 'NEW-KEY-1';
  const stranger = { psn_no: 'STRANGER-1' };
  const bads: Bad[] = [
    {
      kind: 'a wrong check character',
      file: 'basic_identity',
      field: 'certno',
      reason: /check character/,
      make: (row) => ({ ...row, ...stranger, certno: wrongCheck(row.certno!) }),
    },
    {
      kind: 'a birth date that is not the ID number’s',
      file: 'basic_identity',
      field: 'brdy',
      reason: /birth date/,
      make: (row) => ({ ...row, ...stranger, brdy: row.brdy === '1990-01-01' ? '1990-01-02' : '1990-01-01' }),
    },
    {
      kind: 'a sex that is not the ID number’s',
      file: 'basic_identity',
      field: 'gend',
      reason: /sex/,
      make: (row) => ({ ...row, ...stranger, gend: row.gend === '1' ? '2' : '1' }),
    },
    {
      kind: 'an ID number of no day',
      file: 'basic_identity',
      field: 'certno',
      reason: /real birth date/,
      make: (row) => ({ ...row, ...stranger, certno: otherCertNo(row.certno!, 10, '0230') }),
    },
    {
      kind: 'an ID number that another person has',
      file: 'basic_identity',
      field: 'certno',
      reason: /another psn_no/,
      make: (row) => ({ ...row, ...stranger }),
    },
    {
      kind: 'a NUL character',
      file: 'basic_identity',
      field: 'psn_name',
      reason: /NUL/,
      make: (row) => ({ ...row, ...stranger, psn_name: `${row.psn_name}\0` }),
    },
    {
      kind: 'bytes that are not UTF-8',
      file: 'basic_identity',
      field: 'psn_name',
      reason: /UTF-8/,
      make: (row) => ({ ...row, ...stranger, psn_name: `${row.psn_name}${BAD_BYTE}` }),
    },
    {
      kind: 'a name that is too long',
      file: 'basic_identity',
      field: 'psn_name',
      reason: /longer than 50/,
      make: (row) => ({ ...row, ...stranger, psn_name: row.psn_name!.repeat(30) }),
    },
    {
      kind: 'too few fields',
      file: 'basic_identity',
      field: '',
      reason: /5 fields instead of 7/,
      make: (row) => csvLine(row).split(',').slice(0, 5).join(','),
    },
    {
      kind: 'too many fields',
      file: 'basic_identity',
      field: '',
      reason: /8 fields instead of 7/,
      make: (row) => `${csvLine(row)},more`,
    },
    {
      kind: 'a missing required value',
      file: 'basic_identity',
      field: 'psn_name',
      reason: /missing/,
      make: (row) => ({ ...row, ...stranger, psn_name: '' }),
    },
    {
      kind: 'text after a closing quote',
      file: 'basic_identity',
      field: '',
      reason: /closing quote/,
      make: (row) => `"${row.psn_no}"x,${row.psn_name},01,${row.certno},${row.gend},${row.brdy},1`,
    },
    {
      kind: 'an unknown code',
      file: 'enrolment',
      field: 'insutype',
      reason: /code table/,
      make: (row) => ({ ...row, insutype: '999' }),
    },
    {
      kind: 'a day that is none',
      file: 'enrolment',
      field: 'crt_insu_date',
      reason: /real day/,
      make: (row) => ({ ...row, crt_insu_date: '2026-02-30' }),
    },
    {
      kind: 'a month that is none',
      file: 'contribution',
      field: 'cashym',
      reason: /month/,
      make: (row) => ({ ...row, cashym: '202613' }),
    },
    {
      kind: 'an unknown person',
      file: 'contact',
      field: 'psn_no',
      reason: /person that is not on file/,
      make: (row) => ({ ...row, ...stranger }),
    },
    {
      kind: 'an unknown guardian',
      file: 'guardianship',
      field: 'guardian_psn_no',
      reason: /person that is not on file/,
      make: (row) => ({ ...row, guardian_psn_no: 'STRANGER-2' }),
    },
    {
      kind: 'a wrong institution code',
      file: 'provider_profile',
      field: 'fixmedins_code',
      reason: /H or P with 11 digits/,
      make: (row) => ({ ...row, fixmedins_code: 'X37990000001' }),
    },
    {
      kind: 'a wrong institution code of a visit',
      file: 'encounter',
      field: 'fixmedins_code',
      reason: /H or P with 11 digits/,
      make: (row) => ({ ...row, mdtrt_id: NEW, fixmedins_code: 'H3799000000' }),
    },
    {
      kind: 'an unknown institution',
      file: 'provider_bank',
      field: 'fixmedins_code',
      reason: /provider that is not on file/,
      make: (row) => ({ ...row, fixmedins_code: 'H99999999999' }),
    },
    {
      kind: 'an amount with three decimals',
      file: 'settlement',
      field: 'medfee_sumamt',
      reason: /amount/,
      make: (row) => ({ ...row, setl_id: NEW, medfee_sumamt: `${row.medfee_sumamt}0` }),
    },
    {
      kind: 'an amount with a separator',
      file: 'settlement',
      field: 'hifp_pay',
      reason: /amount/,
      make: (row) => ({ ...row, setl_id: NEW, hifp_pay: '1,234.00' }),
    },
    ...(
      [
        ['inscp_scp_amt', 'medfee_sumamt', /catalogue_split/],
        ['oth_pay', 'fund_pay_sumamt', /fund_split/],
        ['psn_cash_pay', 'psn_part_amt', /personal_part/],
        ['hosp_part_amt', 'medfee_sumamt', /payers_split/],
      ] as const
    ).map(
      ([part, total, reason]): Bad => ({
        kind: `an identity broken by ${part}`,
        file: 'settlement',
        field: total,
        reason,
        make: (row) => ({ ...row, setl_id: NEW, [part]: '987654321.01' }),
      }),
    ),
    {
      kind: 'the key of an earlier row',
      file: 'settlement',
      field: '',
      reason: /earlier row/,
      make: (row) => row,
    },
    {
      kind: 'a wrong flag',
      file: 'settlement',
      field: 'refd_setl_flag',
      reason: /neither 0 nor 1/,
      make: (row) => ({ ...row, setl_id: NEW, refd_setl_flag: '2' }),
    },
    {
      kind: 'no whole number',
      file: 'benefit_eligibility',
      field: 'year',
      reason: /whole number/,
      make: (row) => ({ ...row, year: '2024.5' }),
    },
  ];

  let result: ImportResult;
  let found: CsvRow[];
  const expected = new Map<Bad, { line: number; values: string[] }>();

  beforeAll(async () => {
    await emptyDatabase();
    const directory = newDirectory();
    for (const { table } of csvFiles) {
      const rows = readRows(city, table);
      const lines = readFileSync(join(city, `${table}.csv`), 'utf8')
        .trimEnd()
        .split('\n');
      const mine = bads.filter(({ file }) => file === table);
      // Each bad row follows the good one from which it is made, so that errors occur in the whole file.
      for (const [at, bad] of mine.entries()) {
        const good = rows[at]!;
        const made = bad.make(good);
        const text = typeof made === 'string' ? made : csvLine(made);
        const line = 2 * at + 2;
        lines.splice(line, 0, text);
        const personal = ['psn_name', 'certno', 'brdy', 'mob', 'live_addr', 'diag_code', 'psn_no'].map(
          (name) => good[name],
        );
        const changed =
          typeof made === 'string'
            ? []
            : Object.keys(made)
                .filter((name) => made[name] !== good[name])
                .map((name) => made[name]);
        expected.set(bad, {
          line: line + 1,
          values: [...personal, ...changed].filter((value): value is string => (value ?? '').length > 3),
        });
      }
      writeFileSync(join(directory, `${table}.csv`), withBytes(`${lines.join('\n')}\n`));
    }
    result = await run(directory);
    found = rejects();
  });

  it.each(bads)('with $kind are rejected with file, line, field and reason', (bad) => {
    const { line } = expected.get(bad)!;
    const told = found.filter((row) => row.file === `${bad.file}.csv` && row.line === String(line));
    expect(told).toEqual([
      {
        file: `${bad.file}.csv`,
        line: String(line),
        field: bad.field,
        reason: expect.stringMatching(bad.reason),
        shape: expect.any(String),
        what_to_do: expect.stringMatching(/\w+/),
        原因: expect.stringMatching(/\p{Script=Han}/u),
        处理办法: expect.stringMatching(/\p{Script=Han}/u),
      },
    ]);
  });

  it('are the only rows that are not imported', async () => {
    expect(result).toMatchObject({ rejected: bads.length, refused: [] });
    expect(found).toHaveLength(bads.length);
    const good = Object.fromEntries(csvFiles.map(({ table }) => [table, readRows(city, table).length]));
    expect(await counts()).toEqual(good);
    expect(await db().sql("SELECT psn_no FROM assent.person WHERE psn_no LIKE 'STRANGER%'")).toEqual([]);
  });

  it('leave no personal value in the rejects file', () => {
    const text = found.flatMap(({ file, field, line, ...told }) => Object.values(told)).join('\n');
    for (const { values } of expected.values()) for (const value of values) expect(text).not.toContain(value);
  });

  it('do not affect other rows if a quote is never closed', async () => {
    const rows = readRows(city, 'contact');
    const lines = csvText(rows).trimEnd().split('\n');
    lines.splice(3, 0, `"${rows[2]!.psn_no},1,2,3,4`);
    expect(await run(newDirectory({ contact: `${lines.join('\n')}\n` }))).toMatchObject({
      rows: rows.length + 1,
      written: 0,
    });
    expect(rejects()).toMatchObject([
      { file: 'contact.csv', line: '4', field: '', reason: 'has a quote that is not closed' },
    ]);
  });
});

describe('files from other programs', () => {
  beforeAll(emptyDatabase);
  afterAll(dropDatabase);

  it('are read with BOM, CRLF, and quoted fields with newlines, quotes, tabs and emoji', async () => {
    const address = '山东省 "芝罘"区\n合成路1号, 😀\t\\N\\x41';
    const name = '烟台"合成"大药房\r\n分店🏥, \\t\\.';
    const contacts = readRows(city, 'contact').map((row, at) =>
      at === 0 ? { ...row, live_addr: address } : row,
    );
    const unknown = { ...contacts[1]!, psn_no: 'STRANGER-1' };
    const profiles = readRows(city, 'provider_profile').map((row, at) =>
      at === 0 ? { ...row, fixmedins_name: name } : row,
    );
    const directory = newDirectory({
      basic_identity: `\uFEFF${csvText(readRows(city, 'basic_identity'), '\r\n')}`,
      contact: csvText([contacts[0]!, unknown, ...contacts.slice(1)], '\r\n').trimEnd(),
      provider_profile: csvText(profiles),
    });
    expect(await run(directory)).toMatchObject({ rows: 60 + 61 + profiles.length, rejected: 1, refused: [] });
    // The first record occupies lines 2 and 3.
    expect(rejects()).toMatchObject([{ file: 'contact.csv', line: '4', field: 'psn_no' }]);
    const contact = (await stored(fileOf('contact'))).find(({ number }) => number === contacts[0]!.psn_no)!;
    expect(encryption.cipher(contact.salt).open('LIVE_ADDR', contact.live_addr)).toBe(address);
    const profile = (await stored(fileOf('provider_profile'))).find(
      ({ number }) => number === profiles[0]!.fixmedins_code,
    )!;
    expect(profile.fixmedins_name).toBe(name);
    const identities = await stored(fileOf('basic_identity'));
    const last = readRows(city, 'basic_identity').at(-1)!;
    expect(identities.find(({ number }) => number === last.psn_no)!.surv_stas).toBe(last.surv_stas);
  });

  it('can have their columns in another order and omit optional ones', async () => {
    const rows = readRows(city, 'contact').map(({ psn_no, mob }) => ({ mob: mob!, psn_no: psn_no! }));
    expect(await run(newDirectory({ contact: csvText(rows) }))).toMatchObject({
      rows: rows.length,
      rejected: 0,
      refused: [],
    });
    const [contact] = await stored(fileOf('contact'));
    const told = rows.find(({ psn_no }) => psn_no === contact!.number)!;
    expect(encryption.cipher(contact!.salt).open('MOB', contact!.mob)).toBe(told.mob);
  });
});

describe('a file with a wrong header', () => {
  beforeAll(emptyDatabase);
  afterAll(dropDatabase);

  it('is refused with a reason, and the other files are imported', async () => {
    const directory = someFiles(
      'basic_identity',
      'contact',
      'contribution',
      'enrolment',
      'filing',
      'benefit_eligibility',
    );
    const rename = (table: string, change: (header: string) => string) => {
      const path = join(directory, `${table}.csv`);
      const [header, ...lines] = readFileSync(path, 'utf8').split('\n');
      writeFileSync(path, [change(header!), ...lines].join('\n'));
    };
    rename('contact', (header) => header.replace('mob', 'mobile'));
    rename('enrolment', (header) => header.replace('crt_insu_date', 'paus_insu_date'));
    rename('filing', () => readFileSync(join(city, 'filing.csv'), 'utf8').split('\n')[1]!);
    rename('benefit_eligibility', (header) => `${header},37990019900101003X 王小明`);
    writeFileSync(join(directory, 'encounter.csv'), '');
    writeFileSync(join(directory, 'personal_account.csv'), 'psn_no,year,balc\n');
    const written: string[] = [];
    const result = await run(directory, { out: { write: (text) => written.push(text) } });
    const reasons = Object.fromEntries(result.refused.map(({ file, reason }) => [file, reason]));
    expect(reasons).toEqual({
      'enrolment.csv': 'column paus_insu_date is there twice',
      'encounter.csv': 'the file is empty',
      // The message does not repeat what may be a person's data.
      'filing.csv': 'the first line names no column of this file',
      'personal_account.csv': 'missing column insutype, refd_setl_flag',
    });
    expect(written.join('')).toContain('filing.csv: refused, the first line names no column of this file\n');
    expect(written.join('')).toContain('contact.csv: ignored column mobile\n');
    expect(written.join('')).toContain('benefit_eligibility.csv: ignored column number 10\n');
    const found = await counts();
    expect(found).toMatchObject({ basic_identity: 60, contact: 60, enrolment: 0 });
    expect(found.contribution).toBe(readRows(city, 'contribution').length);
  });
});

describe('the importer', () => {
  beforeAll(emptyDatabase);
  afterAll(dropDatabase);
  const written: string[] = [];
  const collecting = (isTTY: boolean): Io => ({ out: { isTTY, write: (text) => written.push(text) } });
  afterEach(() => {
    written.length = 0;
  });

  it('refuses a directory without CSV files', async () => {
    await expect(run(newDirectory())).rejects.toThrow('There are no CSV files');
  });

  it('refuses to run twice at the same time and then leaves the rejects file unchanged', async () => {
    const outcomes = await Promise.allSettled([run(city), run(city)]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    const refused = outcomes.find((outcome) => outcome.status === 'rejected')!;
    expect(String(refused.reason)).toContain('Another import is running.');
    expect(await run(someFiles('basic_identity'))).toMatchObject({ written: 0 });
  });

  it('prints lines if the output is not a terminal; the last one has rows, rejects and rows per second', async () => {
    const { rows } = await run(city, collecting(false));
    const text = written.join('');
    for (const mark of ['\r', ESCAPE, '█', '░']) expect(text).not.toContain(mark);
    const lines = text.trimEnd().split('\n');
    for (const [at, file] of csvFiles.entries()) expect(lines[at]).toContain(`${fileNameOf(file)}: `);
    expect(lines.at(-1)).toMatch(/^[\d,]+ rows, 0 rejected, [\d,]+ rows\/s$/);
    expect(lines.at(-1)).toContain(`${rows.toLocaleString('en')} rows, `);
  });

  it('draws a bar on a terminal and prints the same last line', async () => {
    await run(city, collecting(true));
    const text = written.join('');
    const drawn = text.split(`\r${ESCAPE}[K`);
    expect(drawn).toContainEqual(expect.stringMatching(/^█*░* +\d+ % {2}\w+\.csv {2}[\d,]+ rows$/));
    expect(drawn.at(-1)).toMatch(/^[\d,]+ rows, 0 rejected, [\d,]+ rows\/s\n$/);
  });

  it('can compare its speed with a plain COPY of the same bytes', async () => {
    const { ratio } = await run(city, collecting(false), { compare: true });
    expect(ratio).toBeGreaterThan(0);
    expect(written.at(-1)).toMatch(/^\d\.\d\d of the speed of a bare COPY of the same bytes\n$/);
  });

  it('needs the import role, because the role of the API has no right to write', async () => {
    const directory = someFiles('basic_identity');
    await expect(
      importCity({ directory, databaseUrl: db().urls.consent, blindIndex, encryption, rejectsPath }, silent),
    ).rejects.toThrow(/permission denied/);
  });
});

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createTestDatabase, type TestDatabase } from '../support/database/database.js';
import { importRows, type Rows, type VisitRows, visitRows } from '../support/database/import-rows.js';
import { recordsOf } from '../support/people/giving.js';

const DEPRESSION = ['F32.900', '抑郁发作'] as const;
const TABLET = ['XN02BAB001A001010100009', '对乙酰氨基酚片'] as const;
const ANTIPSYCHOTIC = ['XN05AXL001A001010100001', '利培酮片'] as const;
const DAY = '2026-03-01';

let database: TestDatabase;
let people: string[];
beforeAll(async () => {
  database = await createTestDatabase('CITY');
  people = (await database.sql('SELECT psn_no FROM assent.person ORDER BY id LIMIT 30')).map(
    ({ psn_no }) => psn_no,
  );
});
afterAll(async () => {
  // Whatever was imported, no mark waits to be settled.
  expect(await recordsOf(database, 'SELECT * FROM assent.protection_pending')).toEqual([]);
  await database.drop();
});

const someone = () => people.shift()!;

const without = (rows: Rows, ...tables: string[]): Rows =>
  Object.fromEntries(Object.entries(rows).filter(([table]) => !tables.includes(table)));

/** Ids of this person's special records that begin with the visit's id. */
async function marked(visit: string): Promise<Record<string, string[]>> {
  const found: Record<string, string[]> = {};
  for (const table of ['encounter', 'settlement', 'expense_line'])
    found[table] = (
      await recordsOf(
        database,
        `SELECT record_id FROM assent.${table} WHERE protected AND record_id LIKE '%' || $1 || '%' ORDER BY 1`,
        [visit],
      )
    ).map(({ record_id }) => record_id);
  return found;
}

const NOTHING = { encounter: [], settlement: [], expense_line: [] };
const wholeOf = (id: string, lines = 1) => ({
  encounter: [id],
  settlement: [`S-${id}`],
  expense_line: Array.from({ length: lines }, (_, at) => `F-S-${id}-0${at}`),
});
const visit = (id: string, more: Partial<VisitRows> = {}): VisitRows => ({
  id,
  psnNo: someone(),
  day: DAY,
  ...more,
});

describe('R-12: the importer', () => {
  it('marks a visit by its diagnosis, with its settlements and lines, and no ordinary visit', async () => {
    const psnNo = someone();
    await importRows(
      database,
      visitRows([visit('A1', { psnNo, diagnosis: DEPRESSION, refunded: true }), visit('A2', { psnNo })]),
    );
    expect(await marked('A1')).toEqual({
      encounter: ['A1'],
      settlement: ['S-A1', 'S-A1-back'],
      expense_line: ['F-S-A1-00', 'F-S-A1-back-00'],
    });
    expect(await marked('A2')).toEqual(NOTHING);
  });

  it('marks a visit by its institution or by one drug, with the whole bill, whose sum would reveal the drug', async () => {
    await importRows(
      database,
      visitRows([
        visit('B1', { institution: '烟台合成精神卫生中心' }),
        visit('B2', { goods: [TABLET, ANTIPSYCHOTIC, TABLET] }),
      ]),
    );
    expect(await marked('B1')).toEqual(wholeOf('B1'));
    expect(await marked('B2')).toEqual(wholeOf('B2', 3));
  });

  it('marks the same rows in whatever order the files are imported', async () => {
    const rows = visitRows([
      visit('C1', { diagnosis: DEPRESSION }),
      visit('C2', { goods: [ANTIPSYCHOTIC, TABLET] }),
    ]);
    await importRows(database, without(rows, 'encounter', 'settlement'));
    await importRows(database, without(rows, 'encounter', 'expense_line'));
    await importRows(database, without(rows, 'settlement', 'expense_line'));
    expect(await marked('C1')).toEqual(wholeOf('C1'));
    expect(await marked('C2')).toEqual(wholeOf('C2', 2));
  });

  it('marks settlements and lines that are imported after their marked visit', async () => {
    const one = visit('D1', { diagnosis: DEPRESSION });
    await importRows(database, visitRows([one]));
    await importRows(
      database,
      without(visitRows([{ ...one, refunded: true, goods: [TABLET, TABLET] }]), 'encounter'),
    );
    expect(await marked('D1')).toEqual({
      encounter: ['D1'],
      settlement: ['S-D1', 'S-D1-back'],
      expense_line: ['F-S-D1-00', 'F-S-D1-01', 'F-S-D1-back-00', 'F-S-D1-back-01'],
    });
  });

  it('adds and removes marks if a diagnosis is corrected', async () => {
    const one = visit('E1');
    await importRows(database, visitRows([one]));
    expect(await marked('E1')).toEqual(NOTHING);
    await importRows(
      database,
      without(visitRows([{ ...one, diagnosis: DEPRESSION }]), 'settlement', 'expense_line'),
    );
    expect(await marked('E1')).toEqual(wholeOf('E1'));
    await importRows(database, without(visitRows([one]), 'settlement', 'expense_line'));
    expect(await marked('E1')).toEqual(NOTHING);
  });

  it('keeps a visit marked after its diagnosis is corrected if one of its lines still reveals a disease', async () => {
    const one = visit('F1', { diagnosis: DEPRESSION, goods: [ANTIPSYCHOTIC] });
    await importRows(database, visitRows([one]));
    const corrected = { ...one, diagnosis: ['J06.900', '急性上呼吸道感染'] as const };
    await importRows(database, without(visitRows([corrected]), 'settlement', 'expense_line'));
    expect(await marked('F1')).toEqual(wholeOf('F1'));
    await importRows(
      database,
      without(visitRows([{ ...corrected, goods: [TABLET] }]), 'encounter', 'settlement'),
    );
    expect(await marked('F1')).toEqual(NOTHING);
  });

  it('marks visits for a chronic disease if the person’s only filing is a protected one', async () => {
    const filing = (psnNo: string, serial: string, code: string) => ({
      psn_no: psnNo,
      trt_dcla_detl_sn: serial,
      filing_type: 'OPSP',
      opsp_dise_code: code,
      begndate: DAY,
      insutype: '310',
      refd_setl_flag: 0,
    });
    const [one, other] = [visit('G1', { careType: '140104' }), visit('G2', { careType: '140104' })];
    await recordsOf(
      database,
      `UPDATE assent.filing SET record_id = 'of-' || person_id || '-' || record_id, person_id = (SELECT max(id) FROM assent.person)
       WHERE person_id IN (SELECT id FROM assent.person WHERE psn_no = ANY($1))`,
      [[one.psnNo, other.psnNo]],
    );
    await importRows(database, {
      ...visitRows([one, other]),
      filing: [
        filing(one.psnNo, 'FG1', 'M02103'),
        filing(other.psnNo, 'FG2', 'M02103'),
        filing(other.psnNo, 'FG3', 'M03900'),
      ],
    });
    expect(await marked('G1')).toEqual(wholeOf('G1'));
    expect(await marked('G2')).toEqual(NOTHING);
    await importRows(database, { filing: [filing(one.psnNo, 'FG4', 'M03900')] });
    expect(await marked('G1')).toEqual(NOTHING);
  });

  it('writes nothing if the same rows are imported again', async () => {
    const rows = visitRows([visit('H1', { diagnosis: DEPRESSION }), visit('H2', { goods: [ANTIPSYCHOTIC] })]);
    await importRows(database, rows);
    expect((await importRows(database, rows)).written).toBe(0);
  });

  it('leaves rows hidden that were never marked until they are imported again', async () => {
    const one = visit('I1');
    await importRows(database, visitRows([one]));
    for (const [table, columns] of [
      ['encounter', 'protected = true, marked = true'],
      ['settlement', 'protected = true'],
      ['expense_line', 'protected = true, marked = true'],
    ])
      await recordsOf(database, `UPDATE assent.${table} SET ${columns} WHERE record_id LIKE '%I1%'`);
    await importRows(database, visitRows([one]));
    expect(await marked('I1')).toEqual(NOTHING);
  });

  it('marks the generated city consistently in all tables', async () => {
    const [row] = await recordsOf(
      database,
      `SELECT count(*) FILTER (WHERE protected AND NOT marked)::int AS linked, count(*) FILTER (WHERE marked)::int AS marked FROM assent.encounter`,
    );
    expect(row!.marked).toBeGreaterThan(5);
    const [unlinked] = await recordsOf(
      database,
      `SELECT (SELECT count(*) FROM assent.settlement s JOIN assent.encounter e ON e.person_id = s.person_id AND e.record_id = s.parent_record_id WHERE s.protected <> e.protected)
            + (SELECT count(*) FROM assent.expense_line l JOIN assent.settlement s ON s.person_id = l.person_id AND s.record_id = l.parent_record_id WHERE l.protected <> s.protected) AS rows`,
    );
    expect(Number(unlinked!.rows)).toBe(0);
  });
});

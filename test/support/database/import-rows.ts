import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadKeys } from '../../../api/secrets/keyring.js';
import { BlindIndex } from '../../../consent/crypto/blind-index.js';
import { FieldEncryption } from '../../../consent/crypto/field-encryption.js';
import { csvFiles, fileNameOf } from '../../../datacenter/csv/file-definitions.js';
import { CsvWriter } from '../../../datacenter/csv/writer.js';
import { type ImportResult, importCity } from '../../../datacenter/import/import-city.js';
import type { Person } from '../../../examples/clients/person-client.js';
import { type TestDatabase, testCluster } from './database.js';

type Row = Record<string, string | number | null>;
/** Rows by table, with the columns of their CSV files. */
export type Rows = Readonly<Record<string, readonly Row[]>>;

const silent = { out: { write: () => true } };

/** Imports rows into a test database, with the real import. @throws Error if any is rejected */
export async function importRows(database: TestDatabase, rows: Rows): Promise<ImportResult> {
  const imported = await importAny(database, rows);
  if (imported.rejected > 0) throw new Error(`${imported.rejected} rows were rejected.`);
  return imported;
}

/** Imports rows of which some may be rejected. @returns how many are */
export const importedRejects = async (database: TestDatabase, rows: Rows): Promise<number> =>
  (await importAny(database, rows)).rejected;

async function importAny({ importUrl }: TestDatabase, rows: Rows): Promise<ImportResult> {
  const { blindIndexKey, masterKeys } = await loadKeys(testCluster().varDir);
  const directory = await mkdtemp(join(tmpdir(), 'assent-rows-'));
  try {
    for (const file of csvFiles) {
      const given = rows[file.table];
      if (!given) continue;
      const writer = await CsvWriter.create(
        join(directory, fileNameOf(file)),
        file.columns.map(({ name }) => name),
      );
      for (const row of given) writer.row(row);
      await writer.close();
    }
    const blindIndex = new BlindIndex(blindIndexKey);
    return await importCity(
      { directory, databaseUrl: importUrl, blindIndex, encryption: new FieldEncryption(masterKeys) },
      silent,
    );
  } finally {
    await rm(directory, { recursive: true });
  }
}

/** How the data center identifies a person. */
export async function psnNoOf({ sql }: TestDatabase, { certNo }: Person): Promise<string> {
  const { blindIndexKey } = await loadKeys(testCluster().varDir);
  const [row] = await sql('SELECT psn_no FROM assent.person WHERE certno_index = $1', [
    new BlindIndex(blindIndexKey).certNo(certNo),
  ]);
  return row!.psn_no;
}

/** One visit and its bill, with one expense line of one yuan for each of the goods. */
export interface VisitRows {
  readonly id: string;
  readonly psnNo: string;
  readonly day: string;
  readonly diagnosis?: readonly [code: string, name: string];
  readonly goods?: readonly (readonly [code: string, name: string])[];
  readonly careType?: string;
  readonly institution?: string;
  /** Refunds the bill. */
  readonly refunded?: boolean;
}

export const COLD = ['J06.900', '急性上呼吸道感染'] as const;
const TABLET = ['XN02BAB001A001010100009', '对乙酰氨基酚片'] as const;

const AMOUNTS =
  'overlmt_selfpay preselfpay_amt act_pay_dedc hifp_pay fund_pay_sumamt acct_pay cvlserv_pay hifes_pay hifmi_pay hifob_pay maf_pay oth_pay hosp_part_amt fulamt_ownpay_amt'.split(
    ' ',
  );

function billOf({ id, psnNo, day, goods = [TABLET] }: VisitRows, refund: boolean) {
  const setl_id = `S-${id}${refund ? '-back' : ''}`;
  const yuan = (amount: number) => `${refund ? -amount : amount}.00`;
  const insured = { psn_no: psnNo, insutype: '310', refd_setl_flag: refund ? 1 : 0 };
  const sum = yuan(goods.length);
  return {
    settlement: {
      ...insured,
      ...Object.fromEntries(AMOUNTS.map((name) => [name, '0.00'])),
      setl_id,
      mdtrt_id: id,
      setl_time: day,
      medfee_sumamt: sum,
      inscp_scp_amt: sum,
      psn_cash_pay: sum,
      psn_part_amt: sum,
    },
    lines: goods.map(([code, name], at) => ({
      ...insured,
      setl_id,
      feedetl_sn: `F-${setl_id}-${String(at).padStart(2, '0')}`,
      fee_ocur_time: day,
      hilist_code: code,
      hilist_name: name,
      chrgitm_lv: '01',
      det_item_fee_sumamt: yuan(1),
    })),
  };
}

/** The rows of visits, for `importRows`. */
export function visitRows(visits: readonly VisitRows[]): Rows {
  const bills = visits.flatMap((visit) => [
    billOf(visit, false),
    ...(visit.refunded ? [billOf(visit, true)] : []),
  ]);
  return {
    encounter: visits.map(({ id, psnNo, day, diagnosis = COLD, careType, institution }) => ({
      psn_no: psnNo,
      insutype: '310',
      refd_setl_flag: 0,
      mdtrt_id: id,
      med_type: careType ?? '11',
      fixmedins_code: 'H37990000001',
      fixmedins_name: institution ?? '烟台合成第1人民医院',
      hosp_lv: '02',
      begntime: day,
      endtime: day,
      diag_code: diagnosis[0],
      diag_name: diagnosis[1],
    })),
    settlement: bills.map(({ settlement }) => settlement),
    expense_line: bills.flatMap(({ lines }) => lines),
  };
}

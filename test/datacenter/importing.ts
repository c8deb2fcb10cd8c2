import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BlindIndex } from '../../consent/crypto/blind-index.js';
import { FieldEncryption } from '../../consent/crypto/field-encryption.js';
import { type ImportOptions, type ImportResult, importCity } from '../../datacenter/import/import-city.js';
import { checkCharacter } from '../../schema/identity/resident-number.js';
import { createTestDatabase, type TestDatabase } from '../support/database/database.js';
import { type CsvRow, rowsOf } from './csv.js';

/** What an import did, with its rejects and what it printed. */
export type Imported = ImportResult & { readonly rejects: readonly CsvRow[]; readonly printed: string };

type Files = Readonly<Record<string, string | Buffer | readonly CsvRow[]>>;

/** A database with keys of its own, and an import of given files into it. */
export class Importing {
  readonly encryption = new FieldEncryption(new Map([[1, randomBytes(32)]]));
  readonly blindIndex = new BlindIndex(randomBytes(32));

  private constructor(readonly database: TestDatabase) {}

  static create = async (): Promise<Importing> => new Importing(await createTestDatabase());

  /** @param files by name: rows, or the content as it is */
  async run(files: Files, options: Partial<ImportOptions> = {}): Promise<Imported> {
    const directory = await mkdtemp(join(tmpdir(), 'assent-importing-'));
    const printed: string[] = [];
    try {
      for (const [name, content] of Object.entries(files))
        await writeFile(
          join(directory, name.includes('.') ? name : `${name}.csv`),
          typeof content === 'string' || Buffer.isBuffer(content) ? content : csvOf(content),
        );
      const { blindIndex, encryption, database } = this;
      const result = await importCity(
        { directory, databaseUrl: database.importUrl, blindIndex, encryption, ...options },
        { out: { write: (text) => printed.push(text) } },
      );
      const rejects = rowsOf(await readFile(join(directory, 'rejects.csv'), 'utf8').catch(() => 'file\n'));
      return { ...result, rejects, printed: printed.join('') };
    } finally {
      await rm(directory, { recursive: true });
    }
  }

  /** The ID number's owner, as sign-in finds it. */
  async ownerOf(certNo: string): Promise<string | null> {
    const [row] = await this.database.sql('SELECT psn_no FROM assent.person WHERE certno_index = $1', [
      this.blindIndex.certNo(certNo),
    ]);
    return row?.psn_no ?? null;
  }

  /** Every stored row of these tables with the transaction that wrote it. */
  async dump(...tables: string[]): Promise<string[]> {
    const rows: string[] = [];
    for (const table of tables)
      for (const { row } of await this.database.sql(
        `SELECT xmin::text || ' ' || t::text AS row FROM assent.${table} t ORDER BY 1`,
      ))
        rows.push(`${table} ${row}`);
    return rows;
  }
}

const quoted = (value: string) => (/[",\n\r]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value);

export const csvOf = (rows: readonly CsvRow[]): string =>
  [Object.keys(rows[0]!), ...rows.map((row) => Object.values(row))]
    .map((line) => `${line.map(quoted).join(',')}\n`)
    .join('');

/** A valid ID number of a man or woman born on this day. */
export function certNoOf(born: string, serial: number): string {
  const digits = `379900${born.replaceAll('-', '')}${String(serial).padStart(3, '0')}`;
  return digits + checkCharacter(digits);
}

/** A row of basic_identity. */
export const personRow = (psnNo: string, certNo: string, more: CsvRow = {}): CsvRow => ({
  psn_no: psnNo,
  psn_name: `某${psnNo}`,
  psn_cert_type: '01',
  certno: certNo,
  gend: Number(certNo[16]) % 2 === 1 ? '1' : '2',
  brdy: `${certNo.slice(6, 10)}-${certNo.slice(10, 12)}-${certNo.slice(12, 14)}`,
  surv_stas: '1',
  ...more,
});

import { type Client, DatabaseError } from 'pg';
import type { BlindIndex } from '../../../consent/blind-index.js';
import type { CsvFile, SubjectColumn } from '../csv-files.js';
import type { Row } from './row-reader.js';
import type { Flaw } from './rules.js';
import { Staging } from './staging.js';
import { type SubjectFile, subjectFile } from './subjects.js';

export type Reject = (line: number, flaw: Flaw) => void;

/** Data exceptions and broken constraints: the rows' fault. Anything else is ours or the server's. */
const ROWS_FAULT = /^2[23]/;

const SUBJECTS = {
  person: { table: 'assent.person', number: 'psn_no' },
  provider: { table: 'assent.provider', number: 'fixmedins_code' },
} as const;

/** Takes batches of one file's rows into the database; each batch is a transaction of its own. */
export class BatchImport {
  private readonly registers: SubjectFile | undefined;

  private constructor(
    private readonly client: Client,
    private readonly file: CsvFile,
    private readonly staging: Staging,
    private readonly blindIndex: BlindIndex,
    private readonly reject: Reject,
  ) {
    this.registers = subjectFile(file.table);
  }

  static async create(client: Client, file: CsvFile, blindIndex: BlindIndex, reject: Reject): Promise<BatchImport> {
    return new BatchImport(client, file, await Staging.create(client, file), blindIndex, reject);
  }

  /** @returns how many rows are new or changed */
  async take(rows: readonly Row[]): Promise<number> {
    return this.attempt(this.withoutDuplicates(rows));
  }

  /** What the database refuses after all is halved until the bad row stands alone. */
  private async attempt(rows: readonly Row[]): Promise<number> {
    if (rows.length === 0) return 0;
    try {
      return await this.transaction(rows);
    } catch (error) {
      await this.client.query('ROLLBACK');
      if (!(error instanceof DatabaseError && ROWS_FAULT.test(error.code ?? ''))) throw error;
      if (rows.length > 1) {
        const half = rows.length >> 1;
        return (await this.attempt(rows.slice(0, half))) + (await this.attempt(rows.slice(half)));
      }
      const constraint = error.constraint ? ` ${error.constraint}` : '';
      this.reject(rows[0]!.line, { field: error.column ?? '', reason: `was refused by the database (${error.code}${constraint})` });
      return 0;
    }
  }

  private async transaction(rows: readonly Row[]): Promise<number> {
    await this.client.query('BEGIN');
    const refused = (await this.registers?.register(this.client, rows, this.blindIndex)) ?? [];
    const flaws = new Map(refused.map(({ row, flaw }) => [row, flaw]));
    const ids: Map<string, string>[] = [];
    for (const [at, subject] of this.file.subjects.entries()) ids.push(await this.idsOf(subject, at, rows));
    for (const row of rows) {
      const stranger = ids.findIndex((known, at) => !known.has(row.subjects[at]!));
      if (stranger < 0 || flaws.has(row)) continue;
      const { name, subject } = this.file.subjects[stranger]!;
      flaws.set(row, { field: name, reason: `names a ${subject} that is not on file` });
    }
    const good = flaws.size === 0 ? rows : rows.filter((row) => !flaws.has(row));
    const written = await this.staging.put(good, ({ subjects }) => subjects.map((number, at) => ids[at]!.get(number)!));
    await this.client.query('COMMIT');
    for (const [{ line }, flaw] of flaws) this.reject(line, flaw);
    return written;
  }

  private async idsOf({ subject }: SubjectColumn, at: number, rows: readonly Row[]): Promise<Map<string, string>> {
    const { table, number } = SUBJECTS[subject];
    const wanted = new Set<string>();
    for (const { subjects } of rows) wanted.add(subjects[at]!);
    const { rows: found } = await this.client.query({
      name: `ids of ${table}`,
      text: `SELECT ${number} AS number, id FROM ${table} WHERE ${number} = ANY($1::varchar[])`,
      values: [[...wanted]],
    });
    return new Map(found.map((row) => [row.number, row.id]));
  }

  /** One statement can't touch a row twice: of rows with the same key the first of a batch counts. */
  private withoutDuplicates(rows: readonly Row[]): Row[] {
    const seen = new Set<string>();
    return rows.filter(({ line, subjects, recordId }) => {
      const key = `${subjects.join('\t')}\t${recordId}`;
      if (seen.size < seen.add(key).size) return true;
      this.reject(line, { field: '', reason: 'has the key of an earlier row' });
      return false;
    });
  }
}

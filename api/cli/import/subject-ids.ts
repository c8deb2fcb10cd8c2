import type { Client } from 'pg';
import type { BlindIndex } from '../../../consent/blind-index.js';
import type { CsvFile } from '../csv-files.js';
import type { Rejects } from './rejects.js';
import type { Row } from './row-reader.js';
import { registrationOf } from './registration.js';

const SUBJECTS = {
  person: { table: 'assent.person', number: 'psn_no' },
  provider: { table: 'assent.provider', number: 'fixmedins_code' },
} as const;

/** A row whose subjects the database knows, by their ids as COPY wants them. */
export interface Identified {
  readonly row: Row;
  readonly ids: string;
}

/** Finds whom rows belong to, a handful of rows at a time; the files about subjects make them known first. */
export class SubjectIds {
  constructor(
    private readonly client: Client,
    private readonly file: CsvFile,
    private readonly blindIndex: BlindIndex,
    private readonly rejects: Rejects,
  ) {}

  async identify(rows: readonly Row[]): Promise<Identified[]> {
    if (rows.length === 0) return [];
    const registration = registrationOf(this.file.table);
    const refused = (await registration?.register(this.client, rows, this.blindIndex)) ?? new Map<Row, never>();
    const ids: Map<string, string>[] = [];
    for (const at of this.file.subjects.keys()) ids.push(await this.idsOf(at, rows));
    const identified: Identified[] = [];
    for (const row of rows) {
      const flaw = refused.get(row);
      const stranger = ids.findIndex((known, at) => !known.has(row.subjects[at]!));
      if (flaw) this.rejects.add(row.line, flaw);
      else if (stranger >= 0) this.rejectStranger(row, stranger);
      else identified.push({ row, ids: row.subjects.map((number, at) => ids[at]!.get(number)).join('\t') });
    }
    return identified;
  }

  private rejectStranger(row: Row, at: number): void {
    const { name, subject } = this.file.subjects[at]!;
    this.rejects.add(row.line, { field: name, reason: `names a ${subject} that is not on file` });
  }

  private async idsOf(at: number, rows: readonly Row[]): Promise<Map<string, string>> {
    const { table, number } = SUBJECTS[this.file.subjects[at]!.subject];
    const wanted = new Set<string>();
    for (const { subjects } of rows) wanted.add(subjects[at]!);
    // One text of their own: the numbers are slices, and each would keep alive the piece of the file it was cut from.
    const { rows: found } = await this.client.query({
      name: `ids of ${table}`,
      text: `SELECT ${number} AS number, id FROM ${table} WHERE ${number} = ANY(string_to_array($1, chr(10)))`,
      values: [[...wanted].join('\n')],
    });
    return new Map(found.map((row) => [row.number, row.id]));
  }
}

import type { Client } from 'pg';
import type { BlindIndex } from '../../consent/crypto/blind-index.js';
import type { FieldEncryption } from '../../consent/crypto/field-encryption.js';
import type { CsvFile } from '../csv/file-definitions.js';
import type { Rejects } from './reject-file.js';
import { Sealer } from './row-encryption.js';
import type { Row } from './row-reader.js';
import { registrationOf } from './subject-registration.js';

const SUBJECTS = {
  person: { table: 'assent.person', number: 'psn_no' },
  provider: { table: 'assent.provider', number: 'fixmedins_code' },
} as const;

/** A row whose subjects the database knows, whole and in COPY's text format. */
export class IdentifiedRow {
  constructor(
    readonly line: number,
    readonly copy: string,
  ) {}
}

interface Known {
  readonly id: string;
  readonly salt: Uint8Array;
}

/** Finds whom rows belong to, a handful of rows at a time; the files about subjects make them known first. */
export class SubjectIds {
  private readonly sealer: Sealer;

  constructor(
    private readonly client: Client,
    private readonly file: CsvFile,
    private readonly blindIndex: BlindIndex,
    encryption: FieldEncryption,
    private readonly rejects: Rejects,
  ) {
    this.sealer = new Sealer(encryption, file);
  }

  async identify(rows: readonly Row[]): Promise<IdentifiedRow[]> {
    if (rows.length === 0) return [];
    const registration = registrationOf(this.file.table);
    const refused =
      (await registration?.register(this.client, rows, this.blindIndex)) ?? new Map<Row, never>();
    const known: Map<string, Known>[] = [];
    for (const at of this.file.subjects.keys()) known.push(await this.idsOf(at, rows));
    const identified: IdentifiedRow[] = [];
    for (const row of rows) {
      const flaw = refused.get(row);
      const stranger = known.findIndex((found, at) => !found.has(row.subjects[at]!));
      if (flaw) this.rejects.add(row.line, flaw);
      else if (stranger >= 0) this.rejectStranger(row, stranger);
      else
        identified.push(
          this.complete(
            row,
            row.subjects.map((number, at) => known[at]!.get(number)!),
          ),
        );
    }
    return identified;
  }

  private complete(row: Row, subjects: readonly Known[]): IdentifiedRow {
    const ids = subjects.map(({ id }) => id).join('\t');
    return new IdentifiedRow(row.line, `${ids}\t${row.copy}${this.sealer.seal(subjects[0]!, row.toSeal)}\n`);
  }

  private rejectStranger(row: Row, at: number): void {
    const { name, subject } = this.file.subjects[at]!;
    this.rejects.add(row.line, { field: name, reason: `names a ${subject} that is not on file` });
  }

  private async idsOf(at: number, rows: readonly Row[]): Promise<Map<string, Known>> {
    const { table, number } = SUBJECTS[this.file.subjects[at]!.subject];
    const wanted = new Set<string>();
    for (const { subjects } of rows) wanted.add(subjects[at]!);
    // One text of their own: the numbers are slices, and each would keep alive the piece of the file it was cut from.
    const { rows: found } = await this.client.query({
      name: `ids of ${table}`,
      text: `SELECT ${number} AS number, id, salt FROM ${table} WHERE ${number} = ANY(string_to_array($1, chr(10)))`,
      values: [[...wanted].join('\n')],
    });
    return new Map(found.map(({ number: name, id, salt }) => [name, { id, salt }]));
  }
}

import type { Client } from 'pg';
import type { FieldEncryption } from '../../consent/crypto/field-encryption.js';
import type { CsvFile } from '../csv/file-definitions.js';
import { faultOf, reasonOf } from './faults.js';
import type { FileRejects } from './reject-file.js';
import { RowEncryption } from './row-encryption.js';
import type { Row } from './row-reader.js';
import { registrationOf, type SubjectKeys, type SubjectRegistration } from './subject-registration.js';

const SUBJECTS = {
  person: { table: 'assent.person', number: 'psn_no', held: 'held_since IS NOT NULL' },
  provider: { table: 'assent.provider', number: 'fixmedins_code', held: 'false' },
} as const;

/** while it is not known whose the number is, nothing more comes to its record. */
const HELD = reasonOf(
  'is of a person whose identity is under review',
  '该人员的身份正在核对，暂不导入',
  'Decide with assent identity; then import again.',
  '请用 assent identity 决定后重新导入。',
);

const UNKNOWN = {
  person: reasonOf(
    'names a person that is not on file',
    '人员编号不在册',
    'Look whether the row of this person in basic_identity was rejected; import it first.',
    '请先查看该人员在 basic_identity 中的行是否被拒，先导入该行。',
  ),
  provider: reasonOf(
    'names a provider that is not on file',
    '定点机构编码不在册',
    'Look whether the row of this institution in provider_profile was rejected; import it first.',
    '请先查看该机构在 provider_profile 中的行是否被拒，先导入该行。',
  ),
} as const;

/** A complete row, with the ids of its subjects, in the text format of COPY. */
export class IdentifiedRow {
  constructor(
    readonly line: number,
    readonly copy: string,
  ) {}
}

interface KnownSubject {
  readonly id: string;
  readonly salt: Uint8Array;
  readonly held: boolean;
}

/** Finds the subjects of the rows of a chunk. Files about subjects register new ones first. */
export class SubjectIds {
  private readonly encryption: RowEncryption;
  private readonly registration: SubjectRegistration | undefined;

  constructor(
    private readonly client: Client,
    private readonly file: CsvFile,
    absent: ReadonlySet<string>,
    private readonly keys: SubjectKeys,
    fieldEncryption: FieldEncryption,
    private readonly rejects: FileRejects,
  ) {
    this.encryption = new RowEncryption(fieldEncryption, file);
    const registration = registrationOf(file.table);
    // What a file does not have is left as it is.
    const lacking = registration?.keep.some((column) => absent.has(column)) === true;
    this.registration = lacking && !registration?.always ? undefined : registration;
  }

  async identify(rows: readonly Row[]): Promise<IdentifiedRow[]> {
    if (rows.length === 0) return [];
    await this.registration?.register(this.client, rows, this.keys);
    const known: Map<string, KnownSubject>[] = [];
    for (const at of this.file.subjects.keys()) known.push(await this.idsOf(at, rows));
    const identified: IdentifiedRow[] = [];
    for (const row of rows) {
      const unknown = known.findIndex((found, at) => !found.has(row.subjects[at]!));
      if (unknown >= 0) {
        this.rejectUnknown(row, unknown);
        continue;
      }
      const subjects = row.subjects.map((number, at) => known[at]!.get(number)!);
      if (subjects.some(({ held }) => held))
        this.rejects.add(row.line, [faultOf(this.file.subjects[0]!.name, HELD, row.subjects[0])]);
      else identified.push(this.complete(row, subjects));
    }
    return identified;
  }

  private complete(row: Row, subjects: readonly KnownSubject[]): IdentifiedRow {
    const ids = subjects.map(({ id }) => id).join('\t');
    return new IdentifiedRow(
      row.line,
      `${ids}\t${row.copy}${this.encryption.encrypt(subjects[0]!, row.toSeal)}\n`,
    );
  }

  private rejectUnknown(row: Row, at: number): void {
    const { name, subject } = this.file.subjects[at]!;
    this.rejects.add(row.line, [faultOf(name, UNKNOWN[subject], row.subjects[at])]);
  }

  private async idsOf(at: number, rows: readonly Row[]): Promise<Map<string, KnownSubject>> {
    const { table, number, held } = SUBJECTS[this.file.subjects[at]!.subject];
    const wanted = new Set<string>();
    for (const { subjects } of rows) wanted.add(subjects[at]!);
    // Joining copies the numbers: they are slices of the chunk, and V8 keeps a whole string alive while a slice of it lives.
    const { rows: found } = await this.client.query({
      name: `ids of ${table}`,
      text: `SELECT ${number} AS number, id, salt, ${held} AS held FROM ${table} WHERE ${number} = ANY(string_to_array($1, chr(10)))`,
      values: [[...wanted].join('\n')],
    });
    return new Map(
      found.map(({ number: name, id, salt, held: isHeld }) => [name, { id, salt, held: isHeld }]),
    );
  }
}

import type { FieldEncryption } from '../../consent/crypto/field-encryption.js';
import type { CsvFile } from '../csv/file-definitions.js';
import type { BatchWriter } from './batch-writer.js';
import type { CsvRecord } from './csv-tokenizer.js';
import { EARLIER_ROW, type Fault, faultOf } from './faults.js';
import { type ColumnNames, type FileFormat, recordsOf } from './file-source.js';
import type { Session } from './import-session.js';
import { IDENTITY_COLUMNS, PersonRegister } from './person-register.js';
import type { FileRejects } from './reject-file.js';
import { FileRefused, Row, RowReader } from './row-reader.js';
import { SubjectIds } from './subject-ids.js';
import { registrationOf, type SubjectKeys } from './subject-registration.js';
import { VoidRows } from './void-rows.js';

export interface FileImportOptions {
  readonly path: string;
  readonly file: CsvFile;
  readonly format: FileFormat;
  /** The source's names for the columns. */
  readonly mapping: ColumnNames;
  readonly session: Session;
  readonly keys: SubjectKeys;
  readonly encryption: FieldEncryption;
  readonly rejects: FileRejects;
  /** Whether nothing is written. */
  readonly dryRun: boolean;
  /** Whether to note which records the file has (unseen-rows.ts). */
  readonly tracked: boolean;
  /** Called after each chunk with the bytes and rows read since the last call. */
  readonly progress: (bytes: number, rows: number) => void;
}

const NOBODY: ReadonlyMap<number, Fault> = new Map();

/** Imports one file: reads it in chunks, validates the rows, finds their subjects and passes them to a writer. */
export class FileImport {
  rows = 0;
  private reader: RowReader | undefined;
  private writerIndex = 0;
  private subjects!: SubjectIds;
  private voids!: VoidRows;
  /** The lines whose people can't be registered. */
  private refused = NOBODY;

  private constructor(private readonly work: FileImportOptions) {}

  /** @throws FileRefused if the file as a whole can't be read */
  static async run(work: FileImportOptions): Promise<FileImport> {
    const run = new FileImport(work);
    if (work.file.table === 'basic_identity' && !work.dryRun) run.refused = await registerPeople(work);
    work.session.keys.clear();
    for await (const { records, bytes } of recordsOf(work.path, work.format)) {
      const before = run.rows;
      await run.importRecords(records);
      await work.rejects.drain();
      work.progress(bytes, run.rows - before);
    }
    await run.finish();
    return run;
  }

  /** The number of rows that are new or changed in the database. */
  get written(): number {
    return this.work.session.writers.reduce((sum, { written }) => sum + written, 0);
  }

  /** The number of records that were removed because the source declares them void. */
  get removed(): number {
    return this.voids?.removed ?? 0;
  }

  /** The number of columns of the file. */
  get columns(): number {
    return this.reader?.columnCount ?? 0;
  }

  /** Columns of the file that the platform does not know. */
  get ignored(): readonly string[] {
    return this.reader?.ignored ?? [];
  }

  private async importRecords(records: readonly CsvRecord[]): Promise<void> {
    const rows: Row[] = [];
    for (const record of records) {
      if (this.reader) this.validate(record, this.reader, rows);
      else await this.begin(record);
    }
    if (this.work.dryRun || !this.reader) return;
    const known = await this.subjects.identify(rows.filter(({ voids }) => !voids));
    for (const { line, copy } of known) {
      if (!this.writer.hasRoomFor(copy)) await this.nextWriter();
      this.writer.add(line, copy);
    }
    await this.voids.remove(rows.filter(({ voids }) => voids));
  }

  private async begin(header: CsvRecord): Promise<void> {
    const { file, session, rejects, keys, encryption, dryRun, tracked } = this.work;
    this.reader = readerOf(this.work, header);
    if (dryRun) return;
    const { absent } = this.reader;
    for (const writer of session.writers) await writer.startFile(file, { absent, tracked }, rejects);
    this.subjects = new SubjectIds(session.reader, file, absent, keys, encryption, rejects);
    this.voids = new VoidRows(session.reader, file, rejects);
  }

  /**
   * Of several rows with the same key the first one is imported. INSERT ... ON CONFLICT can't change a record twice in one
   * statement, and two writers must not change it at the same time.
   */
  private validate(record: CsvRecord, reader: RowReader, rows: Row[]): void {
    this.rows++;
    const row = reader.read(record);
    const refusal = this.refused.get(record.line);
    if (!(row instanceof Row)) this.work.rejects.add(record.line, row);
    else if (refusal) this.work.rejects.add(record.line, [refusal]);
    else if (this.work.session.keys.add(row.key)) rows.push(row);
    else this.work.rejects.add(record.line, [faultOf('', EARLIER_ROW)]);
  }

  private get writer(): BatchWriter {
    return this.work.session.writers[this.writerIndex]!;
  }

  private async nextWriter(): Promise<void> {
    this.writer.flush();
    this.writerIndex = (this.writerIndex + 1) % this.work.session.writers.length;
    await this.writer.flushed();
  }

  private async finish(): Promise<void> {
    if (!this.reader) throw new FileRefused('the file is empty');
    if (this.work.dryRun) return;
    this.writer.flush();
    for (const writer of this.work.session.writers) await writer.flushed();
  }
}

const readerOf = ({ file, session, mapping }: FileImportOptions, header: CsvRecord): RowReader =>
  new RowReader(file, header, keepOf(file), session.today, mapping);

const keepOf = ({ table }: CsvFile): readonly string[] =>
  table === 'basic_identity' ? IDENTITY_COLUMNS : (registrationOf(table)?.keep ?? []);

/** Registers all people of the file before their rows are stored, so that the order of the rows means nothing. */
async function registerPeople(work: FileImportOptions): Promise<ReadonlyMap<number, Fault>> {
  const { session, keys } = work;
  const register = await PersonRegister.open(session.reader, keys);
  session.keys.clear();
  let reader: RowReader | undefined;
  for await (const { records } of recordsOf(work.path, work.format)) {
    const rows: Row[] = [];
    for (const record of records) {
      if (!reader) {
        reader = readerOf(work, record);
        continue;
      }
      const row = reader.read(record);
      if (row instanceof Row && session.keys.add(row.key) && !row.voids) rows.push(row);
    }
    await register.stage(rows);
  }
  return register.register();
}

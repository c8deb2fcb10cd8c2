import type { BlindIndex } from '../../consent/crypto/blind-index.js';
import type { FieldEncryption } from '../../consent/crypto/field-encryption.js';
import type { CsvFile } from '../csv/file-definitions.js';
import type { BatchWriter } from './batch-writer.js';
import { chunksOf } from './chunk-reader.js';
import { type CsvRecord, Tokenizer } from './csv-tokenizer.js';
import { EARLIER_ROW, faultOf } from './faults.js';
import type { Session } from './import-session.js';
import type { FileRejects } from './reject-file.js';
import { FileRefused, Row, RowReader } from './row-reader.js';
import { SubjectIds } from './subject-ids.js';
import { registrationOf } from './subject-registration.js';

export interface FileImportOptions {
  readonly path: string;
  readonly file: CsvFile;
  readonly session: Session;
  readonly blindIndex: BlindIndex;
  readonly encryption: FieldEncryption;
  readonly rejects: FileRejects;
  /** Called after each chunk with the bytes and rows read since the last call. */
  readonly progress: (bytes: number, rows: number) => void;
}

/** Imports one file: reads it in chunks, validates the rows, finds their subjects and passes them to a writer. */
export class FileImport {
  rows = 0;
  private reader: RowReader | undefined;
  private writerIndex = 0;

  private constructor(
    private readonly work: FileImportOptions,
    private readonly subjects: SubjectIds,
  ) {}

  /** @throws FileRefused if the file as a whole can't be read */
  static async run(work: FileImportOptions): Promise<FileImport> {
    const { file, session, blindIndex, encryption, rejects, path, progress } = work;
    for (const writer of session.writers) await writer.startFile(file, rejects);
    session.keys.clear();
    const run = new FileImport(work, new SubjectIds(session.reader, file, blindIndex, encryption, rejects));
    const tokenizer = new Tokenizer();
    for await (const { text, bytes, last } of chunksOf(path)) {
      const before = run.rows;
      await run.importRecords(tokenizer.push(text, last));
      await rejects.drain();
      progress(bytes, run.rows - before);
    }
    await run.finish();
    return run;
  }

  /** The number of rows that are new or changed in the database. */
  get written(): number {
    return this.work.session.writers.reduce((sum, { written }) => sum + written, 0);
  }

  /** The number of columns of the file. */
  get columns(): number {
    return this.reader?.columnCount ?? 0;
  }

  private async importRecords(records: readonly CsvRecord[]): Promise<void> {
    const rows: Row[] = [];
    for (const record of records) {
      if (this.reader) this.validate(record, this.reader, rows);
      else
        this.reader = new RowReader(
          this.work.file,
          record,
          registrationOf(this.work.file.table)?.keep ?? [],
          this.work.session.today,
        );
    }
    for (const { line, copy } of await this.subjects.identify(rows)) {
      if (!this.writer.hasRoomFor(copy)) await this.nextWriter();
      this.writer.add(line, copy);
    }
  }

  /**
   * Of several rows with the same key the first one is imported. INSERT ... ON CONFLICT can't change a record twice in one
   * statement, and two writers must not change it at the same time.
   */
  private validate(record: CsvRecord, reader: RowReader, rows: Row[]): void {
    this.rows++;
    const row = reader.read(record);
    if (!(row instanceof Row)) this.work.rejects.add(record.line, row);
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
    this.writer.flush();
    for (const writer of this.work.session.writers) await writer.flushed();
  }
}

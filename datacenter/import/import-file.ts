import type { BlindIndex } from '../../consent/crypto/blind-index.js';
import type { FieldEncryption } from '../../consent/crypto/field-encryption.js';
import type { CsvFile } from '../csv/file-definitions.js';
import type { Lane } from './batch-writer.js';
import { piecesOf } from './chunk-reader.js';
import { type CsvRecord, Tokenizer } from './csv-tokenizer.js';
import type { Session } from './import-session.js';
import type { Rejects } from './reject-file.js';
import { FileRefused, Row, RowReader } from './row-reader.js';
import { SubjectIds } from './subject-ids.js';
import { registrationOf } from './subject-registration.js';

export interface FileWork {
  readonly path: string;
  readonly file: CsvFile;
  readonly session: Session;
  readonly blindIndex: BlindIndex;
  readonly encryption: FieldEncryption;
  readonly rejects: Rejects;
  /** Called as the file is read, with what was read since. */
  readonly progress: (bytes: number, rows: number) => void;
}

/** How one file is imported: read a piece, check it, find whom its rows belong to, hand them to a lane. */
export class FileImport {
  rows = 0;
  private reader: RowReader | undefined;
  private turn = 0;

  private constructor(
    private readonly work: FileWork,
    private readonly subjects: SubjectIds,
  ) {}

  /** @throws FileRefused when the file as a whole can't be read */
  static async run(work: FileWork): Promise<FileImport> {
    const { file, session, blindIndex, encryption, rejects, path, progress } = work;
    for (const lane of session.lanes) await lane.begin(file, rejects);
    session.keys.clear();
    const run = new FileImport(work, new SubjectIds(session.reader, file, blindIndex, encryption, rejects));
    const tokenizer = new Tokenizer();
    for await (const { text, bytes, last } of piecesOf(path)) {
      const before = run.rows;
      await run.take(tokenizer.push(text, last));
      await rejects.drain();
      progress(bytes, run.rows - before);
    }
    await run.finish();
    return run;
  }

  /** New or changed in the database. */
  get written(): number {
    return this.work.session.lanes.reduce((sum, { written }) => sum + written, 0);
  }

  /** Columns of the file. */
  get columns(): number {
    return this.reader?.width ?? 0;
  }

  private async take(records: readonly CsvRecord[]): Promise<void> {
    const rows: Row[] = [];
    for (const record of records) {
      if (this.reader) this.check(record, this.reader, rows);
      else
        this.reader = new RowReader(this.work.file, record, registrationOf(this.work.file.table)?.keep ?? []);
    }
    for (const { line, copy } of await this.subjects.identify(rows)) {
      if (!this.lane.hasRoomFor(copy)) await this.nextLane();
      this.lane.add(line, copy);
    }
  }

  /** Of rows with the same key the first counts: one statement can't touch a record twice, nor two at a time. */
  private check(record: CsvRecord, reader: RowReader, rows: Row[]): void {
    this.rows++;
    const row = reader.read(record);
    if (!(row instanceof Row)) this.work.rejects.add(record.line, row);
    else if (this.work.session.keys.add(row.key)) rows.push(row);
    else this.work.rejects.add(record.line, { field: '', reason: 'has the key of an earlier row' });
  }

  private get lane(): Lane {
    return this.work.session.lanes[this.turn]!;
  }

  private async nextLane(): Promise<void> {
    this.lane.send();
    this.turn = (this.turn + 1) % this.work.session.lanes.length;
    await this.lane.idle();
  }

  private async finish(): Promise<void> {
    if (!this.reader) throw new FileRefused('the file is empty');
    this.lane.send();
    for (const lane of this.work.session.lanes) await lane.idle();
  }
}

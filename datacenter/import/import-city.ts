import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { BlindIndex } from '../../consent/crypto/blind-index.js';
import type { FieldEncryption } from '../../consent/crypto/field-encryption.js';
import { type CsvFile, csvFiles, fileNameOf } from '../csv/file-definitions.js';
import type { Io } from '../io.js';
import { baselineCopySeconds } from './copy-baseline.js';
import { FileImport } from './import-file.js';
import { openSession, type Session } from './import-session.js';
import { Progress, thousands } from './progress.js';
import { spreadPendingProtection } from './protection-spread.js';
import { RejectFile } from './reject-file.js';
import { FileRefused } from './row-reader.js';

export interface ImportOptions {
  readonly directory: string;
  /** Connection of the import role. */
  readonly databaseUrl: string;
  readonly blindIndex: BlindIndex;
  /** Encrypts direct identifiers and diagnoses. */
  readonly encryption: FieldEncryption;
  /** Default: rejects.csv in the directory. */
  readonly rejectsPath?: string;
  /** Whether to COPY the same bytes too and report the ratio of the speeds. */
  readonly compare?: boolean;
}

export interface ImportResult {
  /** Rows read, including the rejected ones. */
  readonly rows: number;
  /** Rows that are new or changed in the database. */
  readonly written: number;
  readonly rejected: number;
  /** Files that could not be read at all, and why. */
  readonly refused: readonly { readonly file: string; readonly reason: string }[];
  readonly seconds: number;
  /** The speed relative to a plain COPY of the same bytes; null if it was not compared. */
  readonly ratio: number | null;
}

interface PresentFile {
  readonly file: CsvFile;
  readonly path: string;
  readonly bytes: number;
}

/** Imports a directory of CSV files. A file that is missing leaves its table unchanged. */
export async function importCity(options: ImportOptions, io: Io): Promise<ImportResult> {
  const files = await presentFiles(options.directory);
  if (files.length === 0)
    throw new Error(`There are no CSV files of the data center in ${options.directory}.`);
  const session = await openSession(options.databaseUrl);
  try {
    const rejects = await RejectFile.create(options.rejectsPath ?? join(options.directory, 'rejects.csv'));
    const run = new CityImport(session, options, rejects, new Progress(io, files));
    try {
      for (const present of files) await run.import(present);
      await spreadPendingProtection(session.reader);
    } finally {
      await rejects.close();
    }
    return run.result();
  } finally {
    await session.end();
  }
}

async function presentFiles(directory: string): Promise<PresentFile[]> {
  const found: PresentFile[] = [];
  for (const file of csvFiles) {
    const path = join(directory, fileNameOf(file));
    const bytes = await stat(path).then(
      ({ size }) => size,
      () => null,
    );
    if (bytes !== null) found.push({ file, path, bytes });
  }
  return found;
}

class CityImport {
  private readonly refused: { file: string; reason: string }[] = [];
  private rows = 0;
  private written = 0;
  private seconds = 0;
  /** Seconds spent on the files for which the baseline could be measured. */
  private readonly compared = { imported: 0, baseline: 0 };

  constructor(
    private readonly session: Session,
    private readonly options: ImportOptions,
    private readonly rejects: RejectFile,
    private readonly progress: Progress,
  ) {}

  async import(present: PresentFile): Promise<void> {
    try {
      await this.importFile(present);
    } catch (error) {
      if (!(error instanceof FileRefused)) throw error;
      const file = fileNameOf(present.file);
      this.refused.push({ file, reason: error.message });
      this.progress.line(`${file}: refused, ${error.message}`);
    }
  }

  result(): ImportResult {
    const { rows, written, seconds, refused } = this;
    const { imported, baseline } = this.compared;
    const ratio = baseline > 0 ? baseline / imported : null;
    const rejected = this.rejects.count;
    const speed = thousands(rows / Math.max(seconds, 0.001));
    this.progress.line(`${thousands(rows)} rows, ${thousands(rejected)} rejected, ${speed} rows/s`);
    if (ratio !== null)
      this.progress.line(`${ratio.toFixed(2)} of the speed of a bare COPY of the same bytes`);
    return { rows, written, rejected, refused, seconds, ratio };
  }

  private async importFile({ file, path }: PresentFile): Promise<void> {
    const name = fileNameOf(file);
    const rejectedBefore = this.rejects.count;
    const started = performance.now();
    const imported = await FileImport.run({
      path,
      file,
      session: this.session,
      blindIndex: this.options.blindIndex,
      encryption: this.options.encryption,
      rejects: this.rejects.forFile(name),
      progress: (bytes, rows) => this.progress.advance(name, bytes, rows),
    });
    const seconds = (performance.now() - started) / 1000;
    const { rows, written, columns } = imported;
    this.rows += rows;
    this.written += written;
    this.seconds += seconds;
    const rejected = thousands(this.rejects.count - rejectedBefore);
    this.progress.line(
      `${name}: ${thousands(rows)} rows, ${thousands(written)} new or changed, ${rejected} rejected, ${seconds.toFixed(1)} s`,
    );
    if (this.options.compare) await this.compareFile(name, path, columns, seconds);
  }

  private async compareFile(name: string, path: string, columns: number, seconds: number): Promise<void> {
    const baseline = await baselineCopySeconds(this.session.reader, path, columns);
    if (baseline === null) return this.progress.line(`${name}: COPY can't read it as it is, not compared`);
    this.compared.imported += seconds;
    this.compared.baseline += baseline;
  }
}

import { basename, join } from 'node:path';
import type { BlindIndex } from '../../consent/crypto/blind-index.js';
import type { FieldEncryption } from '../../consent/crypto/field-encryption.js';
import type { CsvFile } from '../csv/file-definitions.js';
import type { Io } from '../io.js';
import { type PresentFile, readDirectory } from './city-directory.js';
import { measureCompleteness } from './completeness.js';
import { baselineCopySeconds } from './copy-baseline.js';
import { type ColumnNames, type FileFormat, formatOf } from './file-source.js';
import { FileImport } from './import-file.js';
import { ImportHistory, refuseOlder } from './import-history.js';
import { openSession, type Session } from './import-session.js';
import { readManifest, verifyFiles } from './manifest.js';
import { Progress, thousands } from './progress.js';
import { spreadPendingProtection } from './protection-spread.js';
import { RejectFile } from './reject-file.js';
import { FileRefused } from './row-reader.js';
import { SubjectKeys } from './subject-registration.js';
import type { Encoding } from './text-encoding.js';
import { UnseenRows } from './unseen-rows.js';

/** Of the rows of a file, the share that may be rejected before the import counts as failed. */
export const MAX_REJECTS = 0.01;

/** Of the records of a table, the share that one full export may remove. */
export const MAX_DELETIONS = 0.05;

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
  /** Default: found by the bytes of each file. */
  readonly encoding?: Encoding;
  /** The source's names for the columns. */
  readonly columns?: ColumnNames;
  /** Default: MAX_REJECTS. */
  readonly maxRejects?: number;
  /** Of the records of a table, the share that a full export may leave out before that is taken for a fault. */
  readonly maxDeletions?: number;
  /** Whether the files are only read and checked. */
  readonly dryRun?: boolean;
}

export interface ImportResult {
  /** Rows read, including the rejected ones. */
  readonly rows: number;
  /** Rows that are new or changed in the database. */
  readonly written: number;
  /** Records that were removed because the source declares them void. */
  readonly removed: number;
  readonly rejected: number;
  /** Files that could not be read at all, and why. */
  readonly refused: readonly { readonly file: string; readonly reason: string }[];
  /** Files of which more rows were rejected than may be. */
  readonly overLimit: readonly string[];
  readonly seconds: number;
  /** The speed relative to a plain COPY of the same bytes; null if it was not compared. */
  readonly ratio: number | null;
}

/** Imports a directory of CSV files. A file that is missing leaves its table unchanged. */
export async function importCity(options: ImportOptions, io: Io): Promise<ImportResult> {
  const rejectsPath = options.rejectsPath ?? join(options.directory, 'rejects.csv');
  const { files, ignored } = await readDirectory(options.directory, basename(rejectsPath));
  if (files.length === 0)
    throw new Error(`There are no CSV files of the data center in ${options.directory}.`);
  const manifest = await readManifest(options.directory);
  if (manifest) await verifyFiles(manifest, files, options.columns ?? {}, options.encoding ?? null);
  const session = await openSession(options.databaseUrl);
  try {
    if (manifest) await refuseOlder(session.reader, manifest);
    const rejects = await RejectFile.create(rejectsPath);
    const history = options.dryRun ? null : await ImportHistory.begin(session.reader, manifest);
    const run = new CityImport(session, options, rejects, new Progress(io, files), manifest?.kind === 'FULL');
    for (const name of ignored) run.tell(`${name}: ignored, it belongs to no table of the data center`);
    try {
      for (const [at, present] of files.entries()) {
        await run.import(present);
        if (files[at + 1]?.file !== present.file) await run.removeWhatLeft(present);
      }
      if (!options.dryRun) await spreadPendingProtection(session.reader);
    } finally {
      await rejects.close();
    }
    const result = run.result();
    const refused = new Set(result.refused.map(({ file }) => file));
    const tables = files.filter(({ name }) => !refused.has(name)).map(({ file }) => file.table);
    await history?.end([...new Set(tables)], result);
    if (!options.dryRun) await measureCompleteness(session.reader);
    return result;
  } finally {
    await session.end();
  }
}

/** How many kinds of faults are told at the end. All of them are in the rejects file. */
const FAULTS_TOLD = 20;

class CityImport {
  private readonly refused: { file: string; reason: string }[] = [];
  private readonly overLimit: string[] = [];
  private readonly keys: SubjectKeys;
  private readonly unseen: UnseenRows | null;
  /** Whether all rows of the current table's files have been read and accepted. */
  private whole = true;
  private tableBefore: CsvFile | null = null;
  private rows = 0;
  private written = 0;
  private removed = 0;
  private seconds = 0;
  /** Seconds spent on the files for which the baseline could be measured. */
  private readonly compared = { imported: 0, baseline: 0 };

  constructor(
    private readonly session: Session,
    private readonly options: ImportOptions,
    private readonly rejects: RejectFile,
    private readonly progress: Progress,
    /** Whether a record that is in no file has left the source. */
    full: boolean,
  ) {
    this.unseen =
      full && !options.dryRun ? new UnseenRows(session.reader, options.maxDeletions ?? MAX_DELETIONS) : null;
    this.keys = new SubjectKeys(options.blindIndex, options.encryption);
  }

  tell = (line: string): void => this.progress.line(line);

  async import(present: PresentFile): Promise<void> {
    try {
      await this.importFile(present);
    } catch (error) {
      if (!(error instanceof FileRefused)) throw error;
      this.whole = false;
      this.refused.push({ file: present.name, reason: error.message });
      this.tell(`${present.name}: refused, ${error.message}`);
    }
  }

  /** After the last file of a table: removes the records that a full export does not have any more. */
  async removeWhatLeft({ file, name }: PresentFile): Promise<void> {
    const { whole, unseen } = this;
    this.whole = true;
    if (!unseen) return;
    if (!whole)
      return this.tell(`${name}: nothing that has left was removed, because not all rows were accepted`);
    const { left, removed, held } = await unseen.remove(file);
    this.removed += removed;
    if (left > 0 && removed + held === 0) {
      this.overLimit.push(name);
      this.tell(`${name}: ${thousands(left)} records have left, more than may be removed (--max-deletions)`);
    } else if (left > 0)
      this.tell(
        held > 0
          ? `${name}: ${thousands(held)} people have left and are held; decide with assent identity or assent erase`
          : `${name}: ${thousands(removed)} records have left and were removed`,
      );
  }

  result(): ImportResult {
    const { rows, written, removed, seconds, refused, overLimit } = this;
    const { imported, baseline } = this.compared;
    const ratio = baseline > 0 ? baseline / imported : null;
    const rejected = this.rejects.count;
    const speed = thousands(rows / Math.max(seconds, 0.001));
    this.tellFaults();
    for (const file of overLimit)
      this.tell(
        `${file}: more rows were rejected than may be (--max-rejects); correct it and import it again`,
      );
    if (this.options.dryRun) this.tell('nothing was written (--dry-run)');
    this.tell(`${thousands(rows)} rows, ${thousands(rejected)} rejected, ${speed} rows/s`);
    if (ratio !== null) this.tell(`${ratio.toFixed(2)} of the speed of a bare COPY of the same bytes`);
    return { rows, written, removed, rejected, refused, overLimit, seconds, ratio };
  }

  /** What is wrong most often, and what to do about it. */
  private tellFaults(): void {
    const kinds = [...this.rejects.faults.values()].sort((one, other) => other.rows - one.rows);
    for (const { file, fault, firstLine, rows } of kinds.slice(0, FAULTS_TOLD)) {
      const field = fault.field === '' ? '' : ` ${fault.field}`;
      this.tell(
        `${file}:${field} ${fault.en}: ${thousands(rows)} rows, the first in line ${firstLine}. ${fault.todo}`,
      );
      this.tell(`  ${fault.zh}：${thousands(rows)}行，首见第${firstLine}行。${fault.todoZh}`);
    }
    if (kinds.length > FAULTS_TOLD)
      this.tell(`and ${kinds.length - FAULTS_TOLD} more kinds of faults, see the rejects file`);
  }

  private async importFile(present: PresentFile): Promise<void> {
    const { file, path, name } = present;
    const { columns: mapping = {}, encoding, dryRun = false, encryption } = this.options;
    const rejectedBefore = this.rejects.count;
    const started = performance.now();
    const format = await formatOf(path, file, mapping, encoding ?? null);
    this.tellFormat(name, format);
    if (this.unseen && this.tableBefore !== file) await this.unseen.begin();
    this.tableBefore = file;
    const imported = await FileImport.run({
      path,
      file,
      format,
      mapping,
      session: this.session,
      keys: this.keys,
      encryption,
      rejects: this.rejects.forFile(name),
      dryRun,
      tracked: this.unseen !== null,
      progress: (bytes, rows) => this.progress.advance(name, bytes, rows),
    });
    const seconds = (performance.now() - started) / 1000;
    const { rows, written, removed, columns, ignored } = imported;
    this.rows += rows;
    this.written += dryRun ? 0 : written;
    this.removed += removed;
    this.seconds += seconds;
    const rejected = this.rejects.count - rejectedBefore;
    if (rejected > 0) this.whole = false;
    if (rejected > rows * (this.options.maxRejects ?? MAX_REJECTS)) this.overLimit.push(name);
    if (ignored.length > 0) this.tell(`${name}: ignored column ${ignored.join(', ')}`);
    const gone = removed > 0 ? `, ${thousands(removed)} removed` : '';
    this.tell(
      `${name}: ${thousands(rows)} rows, ${thousands(dryRun ? 0 : written)} new or changed${gone}, ${thousands(rejected)} rejected, ${seconds.toFixed(1)} s`,
    );
    if (this.options.compare) await this.compareFile(name, path, columns, seconds);
  }

  private tellFormat(name: string, { encoding, separator, ended }: FileFormat): void {
    const how = [
      ...(encoding === 'utf-8' ? [] : [`as ${encoding.toUpperCase()}`]),
      ...(separator === ',' ? [] : [`separated by ${separator === '\t' ? 'tabs' : separator}`]),
    ];
    if (how.length > 0) this.tell(`${name}: read ${how.join(', ')}`);
    if (!ended) this.tell(`${name}: the last line has no end; the file may have been cut off`);
  }

  private async compareFile(name: string, path: string, columns: number, seconds: number): Promise<void> {
    const baseline = await baselineCopySeconds(this.session.reader, path, columns);
    if (baseline === null) return this.tell(`${name}: COPY can't read it as it is, not compared`);
    this.compared.imported += seconds;
    this.compared.baseline += baseline;
  }
}

import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Client } from 'pg';
import type { BlindIndex } from '../../../consent/blind-index.js';
import { type CsvFile, csvFiles, nameOf } from '../csv-files.js';
import type { Io } from '../io.js';
import { bareCopy } from './bare-copy.js';
import { importFile } from './file-import.js';
import { countText, Progress } from './progress.js';
import { Rejects } from './rejects.js';
import { FileRefused } from './row-reader.js';

export interface ImportOptions {
  readonly directory: string;
  /** Connection of the import role. */
  readonly databaseUrl: string;
  readonly blindIndex: BlindIndex;
  /** Default: rejects.csv in the directory. */
  readonly rejectsPath?: string;
  /** Also copies the same bytes bare, and tells how the import compares. */
  readonly compare?: boolean;
}

export interface Imported {
  /** Read, rejected ones included. */
  readonly rows: number;
  /** New or changed in the database. */
  readonly written: number;
  readonly rejected: number;
  /** Files that could not be read at all, with why. */
  readonly refused: readonly { readonly file: string; readonly reason: string }[];
  readonly seconds: number;
  /** Rows per second against those of a bare COPY of the same bytes; null: not compared. */
  readonly ratio: number | null;
}

interface Present {
  readonly file: CsvFile;
  readonly path: string;
  readonly bytes: number;
}

async function presentFiles(directory: string): Promise<Present[]> {
  const found: Present[] = [];
  for (const file of csvFiles) {
    const path = join(directory, nameOf(file));
    const bytes = await stat(path).then(
      ({ size }) => size,
      () => null,
    );
    if (bytes !== null) found.push({ file, path, bytes });
  }
  return found;
}

/** Opens the session; imports can be repeated, so a crash may cost the last batches. */
async function connect(databaseUrl: string): Promise<Client> {
  const client = new Client({ connectionString: databaseUrl, application_name: 'assent import' });
  await client.connect();
  await client.query("SET synchronous_commit = off; SET temp_buffers = '64MB'; SET client_min_messages = warning");
  const { rows } = await client.query("SELECT pg_try_advisory_lock(hashtext('assent import')) AS alone");
  if (rows[0].alone) return client;
  await client.end();
  throw new Error('Another import is running.');
}

/** Imports a directory of CSV files; what is missing is left alone. */
export async function importCity(options: ImportOptions, io: Io): Promise<Imported> {
  const { directory, databaseUrl, blindIndex, rejectsPath = join(directory, 'rejects.csv'), compare = false } = options;
  const files = await presentFiles(directory);
  if (files.length === 0) throw new Error(`There are no CSV files of the data center in ${directory}.`);
  const client = await connect(databaseUrl);
  const rejects = await Rejects.create(rejectsPath);
  const run = new Run(client, blindIndex, rejects, compare, io, files);
  try {
    for (const present of files) await run.import(present);
  } finally {
    await rejects.close();
    await client.end();
  }
  return run.end(rejectsPath);
}

/** A file as it was imported, for comparison. */
interface Timed {
  readonly file: CsvFile;
  readonly path: string;
  readonly columns: number;
  readonly seconds: number;
}

class Run {
  private readonly progress: Progress;
  private readonly refused: { file: string; reason: string }[] = [];
  private rows = 0;
  private written = 0;
  private seconds = 0;
  private bytesDone = 0;
  private readonly compared = { imported: 0, bare: 0 };

  constructor(
    private readonly client: Client,
    private readonly blindIndex: BlindIndex,
    private readonly rejects: Rejects,
    private readonly compare: boolean,
    private readonly io: Io,
    files: readonly Present[],
  ) {
    this.progress = new Progress(
      io,
      files.reduce((sum, { bytes }) => sum + bytes, 0),
    );
  }

  async import({ file, path, bytes }: Present): Promise<void> {
    const name = nameOf(file);
    const rejectedBefore = this.rejects.count;
    const started = performance.now();
    try {
      const { rows, written, columns } = await importFile({
        path,
        file,
        client: this.client,
        blindIndex: this.blindIndex,
        rejects: this.rejects,
        progress: (read) => this.progress.show(name, this.bytesDone + read.bytes, this.rows + read.rows),
      });
      const seconds = (performance.now() - started) / 1000;
      this.rows += rows;
      this.written += written;
      this.seconds += seconds;
      const rejected = this.rejects.count - rejectedBefore;
      this.progress.line(
        `${name}: ${countText(rows)} rows, ${countText(written)} new or changed, ${countText(rejected)} rejected, ${seconds.toFixed(1)} s`,
      );
      if (this.compare) await this.compareWithCopy({ file, path, columns, seconds });
    } catch (error) {
      if (!(error instanceof FileRefused)) throw error;
      this.refused.push({ file: name, reason: error.message });
      this.progress.line(`${name}: refused, ${error.message}`);
    }
    this.bytesDone += bytes;
  }

  end(rejectsPath: string): Imported {
    const { rows, written, seconds, refused } = this;
    const { imported, bare } = this.compared;
    const ratio = bare > 0 && imported > 0 ? bare / imported : null;
    const rejected = this.rejects.count;
    this.progress.line(
      `${countText(rows)} rows, ${countText(rejected)} rejected${rejected > 0 ? ` (${rejectsPath})` : ''}, ${countText(rows / Math.max(seconds, 0.001))} rows/s`,
    );
    if (ratio !== null) this.io.out.write(`${ratio.toFixed(2)} times the speed of a bare COPY of the same bytes\n`);
    return { rows, written, rejected, refused, seconds, ratio };
  }

  private async compareWithCopy({ file, path, columns, seconds }: Timed): Promise<void> {
    const bare = await bareCopy(this.client, file, path, columns);
    if (bare === null) return this.progress.line(`${nameOf(file)}: COPY can't read it as it is, not compared`);
    this.compared.imported += seconds;
    this.compared.bare += bare;
  }
}

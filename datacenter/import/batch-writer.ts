import { type Client, DatabaseError } from 'pg';
import type { CsvFile } from '../csv/file-definitions.js';
import { faultOf, reasonOf } from './faults.js';
import type { FileRejects } from './reject-file.js';
import { type MergeOptions, TableMerge } from './table-merge.js';

/** Small enough for V8's young generation, large enough to make the cost of a transaction negligible. */
const BATCH_ROWS = 10_000;
const BATCH_BYTES = 2 << 20;
const BYTES_PER_UNIT = 3;
/** SQLSTATE classes 22 (data exception) and 23 (constraint violation): a row is bad. Any other error ends the import. */
const ROW_ERROR_SQLSTATE = /^2[23]/;

/** No check of the import found it: the import is wrong then, or the checks of the database are. */
const REFUSED = reasonOf(
  'can’t be stored',
  '该行无法入库',
  'Compare the row with the description of the file; if it is right, report it to whoever maintains the platform.',
  '请对照文件说明检查该行；如无误，请报告平台维护人员。',
);

interface WriteFailure {
  readonly error: unknown;
}

/**
 * Buffers rows and writes them to the database in batches, on its own connection. While one writer writes, another one
 * buffers. The buffer is allocated once, so that memory does not grow with the file.
 */
export class BatchWriter {
  /** The number of new or changed rows of the file so far. */
  written = 0;
  private readonly buffer = Buffer.allocUnsafeSlow(BATCH_BYTES);
  private used = 0;
  private lines: number[] = [];
  private pending: Promise<WriteFailure | null> = Promise.resolve(null);
  private merge!: TableMerge;
  private rejects!: FileRejects;

  constructor(private readonly client: Client) {}

  async startFile(file: CsvFile, how: MergeOptions, rejects: FileRejects): Promise<void> {
    this.merge = await TableMerge.prepare(this.client, file, how);
    this.rejects = rejects;
    this.written = 0;
  }

  hasRoomFor = (copy: string): boolean =>
    this.lines.length < BATCH_ROWS && this.used + copy.length * BYTES_PER_UNIT <= BATCH_BYTES;

  /** @param copy the row in the text format of COPY, with its line feed */
  add(line: number, copy: string): void {
    this.used += this.buffer.write(copy, this.used);
    this.lines.push(line);
  }

  /** Starts to write the buffered rows; `flushed` waits for the end. */
  flush(): void {
    const { lines } = this;
    this.lines = [];
    this.pending = this.write(this.buffer.subarray(0, this.used), lines).then(
      (written) => {
        this.written += written;
        this.used = 0;
        return null;
      },
      (error: unknown) => ({ error }),
    );
  }

  /** Waits for the last batch. @throws the error with which it failed */
  async flushed(): Promise<void> {
    const failed = await this.pending;
    if (failed !== null) throw failed.error;
  }

  /** Writes a batch. If the database refuses it, the batch is halved until the bad row is found and rejected. */
  private async write(rows: Buffer | string, lines: readonly number[]): Promise<number> {
    if (lines.length === 0) return 0;
    try {
      return await this.merge.put(rows);
    } catch (error) {
      if (!(error instanceof DatabaseError && ROW_ERROR_SQLSTATE.test(error.code ?? ''))) throw error;
      if (lines.length === 1) return this.reject(lines[0]!, error);
      const half = lines.length >> 1;
      const copies = rows.toString().split(/(?<=\n)/);
      const first = await this.write(copies.slice(0, half).join(''), lines.slice(0, half));
      return first + (await this.write(copies.slice(half).join(''), lines.slice(half)));
    }
  }

  private reject(line: number, { column }: DatabaseError): number {
    this.rejects.add(line, [faultOf(column ?? '', REFUSED)]);
    return 0;
  }
}

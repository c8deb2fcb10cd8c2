import { type Client, DatabaseError } from 'pg';
import type { CsvFile } from '../csv/file-definitions.js';
import type { Rejects } from './reject-file.js';
import { TableMerge } from './table-merge.js';

/** Small enough to die young in our memory, large enough to make the transaction's cost small. */
const BATCH_ROWS = 10_000;
const BATCH_BYTES = 2 << 20;
const BYTES_PER_UNIT = 3;
/** Data exceptions and broken constraints: the rows' fault. Anything else is ours or the server's. */
const ROWS_FAULT = /^2[23]/;

interface Failed {
  readonly error: unknown;
}

/**
 * Collects rows and takes them into the database, a batch at a time on a connection of its own. While one lane
 * writes, another collects. The buffer is used again and again, so that memory stays flat.
 */
export class Lane {
  /** New or changed rows of the file so far. */
  written = 0;
  private readonly buffer = Buffer.allocUnsafeSlow(BATCH_BYTES);
  private used = 0;
  private lines: number[] = [];
  private underway: Promise<Failed | null> = Promise.resolve(null);
  private merge!: TableMerge;
  private rejects!: Rejects;

  constructor(private readonly client: Client) {}

  async begin(file: CsvFile, rejects: Rejects): Promise<void> {
    this.merge = await TableMerge.prepare(this.client, file);
    this.rejects = rejects;
    this.written = 0;
  }

  hasRoomFor = (copy: string): boolean =>
    this.lines.length < BATCH_ROWS && this.used + copy.length * BYTES_PER_UNIT <= BATCH_BYTES;

  /** @param copy the row in COPY's text format, with its line feed */
  add(line: number, copy: string): void {
    this.used += this.buffer.write(copy, this.used);
    this.lines.push(line);
  }

  /** Begins to write what was collected; `idle` tells how it went. */
  send(): void {
    const { lines } = this;
    this.lines = [];
    this.underway = this.take(this.buffer.subarray(0, this.used), lines).then(
      (written) => {
        this.written += written;
        this.used = 0;
        return null;
      },
      (error: unknown) => ({ error }),
    );
  }

  /** @throws whatever writing the last batch failed with */
  async idle(): Promise<void> {
    const failed = await this.underway;
    if (failed !== null) throw failed.error;
  }

  /** What the database refuses after all is halved until the bad row stands alone. */
  private async take(rows: Buffer | string, lines: readonly number[]): Promise<number> {
    if (lines.length === 0) return 0;
    try {
      return await this.merge.put(rows);
    } catch (error) {
      if (!(error instanceof DatabaseError && ROWS_FAULT.test(error.code ?? ''))) throw error;
      if (lines.length === 1) return this.refuse(lines[0]!, error);
      const half = lines.length >> 1;
      const copies = rows.toString().split(/(?<=\n)/);
      const first = await this.take(copies.slice(0, half).join(''), lines.slice(0, half));
      return first + (await this.take(copies.slice(half).join(''), lines.slice(half)));
    }
  }

  private refuse(line: number, { code, constraint, column }: DatabaseError): number {
    const reason = `was refused by the database (${[code, constraint].filter(Boolean).join(' ')})`;
    this.rejects.add(line, { field: column ?? '', reason });
    return 0;
  }
}

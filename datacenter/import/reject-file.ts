import { CsvWriter } from '../csv/writer.js';
import type { Fault } from './faults.js';

const COLUMNS = ['file', 'line', 'field', 'reason', 'shape', 'what_to_do', '原因', '处理办法'];

/**
 * Writes the rejects file, a line for each fault of a row: where it is, what is wrong and what to do, and the shape of the
 * value, but never the value, because more people read it than the data.
 */
export class RejectFile {
  /** Rows that were rejected. */
  count = 0;
  /** How often each fault occurred, by file, field and reason. */
  readonly faults = new Map<string, FaultCount>();

  private constructor(private readonly writer: CsvWriter) {}

  static async create(path: string): Promise<RejectFile> {
    return new RejectFile(await CsvWriter.create(path, COLUMNS));
  }

  forFile(file: string): FileRejects {
    return {
      add: (line, faults) => {
        this.count++;
        for (const fault of faults) {
          const { field, reason, zh, todo, todoZh, shape } = { ...fault, reason: fault.en };
          this.writer.row({ file, line, field, reason, shape, what_to_do: todo, 原因: zh, 处理办法: todoZh });
          this.countFault(file, line, fault);
        }
      },
      drain: async () => {
        if (this.writer.full) await this.writer.drain();
      },
    };
  }

  close = (): Promise<void> => this.writer.close();

  private countFault(file: string, line: number, fault: Fault): void {
    const key = `${file}\t${fault.field}\t${fault.en}`;
    const known = this.faults.get(key);
    if (known) known.rows++;
    else this.faults.set(key, { file, fault, firstLine: line, rows: 1 });
  }
}

/** One kind of fault in one file. */
export interface FaultCount {
  readonly file: string;
  readonly fault: Fault;
  readonly firstLine: number;
  rows: number;
}

/** The rejects of one file. */
export interface FileRejects {
  /** @param faults everything that is wrong with the row of this line */
  add(line: number, faults: readonly Fault[]): void;
  /** Writes buffered rejects to the disk if there are many; the caller awaits it after each chunk. */
  drain(): Promise<void>;
}

import { CsvWriter } from '../csv/writer.js';
import type { Flaw } from './row-rules.js';

/** The rejects file: where, what and why, never the value itself. */
export class RejectsFile {
  count = 0;

  private constructor(private readonly writer: CsvWriter) {}

  static async create(path: string): Promise<RejectsFile> {
    return new RejectsFile(await CsvWriter.create(path, ['file', 'line', 'field', 'reason']));
  }

  of(file: string): Rejects {
    return {
      add: (line, { field, reason }) => {
        this.count++;
        this.writer.row({ file, line, field, reason });
      },
      drain: async () => {
        if (this.writer.full) await this.writer.drain();
      },
    };
  }

  close = (): Promise<void> => this.writer.close();
}

/** The rejects of one file. */
export interface Rejects {
  add(line: number, flaw: Flaw): void;
  /** To be awaited now and then, for there may be many. */
  drain(): Promise<void>;
}

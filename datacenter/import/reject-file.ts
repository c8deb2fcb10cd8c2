import { CsvWriter } from '../csv/writer.js';
import type { RowError } from './row-rules.js';

/** Writes the rejects file: file, line, field and reason, never the value, because more people read it than the data. */
export class RejectFile {
  count = 0;

  private constructor(private readonly writer: CsvWriter) {}

  static async create(path: string): Promise<RejectFile> {
    return new RejectFile(await CsvWriter.create(path, ['file', 'line', 'field', 'reason']));
  }

  forFile(file: string): FileRejects {
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
export interface FileRejects {
  add(line: number, error: RowError): void;
  /** Writes buffered rejects to the disk if there are many; the caller awaits it after each chunk. */
  drain(): Promise<void>;
}

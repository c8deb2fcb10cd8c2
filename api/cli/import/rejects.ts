import { CsvWriter } from '../csv-writer.js';
import type { Flaw } from './rules.js';

/** The rejects file: where, what and why, never the value itself. */
export class Rejects {
  count = 0;

  private constructor(private readonly writer: CsvWriter) {}

  static async create(path: string): Promise<Rejects> {
    return new Rejects(await CsvWriter.create(path, ['file', 'line', 'field', 'reason']));
  }

  add(file: string, line: number, { field, reason }: Flaw): void {
    this.count++;
    this.writer.row({ file, line, field, reason });
  }

  async drain(): Promise<void> {
    if (this.writer.full) await this.writer.drain();
  }

  close = (): Promise<void> => this.writer.close();
}

import { join } from 'node:path';
import { csvFiles, fileNameOf } from '../csv/file-definitions.js';
import { type CsvValue, CsvWriter } from '../csv/writer.js';

export type WriteRow = (table: string, row: Readonly<Record<string, CsvValue>>) => void;

/** All CSV files of a city, open for writing. */
export class CityFiles {
  private constructor(private readonly writers: ReadonlyMap<string, CsvWriter>) {}

  static async create(directory: string): Promise<CityFiles> {
    const writers = csvFiles.map(async (file) => {
      const columns = file.columns.map(({ name }) => name);
      return [file.table, await CsvWriter.create(join(directory, fileNameOf(file)), columns)] as const;
    });
    return new CityFiles(new Map(await Promise.all(writers)));
  }

  write: WriteRow = (table, row) => {
    this.writers.get(table)!.row(row);
  };

  /** Writes out the files whose buffers are full, so that memory does not grow. */
  async drain(): Promise<void> {
    for (const writer of this.writers.values()) if (writer.full) await writer.drain();
  }

  async close(): Promise<void> {
    for (const writer of this.writers.values()) await writer.close();
  }

  get rows(): number {
    return this.writers.values().reduce((sum, writer) => sum + writer.rows, 0);
  }
}

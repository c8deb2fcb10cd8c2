import { type FileHandle, open } from 'node:fs/promises';

export type CsvValue = string | number | null | undefined;

const FLUSH_AT_CHARACTERS = 1 << 18;
const NEEDS_QUOTES = /[",\r\n]/;

const quoted = (value: CsvValue): CsvValue =>
  typeof value === 'string' && NEEDS_QUOTES.test(value) ? `"${value.replaceAll('"', '""')}"` : value;

/** Writes the rows of one CSV file. `row` only buffers; the caller awaits `drain` when `full` is true. */
export class CsvWriter {
  private text: string;
  rows = 0;

  private constructor(
    private readonly file: FileHandle,
    private readonly columns: readonly string[],
  ) {
    this.text = `${columns.join(',')}\n`;
  }

  static async create(path: string, columns: readonly string[]): Promise<CsvWriter> {
    return new CsvWriter(await open(path, 'w'), columns);
  }

  row(values: Readonly<Record<string, CsvValue>>): void {
    let line = '';
    for (let at = 0; at < this.columns.length; at++) {
      const value = quoted(values[this.columns[at]!]) ?? '';
      line += at === 0 ? value : `,${value}`;
    }
    this.text += `${line}\n`;
    this.rows++;
  }

  get full(): boolean {
    return this.text.length >= FLUSH_AT_CHARACTERS;
  }

  async drain(): Promise<void> {
    const { text } = this;
    this.text = '';
    await this.file.appendFile(text);
  }

  async close(): Promise<void> {
    await this.drain();
    await this.file.close();
  }
}

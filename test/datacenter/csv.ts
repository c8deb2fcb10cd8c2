import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export type CsvRow = Readonly<Record<string, string>>;

const FIELD = /("(?:[^"]|"")*"|[^,\n]*)(,|\n|$)/gy;

/** Records of a CSV text, read by other means than the importer's. */
export function recordsOf(text: string): string[][] {
  const records: string[][] = [];
  let fields: string[] = [];
  FIELD.lastIndex = 0;
  while (FIELD.lastIndex < text.length) {
    const [, field, end] = FIELD.exec(text)!;
    fields.push(field!.startsWith('"') ? field!.slice(1, -1).replaceAll('""', '"') : field!);
    if (end === ',') continue;
    records.push(fields);
    fields = [];
  }
  return records;
}

/** A file's rows by column name. */
export function rowsOf(text: string): CsvRow[] {
  const [header, ...records] = recordsOf(text);
  return records.map((fields) => Object.fromEntries(header!.map((name, at) => [name, fields[at]!])));
}

export const readRows = (directory: string, table: string): CsvRow[] =>
  rowsOf(readFileSync(join(directory, `${table}.csv`), 'utf8'));

/** In cents, exactly. */
export function cents(amount: string): number {
  const [, minus, whole, fraction] = /^(-?)(\d+)\.(\d\d)$/.exec(amount)!;
  return (minus ? -1 : 1) * Number(whole! + fraction!);
}

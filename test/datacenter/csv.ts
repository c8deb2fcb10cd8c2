import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export type CsvRow = Readonly<Record<string, string>>;

const FIELD = /("(?:[^"]|"")*"|[^,\n]*)(,|\n|$)/gy;

/** Parses a CSV text independently of the importer's tokenizer. */
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

/** The rows of a file by column name. */
export function rowsOf(text: string): CsvRow[] {
  const [header, ...records] = recordsOf(text);
  return records.map((fields) => Object.fromEntries(header!.map((name, at) => [name, fields[at]!])));
}

export const readRows = (directory: string, table: string): CsvRow[] =>
  rowsOf(readFileSync(join(directory, `${table}.csv`), 'utf8'));

/** An amount in exact cents. */
export function cents(amount: string): number {
  const [, minus, whole, fraction] = /^(-?)(\d+)\.(\d\d)$/.exec(amount)!;
  return (minus ? -1 : 1) * Number(whole! + fraction!);
}

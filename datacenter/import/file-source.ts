import { open } from 'node:fs/promises';
import { type CsvFile, csvFiles, VALIDITY } from '../csv/file-definitions.js';
import { chunksOf } from './chunk-reader.js';
import { type CsvRecord, Tokenizer } from './csv-tokenizer.js';
import { detectEncoding, type Encoding } from './text-encoding.js';

/** How a file is written. */
export interface FileFormat {
  readonly encoding: Encoding;
  readonly separator: string;
  /** Whether the last line ends with a line feed. Without it the file may have been cut off. */
  readonly ended: boolean;
}

/** The names that a source has for the columns of the platform, by file or for all files (`*`). */
export type ColumnNames = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** @throws Error that names the faults of a file of column names */
export function checkColumnNames(content: unknown): ColumnNames {
  const faults: string[] = [];
  const isObject = (value: unknown): value is Record<string, unknown> =>
    typeof value === 'object' && value !== null && !Array.isArray(value);
  if (!isObject(content))
    throw new Error('it must be an object of files, each with the names of its columns');
  const columnsOf = new Map(csvFiles.map(({ table, columns }) => [table, columns.map(({ name }) => name)]));
  const all = [VALIDITY, ...[...columnsOf.values()].flat()];
  for (const [file, names] of Object.entries(content)) {
    const known = file === '*' ? all : columnsOf.get(file)?.concat(VALIDITY);
    if (!known) faults.push(`${file}: there is no such file`);
    else if (!isObject(names)) faults.push(`${file}: must be an object of column names`);
    else
      for (const [theirs, ours] of Object.entries(names))
        if (typeof ours !== 'string' || !known.includes(ours.toLowerCase()))
          faults.push(`${file}.${theirs}: must be a column of the platform in this file`);
  }
  if (faults.length > 0) throw new Error(faults.join('; '));
  return content as ColumnNames;
}

const SEPARATORS = [',', ';', '\t', '|'];

/** The platform's names of the columns in a header. */
export function columnNames(file: CsvFile, header: readonly string[], mapping: ColumnNames): string[] {
  const own = Object.hasOwn(mapping, file.table) ? mapping[file.table]! : {};
  const common = Object.hasOwn(mapping, '*') ? mapping['*']! : {};
  return header.map((column) => {
    const name = column.trim();
    for (const names of [own, common]) if (Object.hasOwn(names, name)) return names[name]!.toLowerCase();
    return name.toLowerCase();
  });
}

/** Finds out how a file is written: by its bytes and by its first line. */
export async function formatOf(
  path: string,
  file: CsvFile,
  mapping: ColumnNames,
  told: Encoding | null,
): Promise<FileFormat> {
  const encoding = told ?? (await detectEncoding(path));
  let header = '';
  for await (const { text } of chunksOf(path, encoding)) {
    header += text;
    if (header.includes('\n')) break;
  }
  return {
    encoding,
    separator: separatorOf(header, file, mapping),
    ended: await endsWithLine(path, encoding),
  };
}

async function endsWithLine(path: string, encoding: Encoding): Promise<boolean> {
  const end = Buffer.from('\n', encoding === 'utf-16le' ? 'utf16le' : 'latin1');
  const file = await open(path);
  try {
    const { size } = await file.stat();
    if (size === 0) return true;
    const { buffer } = await file.read(
      Buffer.alloc(end.length),
      0,
      end.length,
      Math.max(0, size - end.length),
    );
    return buffer.equals(end);
  } finally {
    await file.close();
  }
}

/** The separator by which the first line has most of the file's columns. */
function separatorOf(text: string, file: CsvFile, mapping: ColumnNames): string {
  const line = text.replace(/^\uFEFF/, '').split(/\r?\n/, 1)[0]!;
  const known = new Set(file.columns.map(({ name }) => name));
  const found = SEPARATORS.map((separator) => {
    const cells = line.split(separator).map((cell) => cell.replace(/^"(.*)"$/, '$1'));
    return columnNames(file, cells, mapping).filter((name) => known.has(name)).length;
  });
  return SEPARATORS[found.indexOf(Math.max(...found))]!;
}

/** The records of a file, chunk by chunk. */
export async function* recordsOf(
  path: string,
  { encoding, separator }: FileFormat,
): AsyncGenerator<{ records: readonly CsvRecord[]; bytes: number }> {
  const tokenizer = new Tokenizer(separator);
  for await (const { text, bytes, last } of chunksOf(path, encoding))
    yield { records: tokenizer.push(text, last), bytes };
}

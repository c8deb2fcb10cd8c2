import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { PresentFile } from './city-directory.js';
import { type ColumnNames, columnNames, formatOf, recordsOf } from './file-source.js';
import type { Encoding } from './text-encoding.js';

/** What the source says of one file, besides its content. */
interface ToldFile {
  readonly rows?: number;
  readonly sha256?: string;
  /** Totals of amounts, by column. */
  readonly sums?: Readonly<Record<string, string>>;
}

/** What the source says of the files of one export: manifest.json beside them. */
export interface Manifest {
  readonly source: string;
  /** The time whose state the files show. */
  readonly asOf: string;
  /** FULL: every record is in its file, so one that is not there has left. DELTA: only what has changed. */
  readonly kind: 'FULL' | 'DELTA';
  readonly files: Readonly<Record<string, ToldFile>>;
}

export const MANIFEST = 'manifest.json';
const AMOUNT = /^-?\d{1,16}(\.\d{1,2})?$/;
/** A moment with its offset: without one it could be another hour. */
const MOMENT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/;

/** Reads the manifest of a directory; null if there is none. @throws Error that names every fault */
export async function readManifest(directory: string): Promise<Manifest | null> {
  const path = join(directory, MANIFEST);
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  if (text === null) return null;
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch {
    throw new Error(`${path} is not JSON.`);
  }
  const faults = faultsOf(content);
  if (faults.length > 0) throw new Error(`${path}: ${faults.join('; ')}.`);
  return content as Manifest;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function faultsOf(content: unknown): string[] {
  if (!isObject(content)) return ['must be an object'];
  const { source, asOf, kind, files, ...unknown } = content;
  const faults = Object.keys(unknown).map((name) => `${name} is not a known field`);
  if (typeof source !== 'string' || source.trim() === '' || source.length > 200)
    faults.push('source must be a text of 1 to 200 characters');
  if (typeof asOf !== 'string' || !MOMENT.test(asOf) || Number.isNaN(Date.parse(asOf)))
    faults.push('asOf must be a time with its offset, in the form of ISO 8601');
  if (kind !== 'FULL' && kind !== 'DELTA') faults.push('kind must be FULL or DELTA');
  if (!isObject(files)) return [...faults, 'files must be an object of files'];
  for (const [name, told] of Object.entries(files)) faults.push(...fileFaults(name, told));
  return faults;
}

function fileFaults(name: string, told: unknown): string[] {
  if (!isObject(told)) return [`files.${name} must be an object`];
  const { rows, sha256, sums, ...unknown } = told;
  const faults = Object.keys(unknown).map((field) => `files.${name}.${field} is not a known field`);
  if (rows !== undefined && !(Number.isInteger(rows) && (rows as number) >= 0))
    faults.push(`files.${name}.rows must be a whole number`);
  if (sha256 !== undefined && !(typeof sha256 === 'string' && /^[0-9a-f]{64}$/i.test(sha256)))
    faults.push(`files.${name}.sha256 must be 64 hexadecimal digits`);
  if (sums !== undefined && !isObject(sums)) return [...faults, `files.${name}.sums must be an object`];
  for (const [column, sum] of Object.entries(sums ?? {}))
    if (typeof sum !== 'string' || !AMOUNT.test(sum))
      faults.push(`files.${name}.sums.${column} must be an amount, as a text`);
  return faults;
}

/**
 * Compares the files with what the manifest says, before anything is imported: a file that was cut off or changed on the
 * way is found here.
 * @throws Error that names every difference
 */
export async function verifyFiles(
  { files: told }: Manifest,
  present: readonly PresentFile[],
  mapping: ColumnNames,
  encoding: Encoding | null,
): Promise<void> {
  const faults: string[] = [];
  const names = new Set(present.map(({ name }) => name));
  for (const name of Object.keys(told)) if (!names.has(name)) faults.push(`${name} is not there`);
  for (const file of present) {
    if (!Object.hasOwn(told, file.name)) faults.push(`${file.name} is not in the manifest`);
    else faults.push(...(await differences(file, told[file.name]!, mapping, encoding)));
  }
  if (faults.length > 0)
    throw new Error(
      `The files are not those of the manifest, and nothing was imported: ${faults.join('; ')}.`,
    );
}

async function differences(
  { name, path, file }: PresentFile,
  { rows, sha256, sums = {} }: ToldFile,
  mapping: ColumnNames,
  encoding: Encoding | null,
): Promise<string[]> {
  if (sha256 !== undefined) {
    const digest = createHash('sha256');
    await pipeline(createReadStream(path), digest);
    if (digest.digest('hex') !== sha256.toLowerCase())
      return [`${name} was changed or cut off (another SHA-256)`];
  }
  if (rows === undefined && Object.keys(sums).length === 0) return [];
  const totals = new Map(Object.keys(sums).map((column) => [column, 0n]));
  let header: string[] | null = null;
  let count = 0;
  for await (const { records } of recordsOf(path, await formatOf(path, file, mapping, encoding)))
    for (const { fields } of records) {
      if (header === null) {
        header = columnNames(file, fields, mapping);
        continue;
      }
      count++;
      for (const [column, total] of totals)
        totals.set(column, total + cents(fields[header.indexOf(column)] ?? ''));
    }
  const found = rows === undefined || rows === count ? [] : [`${name} has ${count} rows instead of ${rows}`];
  for (const [column, total] of totals)
    if (total !== cents(sums[column]!)) found.push(`${name}: the sum of ${column} is another`);
  return found;
}

/** An amount in cents; what is no amount counts nothing. */
function cents(amount: string): bigint {
  if (!AMOUNT.test(amount)) return 0n;
  const [whole, fraction = ''] = amount.split('.');
  return BigInt(whole + fraction.padEnd(2, '0'));
}

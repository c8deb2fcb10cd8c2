import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type CsvFile, csvFiles } from '../csv/file-definitions.js';

export interface PresentFile {
  readonly file: CsvFile;
  readonly name: string;
  readonly path: string;
  readonly bytes: number;
}

export interface CityDirectory {
  /** In the order of import. */
  readonly files: readonly PresentFile[];
  /** Files that look like data and belong to no table. */
  readonly ignored: readonly string[];
}

/** A table's name, perhaps with a day or time: contact.csv, CONTACT.CSV, contact_20260301.csv. */
const FILE_NAME = /^([a-z_]+?)(?:[_-](\d{4,14}|\d{4}-\d{2}-\d{2}))?\.(?:csv|txt|tsv)$/i;
const DATA = /\.(?:csv|txt|tsv|xlsx?|zip|gz)$/i;

/** Finds the files of the data center in a directory; those of one table are imported in the order of their names. */
export async function readDirectory(directory: string, rejectsName: string): Promise<CityDirectory> {
  const names = (await readdir(directory)).sort();
  const files: PresentFile[] = [];
  const taken = new Set<string>();
  for (const file of csvFiles)
    for (const name of names) {
      if (FILE_NAME.exec(name)?.[1]?.toLowerCase() !== file.table) continue;
      const path = join(directory, name);
      files.push({ file, name, path, bytes: (await stat(path)).size });
      taken.add(name);
    }
  const ignored = names.filter((name) => DATA.test(name) && !taken.has(name) && name !== rejectsName);
  return { files, ignored };
}

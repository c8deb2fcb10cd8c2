import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { cityDirectory } from '../../../examples/demo/people.js';
import { personItems, providerItems } from '../../../schema/catalogue.js';
import { type TestDatabase, testCluster } from './database.js';

/** The encrypted items: names, numbers, addresses, accounts, diagnoses and charged items. */
export const sealedItems = [...personItems, ...providerItems].filter((item) => item.sealed);

type SealedItem = (typeof sealedItems)[number];

/** Every value of one item in the city's CSV files. The texts contain no quotes. */
export function valuesOf({ category: { table }, kind: { column } }: SealedItem): string[] {
  const [header, ...lines] = readFileSync(join(cityDirectory(testCluster().varDir), `${table}.csv`), 'utf8')
    .trim()
    .split('\n');
  const at = header!.split(',').indexOf(column);
  if (at < 0) throw new Error(`${table}.csv has no column ${column}.`);
  return [...new Set(lines.map((line) => line.split(',')[at]!))].filter((value) => [...value].length > 1);
}

/** Every row of every table as text, as in a stolen dump. */
export async function dumpOf({ sql }: TestDatabase): Promise<string> {
  const tables = await sql(
    `SELECT format('%I.%I', table_schema, table_name) AS name FROM information_schema.tables
     WHERE table_schema NOT IN ('pg_catalog', 'information_schema') AND table_type = 'BASE TABLE' ORDER BY name`,
  );
  const texts: string[] = [];
  for (const { name } of tables) {
    const rows = await sql(`SELECT t::text AS row FROM ${name} t`);
    texts.push(name, ...rows.map(({ row }) => row));
  }
  return texts.join('\n');
}

/** The values that a text contains, in clear or in an encoding that a database or a log uses. */
export const heldBy = (text: string, values: readonly string[]): string[] =>
  values.filter((value) => spellings(value).some((spelling) => text.includes(spelling)));

const spellings = (value: string): string[] => [
  ...new Set([value, Buffer.from(value).toString('hex'), encodeURIComponent(value), asciiJson(value)]),
];

const asciiJson = (value: string) =>
  value.replace(
    /[^\x20-\x7e]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );

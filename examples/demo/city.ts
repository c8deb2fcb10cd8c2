import { hash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { Client } from 'pg';
import { loadKeys } from '../../api/secrets/keyring.js';
import { BlindIndex } from '../../consent/crypto/blind-index.js';
import { FieldEncryption } from '../../consent/crypto/field-encryption.js';
import { generate } from '../../datacenter/generate/generate.js';
import { type ImportOptions, importCity } from '../../datacenter/import/import-city.js';
import type { Io } from '../../datacenter/io.js';

/** The parameters of a generated city; the same parameters give the same bytes. */
export interface CityRecipe {
  readonly persons: number;
  readonly seed: string;
  /** The city's last day, YYYY-MM-DD. */
  readonly until: string;
}

export interface CityPlace {
  readonly directory: string;
  readonly varDir: string;
  readonly ownerUrl: string;
  readonly importUrl: string;
}

/** What the database records about the imported city. */
interface ImportRecord extends CityRecipe {
  /** The digest of the blind index key. With another key nobody would be found. */
  readonly keyDigest: string;
}

/**
 * Ensures that the database has a city, and that its files exist. An existing city is used; incomplete steps are repeated.
 * @param wanted the parameters if there is no city yet
 * @returns the parameters of the city
 */
export async function ensureCity(wanted: CityRecipe, place: CityPlace, io: Io): Promise<CityRecipe> {
  const { blindIndexKey, masterKeys } = await loadKeys(place.varDir);
  const keyDigest = hash('sha256', blindIndexKey).slice(0, 16);
  const imported = await readMark(place.ownerUrl);
  const recipe = (await readRecipe(place)) ?? (await generateFiles(imported ?? wanted, place, io));
  const mark: ImportRecord = { ...recipe, keyDigest };
  if (!isDeepStrictEqual(imported, mark)) {
    await importFiles(
      place,
      { blindIndex: new BlindIndex(blindIndexKey), encryption: new FieldEncryption(masterKeys) },
      io,
    );
    await writeMark(place.ownerUrl, mark);
  }
  return recipe;
}

const recipeFile = ({ directory }: CityPlace) => join(directory, 'city.json');

async function readRecipe(place: CityPlace): Promise<CityRecipe | null> {
  const text = await readFile(recipeFile(place), 'utf8').catch(() => null);
  return text === null ? null : (JSON.parse(text) as CityRecipe);
}

async function generateFiles(
  { persons, seed, until }: CityRecipe,
  place: CityPlace,
  io: Io,
): Promise<CityRecipe> {
  await generate({ persons, seed, until, directory: place.directory }, io);
  const recipe = { persons, seed, until };
  // This file is written last, so its presence means that the other files are complete.
  await writeFile(recipeFile(place), JSON.stringify(recipe));
  return recipe;
}

async function importFiles(
  { directory, importUrl }: CityPlace,
  keys: Pick<ImportOptions, 'blindIndex' | 'encryption'>,
  io: Io,
): Promise<void> {
  const { rejected, refused } = await importCity({ directory, databaseUrl: importUrl, ...keys }, io);
  if (rejected + refused.length > 0) throw new Error('The city was not imported whole; see above.');
}

/** Stored as a comment on the table of people: it is dropped with the table, and does not depend on the files. */
async function readMark(ownerUrl: string): Promise<ImportRecord | null> {
  const [row] = await query(ownerUrl, "SELECT obj_description('assent.person'::regclass) AS mark");
  return row?.mark ? (JSON.parse(row.mark) as ImportRecord) : null;
}

const writeMark = (ownerUrl: string, mark: ImportRecord) =>
  query(ownerUrl, `COMMENT ON TABLE assent.person IS '${JSON.stringify(mark).replaceAll("'", "''")}'`);

async function query(url: string, text: string): Promise<{ mark?: string }[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}

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

/** What a city is made from: the same three give the same bytes. */
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

/** What the database was told of the city in it. */
interface Imported extends CityRecipe {
  /** Of the key under which people are found: under another one nobody would be. */
  readonly keyDigest: string;
}

/**
 * A city in the database, and its files. What is there already is used; what was left half done is done again.
 * @param wanted what to make if there is no city yet
 * @returns what the city was made from
 */
export async function ensureCity(wanted: CityRecipe, place: CityPlace, io: Io): Promise<CityRecipe> {
  const { blindIndexKey, masterKeys } = await loadKeys(place.varDir);
  const keyDigest = hash('sha256', blindIndexKey).slice(0, 16);
  const imported = await readMark(place.ownerUrl);
  const recipe = (await readRecipe(place)) ?? (await generateFiles(imported ?? wanted, place, io));
  const mark: Imported = { ...recipe, keyDigest };
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
  // Written last: that it is there says that the files are whole.
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

/** The mark is a comment on the table of people: it goes when they go, and stays when only our files are gone. */
async function readMark(ownerUrl: string): Promise<Imported | null> {
  const [row] = await query(ownerUrl, "SELECT obj_description('assent.person'::regclass) AS mark");
  return row?.mark ? (JSON.parse(row.mark) as Imported) : null;
}

const writeMark = (ownerUrl: string, mark: Imported) =>
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

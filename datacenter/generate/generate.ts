import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Io } from '../io.js';
import { addMonths, dayOf, type Period } from './calendar.js';
import { City } from './city.js';
import { CityFiles } from './city-files.js';
import { Institutions } from './institutions.js';
import { Population } from './population.js';
import { writeProvider } from './provider-files.js';
import { ProviderMonths } from './provider-months.js';
import { Testers } from './testers.js';

export interface GenerateOptions {
  readonly persons: number;
  /** Any text. The same seed generates the same bytes. */
  readonly seed: string;
  readonly directory: string;
  /** The last generated day, yyyy-MM-dd. The default is fixed, so that the bytes don't depend on the day of the run. */
  readonly until?: string;
  /** The number of months of visits, contributions and provider months. */
  readonly months?: number;
}

export interface Generated {
  readonly rows: number;
  readonly seconds: number;
}

const DEFAULT_UNTIL = '2026-10-31';
const DEFAULT_MONTHS = 24;

/** Writes a synthetic city: a CSV file for each category, and people.json and providers.json for testers. */
export async function generate(options: GenerateOptions, io: Io): Promise<Generated> {
  const started = performance.now();
  const { persons, seed, directory, until = DEFAULT_UNTIL, months = DEFAULT_MONTHS } = options;
  const today = dayOf(until);
  const period: Period = { from: addMonths(today, -months) + 1, today };
  await mkdir(directory, { recursive: true });

  const population = new Population(persons, seed, today);
  const institutions = new Institutions(population, seed);
  const testers = new Testers(population, institutions.all);
  const providerMonths = new ProviderMonths();
  const files = await CityFiles.create(directory);
  const city = new City(seed, period, population, institutions, providerMonths, files.write);
  for (let index = 0; index < persons; index++) {
    const person = population.person(index);
    testers.observe(person, city.writePerson(person));
    await files.drain();
  }
  const activeMonths = new Map<number, number>();
  for (const institution of institutions.all) {
    writeProvider(institution, period, seed, files.write);
    activeMonths.set(institution.index, providerMonths.writeOf(institution, period, seed, files.write));
    await files.drain();
  }
  await files.close();
  await writeTesters(directory, testers.all(activeMonths), institutions);

  const seconds = (performance.now() - started) / 1000;
  io.out.write(
    `${files.rows} rows about ${persons} people to ${until} in ${seconds.toFixed(1)} s: ${directory}\n`,
  );
  return { rows: files.rows, seconds };
}

async function writeTesters(
  directory: string,
  people: readonly unknown[],
  institutions: Institutions,
): Promise<void> {
  const providers = institutions.all.map(({ code, name }) => ({ code, name }));
  await writeFile(join(directory, 'people.json'), `${JSON.stringify(people, null, 2)}\n`);
  await writeFile(join(directory, 'providers.json'), `${JSON.stringify(providers, null, 2)}\n`);
}

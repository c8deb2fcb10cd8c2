import { projectFile } from '../support/project.js';

interface AgreedCatalogue {
  readonly categories: readonly string[];
  readonly items: readonly string[];
  readonly maskExamples: Readonly<Record<string, string>>;
  readonly providerGroups: readonly string[];
  readonly providerItems: readonly string[];
  /** By item: each code and its label. */
  readonly codeTables: Readonly<Record<string, string>>;
}

/** The catalogue as it was agreed on, one line per item: a level, mask or strength changes here first. */
export const agreedCatalogue = JSON.parse(
  projectFile('test/schema/catalogue.fixture.json'),
) as AgreedCatalogue;

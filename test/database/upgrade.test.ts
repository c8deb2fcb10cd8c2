import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { migrate } from '../../api/database/migrate.js';
import { createBareDatabase } from '../support/database/bare-database.js';
import { query } from '../support/database/cluster.js';
import { createTestDatabase, type TestDatabase } from '../support/database/database.js';
import { loadRelease, recordRelease } from '../support/database/release.js';
import { projectFile, projectRoot } from '../support/project.js';
import { everything } from './describe-schema.js';

const PRESENT = 'the present version';
const { version } = JSON.parse(projectFile('package.json')) as { version: string };
const pathOf = (release: string) => join('test', 'database', 'releases', `${release}.sql`);

/** Releases that have a date in the changelog. Databases of version 0.1 can't be upgraded. */
const released = [...projectFile('CHANGELOG.md').matchAll(/^## \[([\d.]+)\] - \d{4}-\d\d-\d\d$/gm)]
  .map(([, release]) => release!)
  .filter((release) => release !== '0.1.0');

let fresh: TestDatabase;
beforeAll(async () => {
  fresh = await createTestDatabase();
  if (!process.env.RECORD_RELEASE) return;
  const path = join(projectRoot, pathOf(version));
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, await recordRelease());
});
afterAll(() => fresh.drop());

describe('a database', () => {
  it.each([...released, PRESENT])(
    'of %s becomes the same as a new one when it is migrated',
    async (release) => {
      const statements = release === PRESENT ? await recordRelease() : projectFile(pathOf(release));
      const older = await createBareDatabase();
      try {
        await loadRelease(older.url, statements);
        await migrate(older.url, fresh.roles);
        const upgraded = (text: string, values?: unknown[]) => query(older.url, text, values);
        expect(await everything(upgraded)).toEqual(await everything(fresh.sql));
        expect(await migrate(older.url, fresh.roles)).toEqual([]);
      } finally {
        await older.drop();
      }
    },
  );
});

describe('the releases', () => {
  it('that have a date in the changelog are recorded, and the newest of them is the version of the package', () => {
    expect(released.filter((release) => !existsSync(join(projectRoot, pathOf(release))))).toEqual([]);
    if (released.length > 0) expect(released[0]).toBe(version);
  });
});

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { readConfig } from '../../api/config.js';
import { OlderDatabase } from '../../api/database/migrate.js';
import { openDatabase } from '../../api/database/open.js';
import { setAside } from '../../examples/demo/open-demo-database.js';
import { createBareDatabase } from '../support/database/bare-database.js';
import { query, withDatabase } from '../support/database/cluster.js';
import { testCluster } from '../support/database/database.js';

const varDir = mkdtempSync(join(tmpdir(), 'assent-older-'));
afterAll(() => rmSync(varDir, { recursive: true, force: true }));

const olderDatabase = async () => {
  const database = await createBareDatabase();
  await query(database.url, 'CREATE SCHEMA assent; CREATE TABLE public.assent_migrations (name text)');
  return database;
};

describe('a database of the migrations before version 0.2', () => {
  it('is refused in Chinese and English, before roles or secrets are made for it', async () => {
    const older = await olderDatabase();
    try {
      const config = readConfig({ DATABASE_URL: older.url, ASSENT_VAR: varDir });
      const refused = await openDatabase(config).catch((error: Error) => error);
      expect(refused).toBeInstanceOf(OlderDatabase);
      expect((refused as Error).message).toMatch(/^这个数据库由.*无法升级.*can’t be upgraded/);
      const name = new URL(older.url).pathname.slice(1);
      expect(await query(older.url, 'SELECT FROM pg_roles WHERE rolname LIKE $1', [`${name}%`])).toEqual([]);
    } finally {
      await older.drop();
    }
  });

  it('is kept by the demo under another name, with all that is in it', async () => {
    const older = await olderDatabase();
    const aside = await setAside(older.url);
    const url = withDatabase(older.url, aside);
    try {
      expect(aside).toMatch(/_old_\d{14}$/);
      expect(await query(url, "SELECT to_regclass('public.assent_migrations') IS NOT NULL AS kept")).toEqual([
        { kept: true },
      ]);
    } finally {
      await query(testCluster().adminUrl, `DROP DATABASE "${aside}"`);
    }
  });
});

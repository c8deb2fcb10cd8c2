import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createBareDatabase } from '../support/database/bare-database.js';
import { query } from '../support/database/cluster.js';
import { startPgBouncer } from '../support/database/pgbouncer.js';
import { assent } from '../support/processes/command.js';
import { startProgram } from '../support/processes/program.js';
import { projectRoot } from '../support/project.js';

describe('PgBouncer', () => {
  let directory: string;
  let database: Awaited<ReturnType<typeof createBareDatabase>>;
  beforeEach(async () => {
    directory = mkdtempSync(join(tmpdir(), 'assent-pooled-'));
    database = await createBareDatabase();
  });
  afterEach(async () => {
    await database.drop();
    rmSync(directory, { recursive: true, force: true });
  });

  it('in transaction mode is refused by every command, which says what to set, and nothing is changed', async () => {
    const pooler = await startPgBouncer(database.url, 'transaction');
    try {
      for (const args of [['migrate'], ['serve'], ['staff', 'list'], ['doctor']]) {
        const { code, output } = await assent(args, { ASSENT_VAR: directory, DATABASE_URL: pooler.url });
        expect([args, code, output]).toEqual([
          args,
          1,
          expect.stringMatching(
            /a pooler that changes sessions between transactions\. Set pool_mode = session/,
          ),
        ]);
        expect(output).not.toContain('    at ');
      }
    } finally {
      await pooler.stop();
    }
    expect(await query(database.url, "SELECT FROM pg_namespace WHERE nspname = 'assent'")).toEqual([]);
    expect(readdirSync(directory)).toEqual([]);
  });

  it('in session mode carries all that the platform does: it is migrated, examined and served', async () => {
    const pooler = await startPgBouncer(database.url, 'session');
    const environment = { ASSENT_VAR: directory, DATABASE_URL: pooler.url };
    try {
      expect(await assent(['migrate'], environment)).toMatchObject({ code: 0 });
      expect(await assent(['staff', 'list'], environment)).toMatchObject({ code: 0 });
      expect(await assent(['doctor'], environment)).toMatchObject({ code: 0 });
      const serving = startProgram([join(projectRoot, 'dist/api/cli/assent.js'), 'serve'], {
        ...environment,
        PORT: '0',
        LOG_LEVEL: 'info',
      });
      const [, url] = await serving.says(/"url":"(http[^"]+)"/);
      expect((await fetch(`${url}/readyz`)).status).toBe(200);
      serving.signal('SIGTERM');
      expect(await serving.ended).toBe(0);
    } finally {
      await pooler.stop();
    }
  });
});

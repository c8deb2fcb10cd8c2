import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { run } from '../../api/cli/main.js';
import { createBareDatabase } from '../support/database/bare-database.js';
import { query } from '../support/database/cluster.js';
import { startTransactionPooler } from '../support/database/transaction-pooler.js';

async function assent(varDir: string, databaseUrl: string, ...args: string[]) {
  process.env.ASSENT_VAR = varDir;
  process.env.DATABASE_URL = databaseUrl;
  let output = '';
  const stream = { write: (text: string) => (output += text) };
  return { code: await run(args, { out: stream, err: stream }), output };
}
const sessionOf = async (client: Client) => (await client.query('SELECT pg_backend_pid() AS id')).rows[0].id;

describe.each(['LAST', 'IN_TURN'] as const)(
  'a pooler in transaction mode that hands out sessions (%s)',
  (handsOut) => {
    let directory: string;
    let database: Awaited<ReturnType<typeof createBareDatabase>>;
    let pooler: Awaited<ReturnType<typeof startTransactionPooler>>;
    beforeAll(async () => {
      directory = mkdtempSync(join(tmpdir(), 'assent-pooler-'));
      database = await createBareDatabase();
      pooler = await startTransactionPooler(database.url, handsOut);
    });
    afterAll(async () => {
      pooler.stop();
      await database.drop();
      rmSync(directory, { recursive: true, force: true });
    });

    it('carries transactions, each in one session, and changes sessions between them', async () => {
      const [one, other] = [
        new Client({ connectionString: pooler.url }),
        new Client({ connectionString: pooler.url }),
      ];
      await Promise.all([one.connect(), other.connect()]);
      try {
        const mine = await sessionOf(one);
        await other.query('BEGIN');
        expect(await sessionOf(other)).toBe(mine);
        expect(await sessionOf(one)).not.toBe(mine);
        expect(await sessionOf(other)).toBe(mine);
        await other.query('COMMIT');
      } finally {
        await Promise.all([one.end(), other.end()]);
      }
    });

    it.each([
      ['migrate', ['migrate']],
      ['serve', ['serve']],
      ['staff list', ['staff', 'list']],
      ['doctor', ['doctor']],
    ])(
      'is refused by assent %s in one sentence that says what to set, and nothing is changed',
      async (_name, args) => {
        const { code, output } = await assent(directory, pooler.url, ...args);
        expect(output).toMatch(
          /a pooler that changes sessions between transactions\. Set pool_mode = session/,
        );
        expect(output).not.toContain('    at ');
        expect(code).toBe(1);
        expect(await query(database.url, "SELECT FROM pg_namespace WHERE nspname = 'assent'")).toEqual([]);
        expect(readdirSync(directory)).toEqual([]);
      },
    );
  },
);

it('a database that is reached without a pooler is not taken for one that has one', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'assent-pooler-'));
  const database = await createBareDatabase();
  try {
    expect((await assent(directory, database.url, 'migrate')).code).toBe(0);
  } finally {
    await database.drop();
    rmSync(directory, { recursive: true, force: true });
  }
});

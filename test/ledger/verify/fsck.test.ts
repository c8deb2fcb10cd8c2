import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { run } from '../../../api/cli/main.js';
import { executorOf } from '../../../consent/database/executor.js';
import { VerificationError } from '../../../consent/ledger/format/verification-error.js';
import { fsck } from '../../../consent/ledger/verify/fsck.js';
import { formatState, type MonitorState, parseState } from '../../../consent/ledger/verify/monitor-state.js';
import { testCluster } from '../../support/database/database.js';
import { live, many, sequenced } from '../../support/ledger/recorded-life.js';
import { type Platform, startPlatform } from '../../support/platform/platform.js';
import { startProgram } from '../../support/processes/program.js';
import { projectRoot } from '../../support/project.js';
import { report, scale } from '../../support/scale.js';
import { MUTATIONS, type Stored, stored } from './row-mutations.js';

/** Together with log-mutations.test.ts, which changes the served log, a long run makes 1,000 mutations. */
const COUNT = scale(250, 500);

let platform: Platform;
let owner: Client;
let directory: string;
let log: Stored;
let vkey: string;
beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'assent-database-'));
  platform = await startPlatform();
  const { grantId } = await live(platform);
  await live(platform);
  await sequenced(platform);
  await many(platform, grantId, 130);
  await sequenced(platform);
  await many(platform, grantId, 130);
  await live(platform);
  await sequenced(platform);
  vkey = (await (await fetch(`${platform.url}/log/vkey`)).text()).trim();
  owner = new Client({ connectionString: platform.database.ownerUrl });
  await owner.connect();
  log = await stored(owner);
});
afterAll(async () => {
  await owner.end();
  await platform.stop();
  rmSync(directory, { recursive: true, force: true });
});

/** Checks the database as the open transaction sees it. @returns the fault, or null */
async function verdict(kept: MonitorState | null = null): Promise<string | null> {
  try {
    await fsck(executorOf(owner), [vkey], kept);
    return null;
  } catch (error) {
    if (error instanceof VerificationError) return error.message;
    throw error;
  }
}

describe('assent verify database', () => {
  it('verifies the log that the platform wrote, and continues from the kept checkpoint', async () => {
    const env = { DATABASE_URL: platform.database.ownerUrl, ASSENT_VAR: testCluster().varDir };
    const state = join(directory, 'state');
    // The command expects roles that are named after the database; those of the test cluster are shared.
    const migrated = startProgram([join(projectRoot, 'dist/api/cli/assent.js'), 'migrate'], env);
    expect(await migrated.ended).toBe(0);
    for (const fresh of [log.size, 0]) {
      const program = startProgram(
        [join(projectRoot, 'dist/api/cli/assent.js'), 'verify', 'database', '--state', state],
        env,
      );
      const code = await program.ended;
      expect(program.output()).toMatch(/^验证通过 verified\n/);
      expect(code).toBe(0);
      expect(program.output()).toContain(`entries   ${log.size}\n`);
      expect(program.output()).toContain(`new       ${fresh} entries`);
    }
  });

  it('computes the same root as a monitor of the served log', async () => {
    let output = '';
    const stream = { write: (text: string) => (output += text) };
    const args = ['verify', 'log', platform.url, '--vkey', vkey, '--state', join(directory, 'outside')];
    expect(await run(args, { out: stream, err: stream })).toBe(0);
    expect(output).toContain(`entries   ${log.size}\n`);
    const outside = parseState([...formatState(await fsck(executorOf(owner), [vkey], null))]);
    expect(output).toContain(outside.checkpoint.root.toString('base64'));
  });

  it('accepts rows that the sequencer has not integrated yet', async () => {
    await owner.query('BEGIN');
    await owner.query(
      `SELECT assent.record_grant(id, 'GRANT_REINSTATED', '{}') FROM assent.consent_grant LIMIT 1`,
    );
    expect(await verdict()).toBeNull();
    await owner.query('ROLLBACK');
  });

  it(`finds ${COUNT} of ${COUNT} random mutations of rows, and names the place`, async () => {
    expect(log.tiles.length).toBeGreaterThan(2);
    const lines = [...formatState(await fsck(executorOf(owner), [vkey], null))];
    const kinds = Object.keys(MUTATIONS);
    const missed: unknown[] = [];
    for (let i = 0; i < COUNT; i++) {
      const kind = kinds[i % kinds.length]!;
      await owner.query('BEGIN');
      // An owner of the server can switch off triggers and foreign keys, so the mutations do the same.
      await owner.query('SET LOCAL session_replication_role = replica');
      const changing = async (text: string, values?: unknown[]) =>
        (await owner.query(text, values)).rowCount ?? 0;
      const where = await MUTATIONS[kind]!(changing, log);
      const found = await verdict(parseState(lines));
      await owner.query('ROLLBACK');
      if (found === null || !where.test(found)) missed.push({ kind, where: String(where), found });
    }
    report(`mutations of rows: ${COUNT - missed.length} of ${COUNT} found and named`);
    expect(missed).toEqual([]);
    expect(await verdict(parseState(lines))).toBeNull();
  });
});

import { randomInt } from 'node:crypto';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { commitWatermark } from '../../../consent/database/commit-watermark.js';
import { executorOf } from '../../../consent/database/executor.js';
import { connect } from '../../support/database/data-tables.js';
import { createTestDatabase, type TestDatabase, testCluster } from '../../support/database/database.js';
import { expectOneGrowingLog, untilIntegrated } from '../../support/database/tree-of.js';
import { type Program, startProgram } from '../../support/processes/program.js';
import { projectRoot } from '../../support/project.js';
import { report, scale } from '../../support/scale.js';

const KILLS = scale(5, 50);
const ENTRY = `INSERT INTO assent.ledger_entry (kind, at, recipient_code, content)
  VALUES ('AGREEMENT_CHANGED', assent.now(), 'INS-ANXIN', '{"recipient": "INS-ANXIN", "version": 1, "purposes": []}')`;

let database: TestDatabase;
let programs: Program[];
beforeEach(async () => {
  database = await createTestDatabase();
  programs = [];
});
afterEach(async () => {
  for (const program of programs) {
    program.signal('SIGKILL');
    await program.ended;
  }
  await database.drop();
});

const startSequencer = (): Program => {
  const program = startProgram(
    [join(projectRoot, 'dist/test/support/processes/sequencer-process.js'), database.urls.ledger],
    {
      ASSENT_VAR: testCluster().varDir,
      LOG_LEVEL: 'info',
    },
  );
  programs.push(program);
  return program;
};

const ACTIVE = /this process sequences the ledger/;

describe('the sequencer', () => {
  it('never skips an entry that a slower transaction commits later', async () => {
    const [slow, fast, ledger] = await Promise.all([
      connect(database.ownerUrl),
      connect(database.ownerUrl),
      connect(database.urls.ledger),
    ]);
    try {
      await slow.query('BEGIN');
      await slow.query(ENTRY);
      await fast.query(ENTRY);
      let settled = false;
      const horizon = commitWatermark(executorOf(ledger)).then((id) => {
        settled = true;
        return id;
      });
      // The sequencer polls while these queries run, and must not go past the open transaction to what is committed already.
      for (let look = 0; look < 50; look += 1) await fast.query(ENTRY);
      expect(settled).toBe(false);
      await slow.query('COMMIT');
      expect(Number(await horizon)).toBeGreaterThanOrEqual(2);
      await startSequencer().says(ACTIVE);
      await untilIntegrated(database);
      expect(await expectOneGrowingLog(database)).toBe(52);
    } finally {
      await Promise.all([slow.end(), fast.end(), ledger.end()]);
    }
  });

  it('leaves out rolled back entries without a gap in the log', async () => {
    const client = await connect(database.ownerUrl);
    try {
      for (const end of ['COMMIT', 'ROLLBACK', 'COMMIT', 'ROLLBACK'])
        for (const statement of ['BEGIN', ENTRY, end]) await client.query(statement);
    } finally {
      await client.end();
    }
    startSequencer();
    await untilIntegrated(database);
    expect(await expectOneGrowingLog(database)).toBe(2);
  });

  it('works in one of two processes, and the other one takes over when that one is killed', async () => {
    const [first, second] = [startSequencer(), startSequencer()];
    const active = await Promise.race([
      first.says(ACTIVE).then(() => first),
      second.says(ACTIVE).then(() => second),
    ]);
    const standby = active === first ? second : first;
    await database.sql(ENTRY);
    await untilIntegrated(database);
    expect(standby.output()).not.toMatch(ACTIVE);
    active.signal('SIGKILL');
    await active.ended;
    await standby.says(ACTIVE);
    await database.sql(ENTRY);
    await untilIntegrated(database);
    expect(await expectOneGrowingLog(database)).toBe(2);
  });

  it('reports a failure by its code, without the message of the database, and goes on as soon as it can', async () => {
    const leaves = 'INSERT ON assent.ledger_leaf';
    const role = `"${database.roles.ledger}"`;
    await database.sql(`REVOKE ${leaves} FROM ${role}`);
    await database.sql(ENTRY);
    const [line] = await startSequencer().says(/^.*sequencing the ledger failed and begins anew.*$/m);
    expect(JSON.parse(line).failure).toEqual({
      type: 'DatabaseError',
      code: '42501',
      routine: 'aclcheck_error',
    });
    await database.sql(`GRANT ${leaves} TO ${role}`);
    await untilIntegrated(database);
    expect(await expectOneGrowingLog(database)).toBe(1);
  });

  it('reconnects in the same process when its connection is cut', async () => {
    const program = startSequencer();
    await program.says(ACTIVE);
    await database.sql(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
       WHERE datname = current_database() AND application_name = 'assent sequencer'`,
    );
    await program.says(/begins anew[\s\S]*this process sequences the ledger/);
    await database.sql(ENTRY);
    await untilIntegrated(database);
    expect(await expectOneGrowingLog(database)).toBe(1);
  });

  it(`killed with -9 ${KILLS} times under load goes on where it was: no index twice, no gap, one growing log`, async () => {
    const writers = await Promise.all(Array.from({ length: 6 }, () => connect(database.ownerUrl)));
    let writing = true;
    let written = 0;
    const running = writers.map(async (client) => {
      while (writing) {
        // Some transactions are slow, and some roll back.
        await client.query('BEGIN');
        for (let entries = randomInt(1, 4); entries > 0; entries -= 1) await client.query(ENTRY);
        const end = randomInt(10) === 0 ? 'ROLLBACK' : 'COMMIT';
        await client.query(end);
        written += end === 'COMMIT' ? 1 : 0;
      }
    });
    let active = startSequencer();
    for (let kill = 0; kill < KILLS; kill += 1) {
      await active.says(ACTIVE);
      const next = startSequencer();
      const enough = written + randomInt(1, 200);
      while (written < enough) await new Promise(setImmediate);
      active.signal('SIGKILL');
      await active.ended;
      active = next;
    }
    writing = false;
    await Promise.all(running);
    await Promise.all(writers.map((client) => client.end()));
    await untilIntegrated(database);
    const leaves = await expectOneGrowingLog(database);
    expect(leaves).toBeGreaterThan(KILLS);
    report(`sequencer killed ${KILLS} times: ${leaves} leaves, one growing log`);
  }, 900_000);
});

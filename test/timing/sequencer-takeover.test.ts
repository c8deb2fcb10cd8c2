import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createTestDatabase, type TestDatabase, testCluster } from '../support/database/database.js';
import { type Program, startProgram } from '../support/processes/program.js';
import { projectRoot } from '../support/project.js';

const ACTIVE = /this process sequences the ledger/;
const MOST_MS = 2_000;

let database: TestDatabase;
let programs: Program[];
beforeEach(async () => {
  database = await createTestDatabase();
  programs = [1, 2].map(() =>
    startProgram(
      [join(projectRoot, 'dist/test/support/processes/sequencer-process.js'), database.urls.ledger],
      {
        ASSENT_VAR: testCluster().varDir,
        LOG_LEVEL: 'info',
      },
    ),
  );
});
afterEach(async () => {
  for (const program of programs) {
    program.signal('SIGKILL');
    await program.ended;
  }
  await database.drop();
});

describe('the sequencer', () => {
  it(`is taken over by the other process within ${MOST_MS} ms when it is killed`, async () => {
    const active = await Promise.race(programs.map((program) => program.says(ACTIVE).then(() => program)));
    const standby = programs.find((program) => program !== active)!;
    const killedAt = performance.now();
    active.signal('SIGKILL');
    await active.ended;
    await standby.says(ACTIVE);
    expect(performance.now() - killedAt).toBeLessThan(MOST_MS);
  });
});

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { run } from '../../api/cli/main.js';
import { executorOf } from '../../consent/database/executor.js';
import { entryFaults } from '../../consent/ledger/entries/entry-form.js';
import { fsck } from '../../consent/ledger/verify/fsck.js';
import { erasePerson } from '../../consent/maintenance/erase-person.js';
import { testCluster } from '../support/database/database.js';
import { sequenced } from '../support/ledger/recorded-life.js';
import { type Platform, startPlatform } from '../support/platform/platform.js';
import { startProgram } from '../support/processes/program.js';
import { projectRoot } from '../support/project.js';

let platform: Platform;
beforeAll(async () => {
  platform = await startPlatform();
  const story = startProgram([
    `${projectRoot}/dist/examples/demo/play-consent.js`,
    ...['--url', platform.url, '--stand-in', platform.standInUrl, '--var', testCluster().varDir],
  ]);
  if ((await story.ended) !== 0) throw new Error(story.output());
});
afterAll(() => platform.stop());

/** By an auditor who has only the URL, and by an operator who has the database. */
async function verified(): Promise<void> {
  const size = await sequenced(platform);
  let output = '';
  const stream = { write: (text: string) => (output += text) };
  const code = await run(['verify', 'log', platform.url], { out: stream, err: stream });
  expect(output).toContain(`entries   ${size}\n`);
  expect(code).toBe(0);
  const vkey = (await (await fetch(`${platform.url}/log/vkey`)).text()).trim();
  const database = { query: (text: string, values: unknown[]) => platform.database.sql(text, values) };
  expect((await fsck(database, [vkey], null)).checkpoint.size).toBe(size);
}

describe('the ledger of the whole demo story', () => {
  it('is verified by an auditor and against the database', async () => {
    await verified();
  });

  it('contains in each entry only the documented fields', async () => {
    const leaves = await platform.database.sql('SELECT entry FROM assent.ledger_leaf ORDER BY index');
    const faults = leaves.flatMap(({ entry }) => entryFaults(JSON.parse(entry.toString())));
    expect(faults).toEqual([]);
    expect(leaves.length).toBeGreaterThan(20);
  });

  it('is still verified after a person in it was erased', async () => {
    const [person] = await platform.database.sql(
      'SELECT psn_no FROM assent.person p WHERE EXISTS (SELECT FROM assent.disclosure d WHERE d.person_id = p.id) LIMIT 1',
    );
    const owner = new Client({ connectionString: platform.database.ownerUrl });
    await owner.connect();
    await owner.query('BEGIN');
    expect(await erasePerson(executorOf(owner), person!.psn_no)).toBe(true);
    await owner.query('COMMIT');
    await owner.end();
    await verified();
  });
});

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Platform, startPlatform } from '../support/platform/platform.js';

let platform: Platform;
beforeAll(async () => {
  platform = await startPlatform();
});
afterAll(() => platform.stop());

const metric = async () => {
  const text = await (await fetch(`${platform.url}/metrics`)).text();
  return Number(/^assent_last_import_timestamp_seconds (\S+)$/m.exec(text)![1]);
};

describe('a platform', () => {
  it('tells when data was last imported whole', async () => {
    const [{ at }] = (await platform.database.sql(
      "SELECT extract(epoch FROM max(finished_at))::float8 AS at FROM assent.import_run WHERE outcome = 'COMPLETE'",
    )) as [{ at: number }];
    expect(await metric()).toBeCloseTo(at, 2);
    await platform.database.sql(
      `INSERT INTO assent.import_run (finished_at, outcome) VALUES (assent.now() + interval '1 hour', 'REJECTS')`,
    );
    expect(await metric()).toBeCloseTo(at, 2);
  });

  it('does not start on data that other rules have imported, and says what to do', async () => {
    await (await platform.another()).server.stop();
    await platform.database.sql(
      `INSERT INTO assent.import_run (finished_at, outcome, tables, rules_version)
       VALUES (assent.now(), 'COMPLETE', '{contact,encounter}', 1)`,
    );
    await expect(platform.another()).rejects.toThrow(
      'Another version of the platform imported encounter, and answers would be wrong. Run assent import',
    );
    await platform.database.sql(
      `INSERT INTO assent.import_run (finished_at, outcome, tables, rules_version)
       SELECT assent.now(), 'COMPLETE', '{encounter}', max(rules_version) FROM assent.import_run`,
    );
    await (await platform.another()).server.stop();
  });
});

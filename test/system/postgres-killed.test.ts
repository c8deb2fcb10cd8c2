import { randomInt } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../api/database/embedded.js';
import { type RunningCluster, startCluster } from '../support/database/cluster.js';
import { copies, expectAuditEqualsUsed, give } from '../support/people/giving.js';
import { type Platform, startPlatform } from '../support/platform/platform.js';
import { report, scale } from '../support/scale.js';
import { expectNothingLostOrDoubled } from './account.js';
import { Load } from './load.js';

const KILLS = scale(1, 5);
/** As in production, where an acknowledged use must survive. */
const DURABLE = { synchronous_commit: 'on' };

describe('R-09: when PostgreSQL is killed (SIGKILL) under load', () => {
  let running: RunningCluster;
  let platform: Platform;
  let revived: EmbeddedPostgres | null = null;
  beforeAll(async () => {
    running = await startCluster(undefined, DURABLE);
    platform = await startPlatform({}, undefined, running.cluster);
  });
  afterAll(async () => {
    await platform.stop();
    await revived?.stop();
    await running.stop();
  });

  /** Starts it again on its port. At first the killed server's children may still hold its shared memory. */
  async function revive(): Promise<void> {
    const { port } = new URL(running.cluster.adminUrl);
    for (let attempt = 0; ; attempt += 1) {
      try {
        revived = await startEmbeddedPostgres(running.postgresDirectory!, {
          ...DURABLE,
          port,
          max_connections: '300',
        });
        return;
      } catch (error) {
        if (attempt === 100) throw error;
      }
    }
  }

  it(`the service recovers by itself, no acknowledged use is lost and none is counted twice, in ${KILLS} kills`, async () => {
    const asks = { purpose: 'CLAIM_DIRECT_PAY', mode: 'LIMITED', maxUses: 12 } as const;
    const { id } = await give(platform, { asks });
    const grants = await copies(platform.database, id, scale(100, 500));
    const load = new Load(grants, () => platform.insurer);
    const underway = load.run(8);
    for (let kill = 0; kill < KILLS; kill += 1) {
      const enough = load.acknowledged.length + randomInt(20, 80);
      while (load.acknowledged.length < enough) await delay(10);
      const pid = Number(
        readFileSync(join(running.postgresDirectory!, 'data', 'postmaster.pid'), 'utf8').split('\n')[0],
      );
      process.kill(pid, 'SIGKILL');
      await revive();
    }
    const enough = load.acknowledged.length + 20;
    while (load.acknowledged.length < enough) await delay(10);
    load.end();
    await underway;
    const unanswered = load.unknown.length;
    await load.settle();
    await expectNothingLostOrDoubled(platform.database, grants, load.acknowledged);
    await expectAuditEqualsUsed(platform.database);
    expect(unanswered).toBeGreaterThan(0);
    report(
      `PostgreSQL killed ${KILLS} times: ${load.acknowledged.length} acknowledged, ${unanswered} answered by a retry`,
    );
  }, 600_000);
});

import { randomInt } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { copies, expectAuditEqualsUsed, give } from '../support/people/giving.js';
import { type Platform, startPlatform } from '../support/platform/platform.js';
import { startApiProcess } from '../support/processes/api-process.js';
import { report, scale } from '../support/scale.js';
import { expectNothingLostOrDoubled } from './account.js';
import { Load } from './load.js';

const KILLS = scale(1, 10);
const CALLERS = 8;

describe('R-09: an API process that is killed (SIGKILL) under load', () => {
  let platform: Platform;
  beforeAll(async () => {
    platform = await startPlatform();
  });
  afterAll(() => platform.stop());

  it(`keeps every acknowledged use, answers the others when retried, and counts none twice, in ${KILLS} kills`, async () => {
    const asks = { purpose: 'CLAIM_DIRECT_PAY', mode: 'LIMITED', maxUses: 12 } as const;
    const { id } = await give(platform, { asks });
    const grants = await copies(platform.database, id, scale(200, 2_000));
    const boot = () => startApiProcess(platform.database);
    const processes = [await boot(), await boot()];
    const clients = processes.map((process) => process.client(platform.insurer));
    const load = new Load(grants, () => clients[randomInt(clients.length)]!);
    const running = load.run(CALLERS);
    for (let kill = 0; kill < KILLS; kill += 1) {
      const enough = load.acknowledged.length + randomInt(20, 80);
      while (load.acknowledged.length < enough) await delay(10);
      const victim = kill % processes.length;
      processes[victim]!.program.signal('SIGKILL');
      await processes[victim]!.program.ended;
      processes[victim] = await boot();
      clients[victim] = processes[victim].client(platform.insurer);
    }
    load.end();
    await running;
    const unanswered = load.unknown.length;
    await load.settle();
    await expectNothingLostOrDoubled(platform.database, grants, load.acknowledged);
    await expectAuditEqualsUsed(platform.database);
    expect(unanswered).toBeGreaterThan(0);
    report(
      `API killed ${KILLS} times: ${load.acknowledged.length} acknowledged, ${unanswered} answered by a retry`,
    );
    for (const process of processes) await process.stop();
  }, 600_000);
});

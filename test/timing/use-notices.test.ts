import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { give } from '../support/people/giving.js';
import { type Platform, startPlatform } from '../support/platform/platform.js';

const SETTLED = 'id person { settlements(first: 1) { nodes { settlementId totalFee } } }';
const USES = 3;
const MOST_MS = 60_000;

describe('R-36: the person learns of a use', () => {
  let platform: Platform;
  beforeAll(async () => {
    platform = await startPlatform();
  });
  afterAll(() => platform.stop());

  it('by SMS within a minute if sensitive items were read', async () => {
    const asks = { purpose: 'CLAIM_DIRECT_PAY', mode: 'LIMITED', maxUses: 12 } as const;
    const given = await give(platform, { asks });
    const told = async () => {
      const sent = await fetch(`${platform.standInUrl}/sms/${given.owner.person.mobile}`);
      const messages = (await sent.json()) as { text: string }[];
      return messages.filter(({ text }) => text.includes('使用了您的个人信息')).length;
    };
    const started = performance.now();
    for (let use = 1; use <= USES; use++) await platform.insurer.redeem(given.id, randomUUID(), SETTLED);
    while ((await told()) < USES) await delay(50);
    expect(performance.now() - started).toBeLessThan(MOST_MS);
  });
});

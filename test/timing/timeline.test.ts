import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { give } from '../support/people/giving.js';
import { manyEvents } from '../support/people/many-events.js';
import { type Platform, startPlatform } from '../support/platform/platform.js';

const EVENTS = 10_000;
const PAGES = 40;
const MOST_MS = 300;
const LIST = `query ($after: String) { me { timeline(after: $after) {
  nodes { id at kind by why recipient { name } grant { id } disclosure { id } items { item { code } } } pageInfo { endCursor hasNextPage } } } }`;

describe(`the list of what happened, of a person with ${EVENTS} events`, () => {
  let platform: Platform;
  beforeAll(async () => {
    platform = await startPlatform();
  });
  afterAll(() => platform.stop());

  it(`gives most pages within ${MOST_MS} ms, the last like the first`, async () => {
    const asks = { purpose: 'CLAIM_ELIGIBILITY_CHECK', mode: 'LIMITED', maxUses: 3 } as const;
    const { id, owner } = await give(platform, { asks });
    const { data } = await platform.insurer.redeem(
      id,
      randomUUID(),
      'id person { enrolments { nodes { insuranceType } } }',
    );
    await manyEvents(platform.database, id, data.redeemGrant.id, EVENTS, 5_000);
    await platform.database.sql('ANALYZE');
    const times: number[] = [];
    for (let page = 0, after: string | null = null; page < PAGES; page += 1) {
      const started = performance.now();
      const { timeline }: any = (await owner.run(LIST, { after })).me;
      times.push(performance.now() - started);
      after = timeline.pageInfo.endCursor;
      expect(timeline.nodes).toHaveLength(50);
    }
    times.sort((a, b) => a - b);
    expect(times[Math.floor(0.95 * PAGES)]).toBeLessThan(MOST_MS);
  });
});

import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { APPROVE, askOf, madeFamily, proven, QUICK_SELECTION } from '../support/people/family.js';
import { give } from '../support/people/giving.js';
import { type Platform, startPlatform } from '../support/platform/platform.js';

const CHECK = { purpose: 'CLAIM_ELIGIBILITY_CHECK', mode: 'LIMITED', maxUses: 2 } as const;
const SELECTION = 'id person { enrolments { nodes { insuranceType insuredStatus } } }';
const AGAIN =
  'query ($id: ID!) { disclosure(id: $id) { person { enrolments { nodes { insuranceType } } } } }';
const REREADS = 'rereads { nodes { at useNumber why items { item { code } delivery } } }';
const OF_USES = 'disclosures(first: 5) { nodes { useNumber rereads(first: 5) { nodes { why } } } }';

let platform: Platform;
beforeAll(async () => {
  platform = await startPlatform();
});
afterAll(() => platform.stop());

const shown = (why: string, ...items: string[]) => ({
  at: expect.any(String),
  useNumber: 1,
  why,
  items: items.map((code) => ({ item: { code }, delivery: 'RETURN' })),
});

describe('R-36: every re-reading', () => {
  it('is in the person’s list of reads, with the number of the use, its items, and why', async () => {
    const { id, owner } = await give(platform, { asks: CHECK });
    const key = randomUUID();
    const { data } = await platform.insurer.redeem(id, key, SELECTION);
    for (let n = 0; n < 3; n += 1) await platform.insurer.run(AGAIN, { id: data.redeemGrant.id });
    for (let n = 0; n < 2; n += 1) await platform.insurer.redeem(id, key, SELECTION);
    const { rereads } = (await owner.run(`{ me { ${REREADS} } }`)).me;
    expect(rereads.nodes).toEqual([
      shown('RETRY', 'INSUTYPE', 'PSN_INSU_STAS'),
      shown('RETRY', 'INSUTYPE', 'PSN_INSU_STAS'),
      shown('PAGE', 'INSUTYPE'),
      shown('PAGE', 'INSUTYPE'),
      shown('PAGE', 'INSUTYPE'),
    ]);
    const OF = '{ me { rereads(first: 1) { nodes { disclosure { id useNumber grant { id } } } } } }';
    expect((await owner.run(OF)).me.rereads.nodes).toEqual([
      { disclosure: { id: data.redeemGrant.id, useNumber: 1, grant: { id } } },
    ]);
    const [row] = await platform.database.sql(
      "SELECT count(*)::int AS count FROM assent.ledger_entry WHERE kind = 'REREAD' AND grant_id = $1",
      [id],
    );
    expect(row!.count).toBe(5);
  });

  it('is paged, newest first, and shown to the recipient; a use that nobody read again has none', async () => {
    const { id, owner } = await give(platform, { asks: CHECK });
    const { data } = await platform.insurer.redeem(id, randomUUID(), SELECTION);
    await platform.insurer.redeem(id, randomUUID(), SELECTION);
    for (let n = 0; n < 5; n += 1) await platform.insurer.run(AGAIN, { id: data.redeemGrant.id });
    const PAGE = `query ($id: ID!, $after: String) { disclosure(id: $id) {
      rereads(first: 2, after: $after) { nodes { why } pageInfo { endCursor hasNextPage } } } }`;
    for (const client of [owner, platform.insurer]) {
      const sizes: number[] = [];
      for (let after: string | null = null, more = true; more; ) {
        const { nodes, pageInfo }: any = (await client.run(PAGE, { id: data.redeemGrant.id, after }))
          .disclosure.rereads;
        sizes.push(nodes.length);
        ({ endCursor: after, hasNextPage: more } = pageInfo);
      }
      expect(sizes).toEqual([2, 2, 1]);
    }
    const { nodes } = (await owner.run(`{ me { ${OF_USES} } }`)).me.disclosures;
    expect(nodes.map(({ useNumber, rereads }: any) => [useNumber, rereads.nodes.length])).toEqual([
      [2, 0],
      [1, 5],
    ]);
  });

  it('of a child’s data is in the guardian’s list of reads', async () => {
    const { child, guardian } = await madeFamily(platform, 8);
    const client = await platform.person(guardian).signIn('FACE');
    const requestId = await askOf(platform, child);
    const { approveConsentRequest } = await client.run(APPROVE, await proven(client, requestId));
    const key = randomUUID();
    for (let n = 0; n < 2; n += 1)
      await platform.insurer.redeem(approveConsentRequest.id, key, QUICK_SELECTION);
    const { wards } = (
      await client.run(`{ me { wards { ${REREADS.replace('rereads', 'rereads(first: 5)')} } } }`)
    ).me;
    expect(wards[0].rereads.nodes).toMatchObject([{ why: 'RETRY', useNumber: 1 }]);
  });
});

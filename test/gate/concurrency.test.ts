import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { codeOf, copies, expectAuditEqualsUsed, give, insist } from '../support/giving.js';
import { type Platform, startPlatform } from '../support/platform.js';
import { RecipientClient } from '../support/recipient-client.js';

const SELECTION = 'useNumber person { settlements(first: 1) { nodes { settlementId } } }';

let platform: Platform;
/** The same insurer at two servers of one database. */
let insurers: RecipientClient[];
beforeAll(async () => {
  platform = await startPlatform();
  const { url } = await platform.another();
  insurers = [platform.insurer, new RecipientClient(url, platform.insurer.identity, platform.insurer.key)];
  await Promise.all(insurers.map((insurer) => insurer.accessToken()));
});
afterEach(() => expectAuditEqualsUsed(platform.database));
afterAll(() => platform.stop());

/** So many callers at once, each with a key of its own, half of them at either server. */
const redeemAtOnce = (grantId: string, callers: number) =>
  Promise.all(
    Array.from({ length: callers }, (_, caller) =>
      insist(() => insurers[caller % 2]!.redeem(grantId, `key ${caller}`, SELECTION)),
    ),
  );

const tally = (codes: (string | undefined)[]) =>
  Object.fromEntries(
    [...Map.groupBy(codes, (code) => code ?? 'given')].map(([code, all]) => [code, all.length]),
  );

describe('R-09: many callers of one grant at once, through two servers', () => {
  it('ONE_TIME is given to exactly one of 200', async () => {
    const { id } = await give(platform, { asks: { purpose: 'CLAIM_DIRECT_PAY', mode: 'ONE_TIME' } });
    const answers = await redeemAtOnce(id, 200);
    expect(tally(answers.map(codeOf))).toEqual({ given: 1, GRANT_EXHAUSTED: 199 });
  });

  it('ONE_TIME is given to exactly one of ten, twenty times over', async () => {
    const { id } = await give(platform, { asks: { purpose: 'CLAIM_DIRECT_PAY', mode: 'ONE_TIME' } });
    for (const grant of await copies(platform.database, id, 20)) {
      const answers = await redeemAtOnce(grant, 10);
      expect(tally(answers.map(codeOf))).toEqual({ given: 1, GRANT_EXHAUSTED: 9 });
    }
  });

  it('LIMITED 40 is given to exactly forty of 100, numbered 1 to 40', async () => {
    const { id } = await give(platform, {
      asks: { purpose: 'CLAIM_DIRECT_PAY', mode: 'LIMITED', maxUses: 12 },
    });
    const [grant] = await copies(platform.database, id, 1, { max_uses: 40 });
    const answers = await redeemAtOnce(grant!, 100);
    expect(tally(answers.map(codeOf))).toEqual({ given: 40, GRANT_EXHAUSTED: 60 });
    const numbers = answers.flatMap(({ data }) => data?.redeemGrant.useNumber ?? []);
    expect(numbers.sort((a, b) => a - b)).toEqual(Array.from({ length: 40 }, (_, index) => index + 1));
  });

  it('MULTI_USE stops at its daily cap: five of 40', async () => {
    const { id } = await give(platform, { asks: { purpose: 'CLAIM_DIRECT_PAY', mode: 'MULTI_USE' } });
    const answers = await redeemAtOnce(id, 40);
    expect(tally(answers.map(codeOf))).toEqual({ given: 5, GRANT_DAILY_LIMIT: 35 });
  });
});

import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { codeOf, copies, expectAuditEqualsUsed, give, insist } from '../support/giving.js';
import { type Platform, startPlatform } from '../support/platform.js';
import { RecipientClient } from '../support/recipient-client.js';
import { scale } from '../support/scale.js';

const CALLERS = scale(200, 1_000);
const FEWER = scale(10, 1_000);
const USES = scale(40, 100);
const MANY = scale(100, 2_000);

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
  it(`ONE_TIME is given to exactly one of ${CALLERS}`, async () => {
    const { id } = await give(platform, { asks: { purpose: 'CLAIM_DIRECT_PAY', mode: 'ONE_TIME' } });
    const answers = await redeemAtOnce(id, CALLERS);
    expect(tally(answers.map(codeOf))).toEqual({ given: 1, GRANT_EXHAUSTED: CALLERS - 1 });
  });

  it(`ONE_TIME is given to exactly one of ${FEWER}, twenty times over`, async () => {
    const { id } = await give(platform, { asks: { purpose: 'CLAIM_DIRECT_PAY', mode: 'ONE_TIME' } });
    for (const grant of await copies(platform.database, id, 20)) {
      const answers = await redeemAtOnce(grant, FEWER);
      expect(tally(answers.map(codeOf))).toEqual({ given: 1, GRANT_EXHAUSTED: FEWER - 1 });
    }
  });

  it(`LIMITED ${USES} is given to exactly ${USES} of ${MANY}, numbered 1 to ${USES}`, async () => {
    const { id } = await give(platform, {
      asks: { purpose: 'CLAIM_DIRECT_PAY', mode: 'LIMITED', maxUses: 12 },
    });
    const [grant] = await copies(platform.database, id, 1, { max_uses: USES });
    const answers = await redeemAtOnce(grant!, MANY);
    expect(tally(answers.map(codeOf))).toEqual({ given: USES, GRANT_EXHAUSTED: MANY - USES });
    const numbers = answers.flatMap(({ data }) => data?.redeemGrant.useNumber ?? []);
    expect(numbers.sort((a, b) => a - b)).toEqual(Array.from({ length: USES }, (_, index) => index + 1));
  });

  it('MULTI_USE stops at its daily cap: five of 40', async () => {
    const { id } = await give(platform, { asks: { purpose: 'CLAIM_DIRECT_PAY', mode: 'MULTI_USE' } });
    const answers = await redeemAtOnce(id, 40);
    expect(tally(answers.map(codeOf))).toEqual({ given: 5, GRANT_DAILY_LIMIT: 35 });
  });
});

import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { codeOf, expectAuditEqualsUsed, give, toCityNoon } from '../support/people/giving.js';
import { type Platform, startPlatform } from '../support/platform/platform.js';

const SELECTION = 'useNumber person { settlements(first: 1) { nodes { settlementId } } }';
const HOUR = 3600;

let platform: Platform;
beforeAll(async () => {
  platform = await startPlatform();
  await toCityNoon(platform.database);
});
afterEach(() => expectAuditEqualsUsed(platform.database));
afterAll(() => platform.stop());

describe('R-09: the daily cap of MULTI_USE', () => {
  it('refuses after the allowed uses, says when to retry, and allows uses again after the city’s midnight', async () => {
    const { insurer, database } = platform;
    const { id } = await give(platform, {
      asks: { purpose: 'CLAIM_DIRECT_PAY', mode: 'MULTI_USE', validForDays: 30 },
    });
    for (let use = 1; use <= 5; use += 1)
      expect(codeOf(await insurer.redeem(id, `noon ${use}`, SELECTION))).toBeUndefined();

    const { errors } = await insurer.redeem(id, 'noon 6', SELECTION);
    const { code, retryAfterSeconds } = errors[0]!.extensions;
    expect(code).toBe('GRANT_DAILY_LIMIT');
    expect(retryAfterSeconds).toBeGreaterThan(11.9 * HOUR);
    expect(retryAfterSeconds).toBeLessThanOrEqual(12 * HOUR);

    // A retry does not count as a use of the day.
    expect(codeOf(await insurer.redeem(id, 'noon 1', SELECTION))).toBeUndefined();
    await database.advance((retryAfterSeconds as number) - 60);
    expect(codeOf(await insurer.redeem(id, 'late', SELECTION))).toBe('GRANT_DAILY_LIMIT');
    await database.advance(60);
    const { data } = await insurer.redeem(id, 'midnight', SELECTION);
    expect(data.redeemGrant.useNumber).toBe(6);
  });

  it('starts at zero on each day', async () => {
    const { bank, database } = platform;
    const { id } = await give(platform, {
      asks: { purpose: 'CREDIT_MONITOR', mode: 'MULTI_USE', validForDays: 30 },
    });
    const months = 'useNumber provider { settlementMonths(first: 1) { nodes { month } } }';
    const numbers: (number | string)[] = [];
    for (let day = 1; day <= 3; day += 1) {
      for (const time of ['morning', 'evening']) {
        const answer = await bank.redeem(id, `${day} ${time}`, months);
        numbers.push(codeOf(answer) ?? answer.data.redeemGrant.useNumber);
      }
      await database.advance(24 * HOUR);
    }
    expect(numbers).toEqual([1, 'GRANT_DAILY_LIMIT', 2, 'GRANT_DAILY_LIMIT', 3, 'GRANT_DAILY_LIMIT']);
  });
});

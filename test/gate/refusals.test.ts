import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { codeOf, expectAuditEqualsUsed, give } from '../support/people/giving.js';
import { type Platform, startPlatform } from '../support/platform/platform.js';

const SELECTION = 'person { settlements(first: 1) { nodes { settlementId } } }';
const TOO_MANY = 'person { settlements(first: 1) { nodes { settlementId } } contact { mobile } }';

let platform: Platform;
beforeAll(async () => {
  platform = await startPlatform();
});
afterEach(() => expectAuditEqualsUsed(platform.database));
afterAll(() => platform.stop());

const refusals = (grantId: string) =>
  platform.database.sql(
    `SELECT content->>'refusal' AS refusal, content->'items' AS items, (content->>'repeated')::int AS repeated,
            recipient_code AS recipient, person_id = (SELECT person_id FROM assent.consent_grant WHERE id = $1) AS "ofThePerson"
     FROM assent.ledger_entry WHERE grant_id = $1 AND kind = 'REFUSAL' ORDER BY id`,
    [grantId],
  );

const claim = () =>
  give(platform, {
    asks: { purpose: 'CLAIM_DIRECT_PAY', mode: 'LIMITED', maxUses: 2, items: [{ item: 'SETL_ID' }] },
  });

describe('R-21: a refusal', () => {
  it('is recorded with the items, the recipient and the person, and takes no use', async () => {
    const { id } = await claim();
    await platform.insurer.redeem(id, 'k', TOO_MANY);
    expect(await refusals(id)).toEqual([
      {
        refusal: 'ITEM_NOT_GRANTED',
        items: ['SETL_ID', 'MOB'],
        repeated: 0,
        recipient: 'INS-ANXIN',
        ofThePerson: true,
      },
    ]);
  });

  it('is recorded once a minute when repeated, with the number of repetitions', async () => {
    const { insurer, database } = platform;
    const { id } = await claim();
    const refused = (times: number) =>
      Promise.all(Array.from({ length: times }, (_, time) => insurer.redeem(id, `k ${time}`, TOO_MANY)));
    await refused(20);
    expect((await refusals(id)).map(({ repeated }) => repeated)).toEqual([0]);
    await database.advance(61);
    await refused(3);
    expect((await refusals(id)).map(({ repeated }) => repeated)).toEqual([0, 19]);
    await database.advance(61);
    await refused(1);
    expect((await refusals(id)).map(({ repeated }) => repeated)).toEqual([0, 19, 2]);
  });

  it('is recorded separately from a different refusal in the same minute', async () => {
    const { insurer } = platform;
    const { id, owner } = await claim();
    await insurer.redeem(id, 'k', TOO_MANY);
    await insurer.redeem(id, 'k', 'person { __typename }');
    await insurer.redeem(id, 'k', SELECTION);
    await insurer.redeem(id, 'k', 'useNumber person { settlements(first: 2) { nodes { settlementId } } }');
    await owner.revoke(id);
    await insurer.redeem(id, 'k', SELECTION);
    expect((await refusals(id)).map(({ refusal }) => refusal)).toEqual([
      'ITEM_NOT_GRANTED',
      'NOTHING_SELECTED',
      'IDEMPOTENCY_KEY_REUSED',
      'GRANT_REVOKED',
    ]);
  });

  it('of another recipient’s grant leaves no trace under that grant', async () => {
    const { id } = await claim();
    expect(codeOf(await platform.otherInsurer.redeem(id, 'k', SELECTION))).toBe('NOT_FOUND');
    expect(await refusals(id)).toEqual([]);
  });
});

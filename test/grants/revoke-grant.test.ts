import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { codeOf, copies, expectAuditEqualsUsed, give, insist } from '../support/people/giving.js';
import { type Platform, startPlatform } from '../support/platform/platform.js';
import { scale } from '../support/scale.js';

const SELECTION = 'person { settlements(first: 1) { nodes { settlementId } } }';
const INTERLEAVINGS = scale(300, 2_000);

let platform: Platform;
beforeAll(async () => {
  platform = await startPlatform();
});
afterEach(() => expectAuditEqualsUsed(platform.database));
afterAll(() => platform.stop());

describe('R-06: revokeGrant', () => {
  it('stops the next redemption, and a second revocation changes nothing', async () => {
    const { insurer } = platform;
    const { id, owner } = await give(platform, {
      asks: { purpose: 'CLAIM_DIRECT_PAY', mode: 'LIMITED', maxUses: 12 },
    });
    expect(codeOf(await insurer.redeem(id, 'before', SELECTION))).toBeUndefined();
    const revoked = await owner.revoke(id);
    expect(revoked.status).toBe('REVOKED');
    const { errors } = await insurer.redeem(id, 'after', SELECTION);
    expect(errors[0]!.extensions).toEqual({ code: 'GRANT_REVOKED', at: revoked.revokedAt });
    expect(await owner.revoke(id)).toEqual(revoked);
    const entries = await platform.database.sql(
      "SELECT kind FROM assent.ledger_entry WHERE grant_id = $1 AND kind = 'GRANT_REVOKED'",
      [id],
    );
    expect(entries).toHaveLength(1);
  });

  it(`never lets the ledger show a disclosure after the revocation, in ${INTERLEAVINGS} races with redemptions`, async () => {
    const { insurer, database } = platform;
    const { id, owner } = await give(platform, {
      asks: { purpose: 'CLAIM_DIRECT_PAY', mode: 'LIMITED', maxUses: 12 },
    });
    const grants = await copies(database, id, INTERLEAVINGS);
    const tally: Record<string, number> = {};
    const race = async (grant: string, index: number) => {
      const redeem = (use: number) => insist(() => insurer.redeem(grant, `key ${use}`, SELECTION));
      // The revocation starts before, between or after the redemptions, by turns; one redemption is a retry.
      const callers: (() => Promise<unknown>)[] = [0, 1, 0].map((use) => async () => {
        const code = codeOf(await redeem(use)) ?? 'given';
        tally[code] = (tally[code] ?? 0) + 1;
      });
      callers.splice(index % 4, 0, () => owner.revoke(grant));
      await Promise.all(callers.map((call) => call()));
      expect(codeOf(await redeem(3))).toBe('GRANT_REVOKED');
    };
    const queue = grants.entries();
    await Promise.all(
      Array.from({ length: 4 }, async () => {
        for (const [index, grant] of queue) await race(grant, index);
      }),
    );
    const late = await database.sql(
      `SELECT d.grant_id FROM assent.ledger_entry r JOIN assent.ledger_entry d ON d.grant_id = r.grant_id
       WHERE r.kind = 'GRANT_REVOKED' AND d.kind IN ('DISCLOSURE', 'REREAD') AND d.id > r.id`,
    );
    expect(late).toEqual([]);
    const [revoked] = await database.sql(
      "SELECT count(DISTINCT grant_id)::int FROM assent.ledger_entry WHERE kind = 'GRANT_REVOKED' AND grant_id = ANY($1)",
      [grants],
    );
    expect(revoked!.count).toBe(INTERLEAVINGS);
    // Both outcomes occurred, so the calls did race; no other outcome occurred.
    expect(Object.keys(tally).sort()).toEqual(['GRANT_REVOKED', 'given']);
  });

  it('is refused for an expired grant, for another person’s grant and for an unknown id', async () => {
    const { database } = platform;
    const { id, owner } = await give(platform, {
      asks: { purpose: 'CLAIM_DIRECT_PAY', mode: 'ONE_TIME', validForDays: 1 },
    });
    const stranger = await platform.person(platform.someone()).signIn('FACE');
    const REVOKE = 'mutation Revoke($id: ID!) { revokeGrant(id: $id) { id } }';
    expect((await stranger.refusal(REVOKE, { id })).code).toBe('NOT_FOUND');
    expect((await owner.refusal(REVOKE, { id: 'not an id' })).code).toBe('NOT_FOUND');
    await database.advance(86_400);
    expect((await owner.refusal(REVOKE, { id })).code).toBe('GRANT_EXPIRED');
    await database.advance(-86_400);
  });
});

describe('R-06: revokeGrants', () => {
  const REVOKE_ALL = `mutation ($recipient: ID!, $ids: [ID!]!) {
    revokeGrants(recipient: $recipient, ids: $ids) { id status revokedAt } }`;
  const CHECK = { purpose: 'CLAIM_ELIGIBILITY_CHECK', mode: 'LIMITED', maxUses: 3 } as const;
  const revocationsOf = async (ids: readonly string[]) =>
    (
      await platform.database.sql(
        "SELECT grant_id::text AS id FROM assent.ledger_entry WHERE kind = 'GRANT_REVOKED' AND grant_id = ANY($1::uuid[])",
        [ids],
      )
    ).map(({ id }) => id);

  it('takes back several grants to one recipient, each with its own entry, in the order of the ids', async () => {
    const { id: one, owner } = await give(platform, { asks: CHECK });
    const { id: two } = await give(platform, { asks: CHECK, by: owner });
    const { id: kept } = await give(platform, { asks: CHECK, by: owner, to: platform.otherInsurer });
    const recipient = platform.insurer.identity.code;
    const { revokeGrants } = await owner.run(REVOKE_ALL, { recipient, ids: [two, one.toUpperCase(), two] });
    expect(revokeGrants).toMatchObject([
      { id: two, status: 'REVOKED' },
      { id: one, status: 'REVOKED' },
    ]);
    expect((await revocationsOf([one, two, kept])).sort()).toEqual([one, two].sort());
    // Again it changes nothing.
    expect((await owner.run(REVOKE_ALL, { recipient, ids: [two, one] })).revokeGrants).toEqual(revokeGrants);
    expect(codeOf(await platform.insurer.redeem(one, 'after', SELECTION))).toBe('GRANT_REVOKED');
  });

  it('takes back none where one is not the person’s, is another recipient’s, or has ended', async () => {
    const { id, owner } = await give(platform, { asks: CHECK });
    const { id: strangers } = await give(platform, { asks: CHECK });
    const { id: others } = await give(platform, { asks: CHECK, by: owner, to: platform.otherInsurer });
    const recipient = platform.insurer.identity.code;
    for (const wrong of [strangers, others, 'x', '\0'])
      expect([wrong, (await owner.refusal(REVOKE_ALL, { recipient, ids: [id, wrong] })).code]).toEqual([
        wrong,
        'NOT_FOUND',
      ]);
    expect((await owner.refusal(REVOKE_ALL, { recipient: 'NOBODY', ids: [id] })).code).toBe('NOT_FOUND');
    for (const ids of [[], Array.from({ length: 201 }, (_, n) => `${id}${n}`)])
      expect(await owner.refusal(REVOKE_ALL, { recipient, ids })).toMatchObject({
        code: 'BAD_USER_INPUT',
        field: 'ids',
      });
    expect(await revocationsOf([id, strangers, others])).toEqual([]);
    expect((await owner.revoke(id)).status).toBe('REVOKED');
  });
});

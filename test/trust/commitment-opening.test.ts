import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Given, give } from '../support/people/giving.js';
import { type Platform, startPlatform } from '../support/platform/platform.js';

const OPENING = 'query O($id: ID!) { grant(id: $id) { id commitmentOpening } }';

let platform: Platform;
let given: Given;
beforeAll(async () => {
  platform = await startPlatform();
  given = await give(platform, { asks: { purpose: 'CLAIM_DIRECT_PAY', mode: 'LIMITED', maxUses: 2 } });
});
afterAll(() => platform.stop());

describe('the opening of a grant’s commitment, with which ID numbers can be tried (R-29)', () => {
  it('goes to the person and to the recipient of the grant', async () => {
    for (const party of [given.owner, platform.insurer])
      expect((await party.run(OPENING, { id: given.id })).grant.commitmentOpening).toMatch(/^[0-9a-f]{64}$/);
  });

  it('is refused to an officer, who may see the grant', async () => {
    const officer = await platform.staff('OFFICER');
    expect((await officer.refusal(OPENING, { id: given.id })).code).toBe('FORBIDDEN');
  });

  it('goes neither to a clerk, a reviewer, another recipient nor another person, who do not even see the grant', async () => {
    const others = [
      await platform.staff('CLERK'),
      await platform.staff('REVIEWER'),
      platform.otherInsurer,
      await platform.person(platform.someone()).signIn(),
    ];
    for (const other of others) expect((await other.run(OPENING, { id: given.id })).grant).toBeNull();
  });
});

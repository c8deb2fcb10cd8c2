import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Platform, startPlatform } from '../support/platform/platform.js';

const ASK = `mutation Ask($input: RequestConsentInput!) { requestConsent(input: $input) { id status requiredStrength } }`;

describe('an insurer with a grant of three uses', () => {
  let platform: Platform;
  beforeAll(async () => {
    platform = await startPlatform();
  });
  afterAll(() => platform.stop());

  it('asks for consent, gets less than it asked for, and can read three times but not a fourth time', async () => {
    const { insurer } = platform;
    const someone = platform.someone();
    const me = await platform.person(someone).signIn();
    const subject = { person: { certNo: someone.certNo, name: someone.name } };
    const { requestConsent: request } = await insurer.run(ASK, {
      input: {
        subject,
        purpose: 'CLAIM_DIRECT_PAY',
        mode: 'LIMITED',
        maxUses: 3,
        validForDays: 30,
        notice: '理赔直付',
      },
    });
    expect(request).toMatchObject({ status: 'PENDING', requiredStrength: 'FACE' });
    const grant = await me.approve(request.id, 'FACE');
    const selection = 'useNumber usesRemaining person { settlements { nodes { settlementId totalFee } } }';
    for (const [useNumber, usesRemaining] of [
      [1, 2],
      [2, 1],
      [3, 0],
    ]) {
      const { data } = await insurer.redeem(grant.id, `key ${useNumber}`, selection);
      expect(data.redeemGrant).toMatchObject({ useNumber, usesRemaining });
      expect(data.redeemGrant.person.settlements.nodes.length).toBeGreaterThan(0);
    }
    const { errors } = await insurer.redeem(grant.id, 'key 4', selection);
    expect(errors[0]!.extensions.code).toBe('GRANT_EXHAUSTED');
  });
});

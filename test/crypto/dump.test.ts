import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { dumpOf, heldBy, sealedItems, valuesOf } from '../support/database/dump.js';
import { complete } from '../support/people/giving.js';
import { type Platform, startPlatform } from '../support/platform/platform.js';
import { scale } from '../support/scale.js';

const SAMPLE = scale(8, 20);

const ASK = 'mutation Ask($input: RequestConsentInput!) { requestConsent(input: $input) { id } }';
const READ = `verify(assertions: [{ item: "PSN_NAME", equals: $name }, { item: "CERTNO", equals: $certNo }]) { match }
  person { encounters { nodes { diagnosisCode diagnosisName } } expenseLines { nodes { catalogName } } }`;

describe('a database dump (R-29, R-35)', () => {
  let platform: Platform;
  let dump: string;

  beforeAll(async () => {
    platform = await startPlatform();
    const someone = platform.someone();
    const me = await platform.person(someone).signIn('FACE');
    await me.run('{ me { person { basicIdentity { personName certNo } contact { mobile liveAddress } } } }');
    const items = ['PSN_NAME', 'CERTNO'].map((item) => ({ item, delivery: 'VERIFY' }));
    const shown = ['DIAG_CODE', 'DIAG_NAME', 'HILIST_NAME'].map((item) => ({ item, delivery: 'RETURN' }));
    const subject = { person: { certNo: someone.certNo, name: someone.name } };
    const input = {
      subject,
      purpose: 'CLAIM_DIRECT_PAY',
      mode: 'ONE_TIME',
      validForDays: 7,
      notice: '理赔',
      items: [...items, ...shown],
    };
    const { requestConsent } = await platform.insurer.run(ASK, { input: complete(input) });
    const grant = await me.approve(requestConsent.id, 'FACE');
    const { data } = await platform.insurer.redeem(grant.id, 'once', READ, {
      name: someone.name,
      certNo: someone.certNo,
    });
    // The story must have used the plaintext values. Otherwise the test below would prove nothing.
    expect(data.redeemGrant.verify).toEqual([{ match: true }, { match: true }]);
    expect(data.redeemGrant.person.expenseLines.nodes[0].catalogName).toMatch(/\S/);

    dump = await dumpOf(platform.database);
  });
  afterAll(() => platform.stop());

  it('contains the whole database', () => {
    expect(dump.length).toBeGreaterThan(1_000_000);
    expect(dump).toContain('CLAIM_DIRECT_PAY');
    expect(sealedItems.length).toBe(16);
  });

  it.each(sealedItems.map((item) => [item.code, item] as const))('contains no %s in clear', (_code, item) => {
    // A sample of each item is enough: one value in clear would mean that the column is not encrypted.
    const known = valuesOf(item).slice(0, SAMPLE);
    expect(known.length).toBeGreaterThan(0);
    expect(heldBy(dump, known)).toEqual([]);
  });
});

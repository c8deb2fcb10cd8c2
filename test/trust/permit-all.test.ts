import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { Need } from '../../consent/records/need.js';
import { freshKey } from '../support/clients/consent.js';
import type { Platform } from '../support/platform/platform.js';

/**
 * The judge of the gate is replaced by one that permits everything that is asked, in full: what somebody could do who had
 * changed our code. What a grant does not give must still not come out, because the database does not show it.
 */
const everything = (needs: readonly Need[]) => ({
  items: [...new Set(needs.map(({ item }) => item))].map((item) => ({ item, delivery: 'RETURN' })),
});
jest.unstable_mockModule('../../consent/gate/decide.js', () => ({
  decide: everything,
  decideRetry: everything,
  decideItems: everything,
  decideReread: everything,
}));
jest.unstable_mockModule('../../consent/records/granted-needs.js', () => ({
  itemsNotGranted: () => [],
  grantedDelivery: () => 'RETURN',
}));

let platform: Platform;
beforeAll(async () => {
  const { startPlatform } = await import('../support/platform/platform.js');
  platform = await startPlatform();
});
afterAll(() => platform.stop());

/** Selections outside the grant, each alone and beside an item that is granted. */
const OUTSIDE = [
  'basicIdentity { personNo personName certNo birthDate gender }',
  'contact { mobile liveAddress agentName }',
  'contributions { nodes { personalBase personalAmount } }',
  'personalAccount { balance bankAccount: benefitBankAccount }',
  'encounters { nodes { encounterId diagnosisCode diagnosisName providerName encounterStart } }',
  'settlements { nodes { settlementId settlementTime totalFee } }',
  'expenseLines { nodes { lineNo catalogName lineAmount } }',
];
const GRANTED = 'enrolments { nodes { insuranceType insuredStatus } }';

/** Every value below `person` but those of the item that is granted. */
function released(value: unknown, under = ''): unknown[] {
  if (value === null || under === 'enrolments') return [];
  if (typeof value !== 'object') return [value];
  return Object.entries(value).flatMap(([name, inner]) =>
    released(inner, Array.isArray(value) ? under : name),
  );
}

describe('where the judge of the gate permits everything', () => {
  it('no item comes out that the grant does not give, nor is an entry written that says so', async () => {
    const { give } = await import('../support/people/giving.js');
    const owner = await platform.person(platform.someone()).signIn('FACE');
    const asks = {
      purpose: 'CLAIM_ELIGIBILITY_CHECK',
      mode: 'ONE_TIME',
      items: [{ item: 'INSUTYPE' }, { item: 'PSN_INSU_STAS' }],
    } as const;
    // Each attempt has a grant of its own: an attempt that is let through takes its one use.
    const grantIds: string[] = [];
    const redeem = async (selection: string) => {
      const { id } = await give(platform, { asks, by: owner });
      grantIds.push(id);
      return platform.insurer.redeem(id, freshKey(), `person { ${selection} }`);
    };
    const { person } = (await owner.run(`{ me { person { ${OUTSIDE.join(' ')} } } }`)).me;
    // The person has such values, and sees them.
    expect(released(person).length).toBeGreaterThan(20);

    for (const selection of OUTSIDE.flatMap((one) => [one, `${one} ${GRANTED}`])) {
      const { data } = await redeem(selection);
      expect([selection, released(data?.redeemGrant?.person ?? null)]).toEqual([selection, []]);
    }
    const within = await redeem(GRANTED);
    expect(within.data.redeemGrant.person.enrolments.nodes.length).toBeGreaterThan(0);

    const entries = await platform.database.sql(
      "SELECT content->'items' AS items FROM assent.ledger_entry WHERE grant_id = ANY ($1) AND kind IN ('DISCLOSURE', 'REREAD')",
      [grantIds],
    );
    const recorded = entries.flatMap(({ items }) => (items as { item: string }[]).map(({ item }) => item));
    expect([...new Set(recorded)].sort()).toEqual(['INSUTYPE', 'PSN_INSU_STAS']);
  });

  it('R-07: no item comes out whose level was raised since the grant, until the person has confirmed it', async () => {
    const { give } = await import('../support/people/giving.js');
    const owner = await platform.person(platform.someone()).signIn('FACE');
    const asks = {
      purpose: 'CLAIM_ELIGIBILITY_CHECK',
      mode: 'LIMITED',
      maxUses: 5,
      items: [{ item: 'PSN_INSU_STAS' }],
    } as const;
    const { id } = await give(platform, { asks, by: owner });
    const STATUS = 'enrolments { nodes { insuredStatus } }';
    const redeem = (key: string) => platform.insurer.redeem(id, key, `id person { ${STATUS} }`);
    const reread = (disclosureId: string) =>
      platform.insurer.send(`query ($id: ID!) { disclosure(id: $id) { person { ${STATUS} } } }`, {
        id: disclosureId,
      });
    const before = await redeem('before');
    expect(before.data.redeemGrant.person.enrolments.nodes.length).toBeGreaterThan(0);

    const { Officers } = await import('../support/people/officers.js');
    const officers = await Officers.of(platform);
    await officers.act({ kind: 'PUBLISH_CATALOGUE', raises: [{ item: 'PSN_INSU_STAS', level: 3 }] });
    const answers = [await redeem('after'), await redeem('before'), await reread(before.data.redeemGrant.id)];
    expect(answers.map(({ data }) => data?.redeemGrant?.person ?? data?.disclosure?.person ?? null)).toEqual([
      null,
      null,
      null,
    ]);
    expect(answers.every(({ errors }) => errors.length > 0)).toBe(true);
  });
});

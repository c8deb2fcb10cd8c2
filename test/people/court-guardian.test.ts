import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { importGuardianship } from '../support/people/family.js';
import { approved, READ } from '../support/people/relatives.js';
import { type Platform, startPlatform } from '../support/platform/platform.js';

let platform: Platform;
beforeAll(async () => {
  platform = await startPlatform();
});
afterAll(() => platform.stop());

const LOOKS = '{ me { accesses { nodes { kind by record strength items { item { code } } } } } }';
const looksOf = async (client: Awaited<ReturnType<ReturnType<Platform['person']>['signIn']>>) =>
  (await client.run(LOOKS)).me.accesses.nodes;
const NAME = [{ item: { code: 'PSN_NAME' } }];

describe('the list of looks', () => {
  it('shows a look of a court’s guardian as the guardian’s, in the ward’s list and in the guardian’s', async () => {
    const [one, other] = [platform.someone(), platform.someone()];
    await importGuardianship(platform.database, one, other, { source: 'COURT_DECISION' });
    const [ward, guardian] = [
      await platform.person(one).signIn('FACE'),
      await platform.person(other).signIn('FACE'),
    ];
    await ward.run('{ me { person { basicIdentity { certNo } } } }');
    await guardian.run('{ me { wards { person { basicIdentity { personName } } } } }');
    const look = { kind: 'OWN_ACCESS', by: 'GUARDIAN', strength: 'FACE', items: NAME };
    expect(await looksOf(ward)).toEqual([
      { ...look, record: 'OWN' },
      { ...look, by: 'SELF', record: 'OWN', items: [{ item: { code: 'CERTNO' } }] },
    ]);
    expect(await looksOf(guardian)).toEqual([{ ...look, record: 'WARD' }]);
    expect(await looksOf(await platform.person(platform.someone()).signIn())).toEqual([]);
  });

  it('shows a representative’s look at the provider, and a relative’s at the record of somebody who has died', async () => {
    const representative = await platform.person(platform.someone('REPRESENTATIVE')).signIn('FACE');
    await representative.run('{ me { providers { profile { institutionName } } } }');
    expect(await looksOf(representative)).toMatchObject([{ by: 'REPRESENTATIVE', record: 'PROVIDER' }]);

    const reviewers = [await platform.staff('REVIEWER'), await platform.staff('REVIEWER')];
    const { relative, id } = await approved(platform, reviewers);
    await relative.run(READ, { id });
    expect(await looksOf(relative)).toMatchObject([
      { kind: 'RELATIVE_ACCESS', by: 'RELATIVE', record: 'DECEASED' },
    ]);
  });

  it('is paged without gaps where own looks and looks at a ward alternate', async () => {
    const [one, other] = [platform.someone(), platform.someone()];
    await importGuardianship(platform.database, one, other, { source: 'COURT_DECISION' });
    const guardian = await platform.person(other).signIn('FACE');
    for (let n = 0; n < 3; n += 1) {
      await guardian.run('{ me { person { basicIdentity { certNo } } } }');
      await guardian.run('{ me { wards { person { basicIdentity { personName } } } } }');
    }
    const PAGE = `query ($after: String) { me { accesses(first: 2, after: $after) {
      nodes { record } pageInfo { endCursor hasNextPage } } } }`;
    const seen: string[] = [];
    for (let after: string | null = null, more = true; more; ) {
      const { nodes, pageInfo }: any = (await guardian.run(PAGE, { after })).me.accesses;
      seen.push(...nodes.map(({ record }: { record: string }) => record));
      ({ endCursor: after, hasNextPage: more } = pageInfo);
    }
    expect(seen).toEqual(['WARD', 'OWN', 'WARD', 'OWN', 'WARD', 'OWN']);
  });
});

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { PersonClient } from '../../examples/clients/person-client.js';
import { labelOf, shownLabel } from '../../schema/identity/label.js';
import {
  APPROVE,
  aFamily,
  askOf,
  type Family,
  idOf,
  importGuardianship,
  madeFamily,
  proven,
} from '../support/people/family.js';
import { ask } from '../support/people/giving.js';
import { type Platform, startPlatform } from '../support/platform/platform.js';

let platform: Platform;
beforeAll(async () => {
  platform = await startPlatform();
});
afterAll(() => platform.stop());

const ABOUT = 'about { kind label providerCode ward { id label capacity } }';
const REQUEST = `query ($id: ID!) { consentRequest(id: $id) { ${ABOUT} } }`;
const GRANT = `query ($id: ID!) { grant(id: $id) { ${ABOUT} } }`;
const WARDS = '{ me { wards { id label capacity } } }';
const CREDIT = { purpose: 'CREDIT_MONITOR', mode: 'MULTI_USE', validForDays: 30 } as const;

const surnameOf = (name: string) => `${[...name][0]}**`;
const looks = async () =>
  (await platform.database.sql('SELECT count(*)::int AS count FROM assent.ledger_entry'))[0]!.count as number;

describe('what pages call somebody', () => {
  // biome-ignore format: a table is read by its rows
  it.each([
    ['王晓明', '王*明', '王**'], ['王明', '王*明', '王**'], ['王', '王*', '王**'], ['', '*', '**'],
    ['欧阳娜娜', '欧*娜', '欧**'], ['Anna Smith', 'A*h', 'A**'], ['阿迪力·买买提', '阿*提', '阿**'], ['𬎆名', '𬎆*名', '𬎆**'],
  ])('keeps of %s the first and the last letter, and shows the first', (name, kept, shown) => {
    expect(labelOf(name)).toBe(kept);
    expect(shownLabel(kept, [])).toBe(shown);
  });

  it('shows the last letter too where two would be called alike', () => {
    expect(shownLabel('王*明', ['李*华'])).toBe('王**');
    expect(shownLabel('王*明', ['王*华'])).toBe('王*明');
  });
});

describe('whom a request and a grant are about', () => {
  it('the person themselves learns that it is about them, and a recipient learns nothing', async () => {
    const owner = await platform.person(platform.someone()).signIn('FACE');
    const id = await ask(platform.insurer, owner.person, {
      purpose: 'CLAIM_ELIGIBILITY_CHECK',
      mode: 'ONE_TIME',
    });
    const grant = await owner.approve(id, 'FACE');
    const about = { kind: 'SELF', label: surnameOf(owner.person.name), providerCode: null, ward: null };
    const before = await looks();
    expect((await owner.run(REQUEST, { id })).consentRequest.about).toEqual(about);
    expect((await owner.run(GRANT, { id: grant.id })).grant.about).toEqual(about);
    expect(await looks()).toBe(before);
    expect((await platform.insurer.run(REQUEST, { id })).consentRequest.about).toBeNull();
    expect((await platform.insurer.run(GRANT, { id: grant.id })).grant.about).toBeNull();
  });

  it('a guardian learns which ward, and naming the wards reads nothing of them', async () => {
    const family = aFamily(platform, 'CHILD_UNDER_14');
    const guardian = await platform.person(family.guardian).signIn('FACE');
    const id = await askOf(platform, family.child);
    const before = await looks();
    const { about } = (await guardian.run(REQUEST, { id })).consentRequest;
    const { wards } = (await guardian.run(WARDS)).me;
    expect(about).toMatchObject({ kind: 'WARD', providerCode: null, ward: { capacity: 'NONE' } });
    expect(wards).toContainEqual(about.ward);
    expect(about.label).toBe(about.ward.label);
    expect(about.label).toMatch(new RegExp(`^${[...family.child.name][0]}`));
    expect(about.label).not.toBe(family.child.name);
    expect(await looks()).toBe(before);
    const { approveConsentRequest: grant } = await guardian.run(APPROVE, await proven(guardian, id));
    expect((await guardian.run(GRANT, { id: grant.id })).grant.about).toEqual(about);
    expect((await platform.insurer.run(GRANT, { id: grant.id })).grant.about).toBeNull();
  });

  it('a ward of 14 to 17 sees their own request as their own, and the guardian sees a ward who decides', async () => {
    const family = await madeFamily(platform, 15);
    const own = await platform.person(family.child).signIn('SMS');
    const guardian = await platform.person(family.guardian).signIn('SMS');
    const id = await askOf(platform, family.child);
    expect((await own.run(REQUEST, { id })).consentRequest.about.kind).toBe('SELF');
    expect((await guardian.run(REQUEST, { id })).consentRequest.about).toMatchObject({
      kind: 'WARD',
      ward: { capacity: 'LIMITED' },
    });
    expect((await own.run(WARDS)).me.wards).toEqual([]);
  });

  it('a guardian whom a court has named decides for an adult', async () => {
    const family = await madeFamily(platform, 50);
    await importGuardianship(platform.database, family.child, family.guardian, { source: 'COURT_DECISION' });
    const guardian = await platform.person(family.guardian).signIn('SMS');
    expect((await guardian.run(WARDS)).me.wards).toMatchObject([{ capacity: 'NONE' }]);
  });

  it('a representative learns which provider by its public name, without a look at its record', async () => {
    const person = platform.someone('REPRESENTATIVE');
    const client = await platform.person(person).signIn('SCAN');
    const before = await looks();
    const { represented } = (await client.run('{ me { represented { code name } } }')).me;
    const provider = represented.find(({ code }: { code: string }) => code === person.providerCode);
    const id = await ask(platform.bank, person, CREDIT);
    expect((await client.run(REQUEST, { id })).consentRequest.about).toEqual({
      kind: 'PROVIDER',
      label: provider.name,
      providerCode: provider.code,
      ward: null,
    });
    expect(await looks()).toBe(before);
    expect((await platform.bank.run(REQUEST, { id })).consentRequest.about).toBeNull();
    const PROFILES = '{ me { providers { profile { institutionCode institutionName } } } }';
    const profiles = (await client.run(PROFILES)).me.providers.map(({ profile }: any) => profile);
    expect(represented).toEqual(
      profiles.map(({ institutionCode, institutionName }: any) => ({
        code: institutionCode,
        name: institutionName,
      })),
    );
  });

  it('somebody who acts for nobody represents nobody', async () => {
    const client = await platform.person(platform.someone()).signIn('SMS');
    expect(await client.run('{ me { represented { code } wards { id } } }')).toEqual({
      me: { represented: [], wards: [] },
    });
  });
});

describe('the id of a ward', () => {
  let family: Family;
  let guardian: PersonClient;
  let ward: string;
  beforeAll(async () => {
    family = await madeFamily(platform, 9);
    guardian = await platform.person(family.guardian).signIn('FACE');
    ward = (await guardian.run(WARDS)).me.wards[0].id;
  });

  it('is the same at each sign-in, tells no number of a row, and is another for another guardian', async () => {
    const again = await platform.person(family.guardian).signIn('SMS');
    expect((await again.run(WARDS)).me.wards[0].id).toBe(ward);
    expect(ward).toMatch(/^[\w-]{22}$/);
    const row = BigInt(await idOf(platform.database, family.child));
    const bytes = Buffer.from(ward, 'base64url');
    expect([bytes.readBigUInt64BE(0), bytes.readBigUInt64BE(8)]).not.toContain(row);
    const other = platform.someone();
    await importGuardianship(platform.database, family.child, other);
    const client = await platform.person(other).signIn('FACE');
    expect((await client.run(WARDS)).me.wards[0].id).not.toBe(ward);
    const ONE = 'query ($id: ID!) { me { ward(id: $id) { id } } }';
    expect((await client.run(ONE, { id: ward })).me.ward).toBeNull();
    expect((await guardian.run(ONE, { id: ward })).me.ward).toEqual({ id: ward });
  });

  it('chooses the ward’s lists, and nobody else’s', async () => {
    const LISTS = `query ($about: AboutInput) { me {
      consentRequests(about: $about) { nodes { id } } grants(about: $about) { nodes { id } } disclosures(about: $about) { nodes { id } } } }`;
    const about = (kind: string, more = {}) => ({ about: { kind, ...more } });
    const id = await askOf(platform, family.child);
    const mine = await askOf(platform, family.guardian);
    const requestsIn = async (variables: Record<string, unknown>) =>
      (await guardian.run(LISTS, variables)).me.consentRequests.nodes.map((node: { id: string }) => node.id);
    expect(await requestsIn(about('WARD', { ward }))).toEqual([id]);
    expect(await requestsIn(about('SELF'))).toEqual([mine]);
    const stranger = await platform.person(platform.someone()).signIn('FACE');
    for (const wrong of [
      about('WARD', { ward }),
      about('WARD', { ward: 'nobody' }),
      about('WARD'),
      about('PROVIDER', { provider: 'H37990000001' }),
      about('PROVIDER'),
    ])
      expect((await stranger.refusal(LISTS, wrong)).code).toBe('NOT_FOUND');
  });

  it('of a provider chooses what is about that provider only', async () => {
    const person = platform.someone('REPRESENTATIVE');
    const client = await platform.person(person).signIn('SMS');
    const [own, id] = [await askOf(platform, person), await ask(platform.bank, person, CREDIT)];
    const LIST = `query ($about: AboutInput) { me { consentRequests(about: $about) { nodes { id } } } }`;
    const idsOf = async (about: object | null) =>
      (await client.run(LIST, { about })).me.consentRequests.nodes.map((node: { id: string }) => node.id);
    expect(await idsOf({ kind: 'PROVIDER', provider: person.providerCode })).toEqual([id]);
    expect(await idsOf({ kind: 'SELF' })).toEqual([own]);
    expect(new Set(await idsOf(null))).toEqual(new Set([own, id]));
  });

  it('reads the record of that ward or provider alone, and records the look', async () => {
    const READ = 'query ($id: ID!) { me { ward(id: $id) { person { basicIdentity { personName } } } } }';
    const before = await looks();
    expect((await guardian.run(READ, { id: ward })).me.ward.person.basicIdentity.personName).toBe(
      family.child.name,
    );
    expect(await looks()).toBe(before + 1);
    const person = platform.someone('REPRESENTATIVE');
    const client = await platform.person(person).signIn('FACE');
    const PROFILE =
      'query ($code: ID!) { me { provider(code: $code) { profile { institutionCode institutionName } } } }';
    const { provider } = (await client.run(PROFILE, { code: person.providerCode })).me;
    expect(provider.profile.institutionCode).toBe(person.providerCode);
    expect((await guardian.run(PROFILE, { code: person.providerCode })).me.provider).toBeNull();
    expect(await looks()).toBe(before + 2);
  });
});

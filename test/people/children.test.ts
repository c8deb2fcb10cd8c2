import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Person, PersonClient } from '../../examples/clients/person-client.js';
import {
  APPROVE,
  aFamily,
  askOf,
  DENY,
  day,
  entriesOf,
  type Family,
  faultsOfLedger,
  idOf,
  importGuardianship,
  proven,
  QUICK_SELECTION,
  REVOKE,
} from '../support/people/family.js';
import { codeOf } from '../support/people/giving.js';
import { type Platform, startPlatform } from '../support/platform/platform.js';

let platform: Platform;
beforeAll(async () => {
  platform = await startPlatform();
});
afterAll(() => platform.stop());

const WARDS = `{ me { wards {
  relation source since endsAt
  person { basicIdentity { personName certNo } settlements(first: 2) { nodes { settlementId totalFee } } }
  consentRequests { nodes { id status requiredStrength } } grants { nodes { id status } } disclosures { nodes { useNumber } }
} } }`;

/** A guardian may have several wards, so the tests pick theirs. */
const theWard = async (client: PersonClient, { certNo }: Person) =>
  (await client.run(WARDS)).me.wards.find(({ person }: any) => person.basicIdentity.certNo === certNo);

describe('R-10: a child under 14 and its guardian', () => {
  let family: Family;
  let guardian: PersonClient;
  beforeAll(async () => {
    family = aFamily(platform, 'CHILD_UNDER_14');
    guardian = await platform.person(family.guardian).signIn('FACE');
  });

  it('R-10: the guardian sees their wards, with the source and the end of the guardianship', async () => {
    const ward = await theWard(guardian, family.child);
    expect(ward).toMatchObject({ relation: expect.stringMatching(/^[12]$/), source: 'HOUSEHOLD_REGISTER' });
    const [child] = await platform.database.sql(
      "SELECT brdy::text, (brdy + interval '18 years')::date::text AS majority FROM assent.person WHERE psn_no = $1",
      [family.child.psnNo],
    );
    expect(ward.since).toBe(child!.brdy);
    expect(new Date(Date.parse(ward.endsAt) + 8 * 3_600_000).toISOString().slice(0, 10)).toBe(
      child!.majority,
    );
  });

  it('R-10: the guardian reads the child’s data unmasked at FACE, and the ledger records the guardian’s access', async () => {
    const { person } = await theWard(guardian, family.child);
    expect(person.basicIdentity).toEqual({ personName: family.child.name, certNo: family.child.certNo });
    const childId = await idOf(platform.database, family.child);
    const [entry] = await platform.database.sql(
      "SELECT content FROM assent.ledger_entry WHERE person_id = $1 AND kind = 'OWN_ACCESS' ORDER BY id DESC LIMIT 1",
      [childId],
    );
    expect(entry!.content).toMatchObject({ role: 'GUARDIAN', strength: 'FACE' });
    expect(JSON.stringify(entry!.content)).not.toContain(family.guardian.certNo);
  });

  it.each(['SMS', 'SCAN'] as const)(
    'R-10: at %s every item of the child with a mask is masked',
    async (method) => {
      const IDENTITY = '{ me { wards { person { basicIdentity { personName certNo birthDate } } } } }';
      const weak = await platform.person(family.guardian).signIn(method);
      const clear = (await guardian.run(IDENTITY)).me.wards;
      const masked = (await weak.run(IDENTITY)).me.wards;
      for (const [at, { person }] of masked.entries())
        for (const [field, value] of Object.entries(person.basicIdentity))
          expect(value).not.toBe(clear[at].person.basicIdentity[field]);
      const DATED =
        '{ me { wards { person { settlements(from: "2020-01-01") { nodes { settlementId } } } } } }';
      const { errors } = await weak.send(DATED);
      expect(errors[0]!.extensions).toEqual({ code: 'STRENGTH_REQUIRED', required: 'FACE' });
    },
  );

  it('R-10: every item counts as level 3: it needs FACE and the second confirmation even if an adult needs neither', async () => {
    const asks = { purpose: 'CLAIM_ELIGIBILITY_CHECK', mode: 'ONE_TIME' } as const;
    const id = await askOf(platform, family.child, asks);
    const [request] = (await theWard(guardian, family.child)).consentRequests.nodes;
    expect(request).toEqual({ id, status: 'PENDING', requiredStrength: 'FACE' });
    expect(
      await guardian.refusal(APPROVE, await proven(guardian, id, { sensitiveConfirmed: false })),
    ).toMatchObject({ code: 'SENSITIVE_CONFIRMATION_REQUIRED', items: expect.arrayContaining(['INSUTYPE']) });
    expect(await guardian.refusal(APPROVE, await proven(guardian, id, { method: 'SCAN' }))).toMatchObject({
      code: 'STRENGTH_REQUIRED',
      required: 'FACE',
    });
    const { approveConsentRequest: grant } = await guardian.run(APPROVE, await proven(guardian, id));
    expect(grant).toMatchObject({ status: 'ACTIVE', awaitingGuardian: false });
  });

  it('R-10: a request about a child looks to the recipient like any other', async () => {
    const asks = { purpose: 'CLAIM_ELIGIBILITY_CHECK', mode: 'ONE_TIME' } as const;
    const seen = async (certNo: string, name: string) => {
      const ASK = `mutation ($input: RequestConsentInput!) { requestConsent(input: $input) { status requiredStrength awaitingGuardian } }`;
      const input = { ...asks, subject: { person: { certNo, name } }, validForDays: 7, notice: '核验' };
      return (await platform.insurer.run(ASK, { input })).requestConsent;
    };
    expect(await seen(family.child.certNo, family.child.name)).toEqual(
      await seen('379900201501010015', '无此人'),
    );
  });

  it('R-10: the guardian gives a grant, the insurer redeems it, and the guardian sees the disclosure and revokes', async () => {
    const { database, insurer } = platform;
    const id = await askOf(platform, family.child);
    const { approveConsentRequest: grant } = await guardian.run(APPROVE, await proven(guardian, id));
    expect(codeOf(await insurer.redeem(grant.id, 'one', QUICK_SELECTION))).toBeUndefined();
    const ward = await theWard(guardian, family.child);
    expect(ward.grants.nodes).toContainEqual({ id: grant.id, status: 'ACTIVE' });
    expect(ward.disclosures.nodes).toContainEqual({ useNumber: 1 });
    expect((await guardian.run(REVOKE, { id: grant.id })).revokeGrant.status).toBe('REVOKED');
    expect(codeOf(await insurer.redeem(grant.id, 'two', QUICK_SELECTION))).toBe('GRANT_REVOKED');
    const entries = await entriesOf(database, grant.id);
    expect(entries.map(({ kind, content }) => [kind, content.role])).toEqual([
      ['GRANT_GIVEN', 'GUARDIAN'],
      ['DISCLOSURE', undefined],
      ['GRANT_REVOKED', 'GUARDIAN'],
      ['REFUSAL', undefined],
    ]);
    expect(JSON.stringify(entries)).not.toContain(family.guardian.psnNo);
  });

  it('R-10: the guardian denies a request for the child', async () => {
    const id = await askOf(platform, family.child, {
      purpose: 'HUIMIN_ENROL_VERIFY',
      mode: 'ONE_TIME',
      validForDays: 1,
    });
    expect((await guardian.run(DENY, { id })).denyConsentRequest).toEqual({ id, status: 'DENIED' });
  });

  it('R-10: one guardian suffices to give a grant, and either may revoke it', async () => {
    const other = platform.someone();
    await importGuardianship(platform.database, family.child, other);
    const mother = await platform.person(other).signIn('FACE');
    const id = await askOf(platform, family.child);
    const { approveConsentRequest: grant } = await guardian.run(APPROVE, await proven(guardian, id));
    expect((await mother.run(REVOKE, { id: grant.id })).revokeGrant.status).toBe('REVOKED');
  });
});

describe('R-10: somebody who is not the guardian', () => {
  // biome-ignore format: a table is read by its rows
  it.each<[string, (family: Family) => Promise<PersonClient>]>([
    ['a stranger who claims a ward', () => platform.person(platform.someone()).signIn('FACE')],
    ['a guardian of another child', () => platform.person(aFamily(platform, 'CHILD_UNDER_14').guardian).signIn('FACE')],
    ['a guardian whose guardianship has ended', async ({ child, guardian }) => {
      const lapsed = await platform.person(guardian).signIn('FACE');
      await importGuardianship(platform.database, child, guardian, { enddate: await day(platform.database, 0) });
      return lapsed;
    }],
    ['a guardian whose guardianship has not begun', async ({ child }) => {
      const coming = platform.someone();
      await importGuardianship(platform.database, child, coming);
      await platform.database.sql(
        'UPDATE assent.guardianship SET begndate = assent.today() + 1 WHERE guardian_id = (SELECT id FROM assent.person WHERE psn_no = $1)',
        [coming.psnNo],
      );
      return platform.person(coming).signIn('FACE');
    }],
    ['a guardian who is a minor', async ({ child }) => {
      const teen = platform.someone('CHILD_14_TO_17');
      await importGuardianship(platform.database, child, teen);
      return platform.person(teen).signIn('FACE');
    }],
  ])('%s sees nothing of the child and decides nothing', async (_who, intruder) => {
    const family = aFamily(platform, 'CHILD_UNDER_14');
    const guardian = await platform.person(family.guardian).signIn('FACE');
    const given = await askOf(platform, family.child);
    const { approveConsentRequest: grant } = await guardian.run(APPROVE, await proven(guardian, given));
    const id = await askOf(platform, family.child);
    const client = await intruder(family);
    const names = (await client.run('{ me { wards { person { basicIdentity { personName } } } } }')).me.wards.map(
      ({ person }: any) => person?.basicIdentity.personName,
    );
    expect(names).not.toContain(family.child.name);
    expect((await client.refusal(APPROVE, await proven(client, id))).code).toBe('NOT_FOUND');
    expect((await client.refusal(DENY, { id })).code).toBe('NOT_FOUND');
    expect((await client.refusal(REVOKE, { id: grant.id })).code).toBe('NOT_FOUND');
    const seen = await client.run(
      'query ($id: ID!, $grant: ID!) { consentRequest(id: $id) { id } grant(id: $grant) { id } }',
      { id, grant: grant.id },
    );
    expect(seen).toEqual({ consentRequest: null, grant: null });
  });

  it('a guardian can’t use a proof for one child’s request on another child’s request', async () => {
    const one = aFamily(platform, 'CHILD_UNDER_14');
    const guardian = await platform.person(one.guardian).signIn('FACE');
    const [first, second] = [await askOf(platform, one.child), await askOf(platform, one.child)];
    const { input } = await proven(guardian, first!);
    expect((await guardian.refusal(APPROVE, { input: { ...input, id: second } })).code).toBe(
      'AUTHENTICATION_FAILED',
    );
  });
});

it('R-21: every ledger entry of these tests has the documented format', async () => {
  expect(await faultsOfLedger(platform.database)).toEqual([]);
});

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { StaffClient } from '../../examples/clients/staff-client.js';
import { type Given, give } from '../support/people/giving.js';
import { type Platform, startPlatform } from '../support/platform/platform.js';

const PAGE = 'id person { settlements(first: 1) { nodes { settlementId } } }';

let platform: Platform;
let given: Given;
let disclosureId: string;
let officer: StaffClient;
beforeAll(async () => {
  platform = await startPlatform();
  given = await give(platform, { asks: { purpose: 'CLAIM_DIRECT_PAY', mode: 'LIMITED', maxUses: 2 } });
  disclosureId = (await platform.insurer.redeem(given.id, 'one', PAGE)).data.redeemGrant.id;
  officer = await platform.staff('OFFICER');
});
afterAll(() => platform.stop());

const looks = () =>
  platform.database.sql(
    `SELECT e.content->>'looked' AS looked, e.content->>'object' AS object, e.content->>'staff' AS staff, e.grant_id,
       e.person_id = (SELECT person_id FROM assent.consent_grant WHERE id = $1) AS about
     FROM assent.ledger_entry e WHERE kind = 'STAFF_LOOK' ORDER BY id`,
    [given.id],
  );

describe('a look of an employee at what belongs to a person is an entry of the ledger', () => {
  it.each([
    ['a grant', '$g: ID!', 'grant(id: $g) { id }', ['GRANT']],
    [
      'the uses of a grant',
      '$g: ID!',
      'grant(id: $g) { disclosures { nodes { id } } }',
      ['GRANT', 'DISCLOSURES'],
    ],
    ['the entry of a grant', '$g: ID!', 'ledgerEntry(grantId: $g)', ['GRANT']],
    ['a grant in a standard form', '$g: ID!', 'grantExport(id: $g, format: FHIR)', ['GRANT']],
    ['a disclosure', '$d: ID!', 'disclosureExport(id: $d, format: FHIR)', ['DISCLOSURE']],
  ])('at %s', async (_what, variable, field, expected) => {
    const before = (await looks()).length;
    await officer.run(`query L(${variable}) { ${field} }`, { g: given.id, d: disclosureId });
    const made = (await looks()).slice(before);
    expect(made.map(({ looked }) => looked)).toEqual(expected);
    for (const { looked, object, staff, grant_id, about } of made) {
      expect(object).toBe(looked === 'DISCLOSURE' ? disclosureId : given.id);
      expect([staff, grant_id, about]).toEqual(['OFFICER-1', null, true]);
    }
  });

  it('also if the answer is a refusal: the officer who wants to know whose grant it is', async () => {
    const before = (await looks()).length;
    const opening = 'query O($g: ID!) { grant(id: $g) { commitmentOpening } }';
    expect((await officer.refusal(opening, { g: given.id })).code).toBe('FORBIDDEN');
    expect((await looks()).length).toBe(before + 1);
  });

  it('and the person sees in their list in which role somebody looked, when and at what, and not who', async () => {
    await officer.run('query L($g: ID!) { grant(id: $g) { id } }', { g: given.id });
    const { nodes } = (
      await given.owner.run(
        '{ me { accesses(first: 1) { nodes { at kind strength staffRole lookedAt object items { delivery } } } } }',
      )
    ).me.accesses;
    expect(nodes).toEqual([
      {
        at: expect.any(String),
        kind: 'STAFF_LOOK',
        strength: null,
        staffRole: 'OFFICER',
        lookedAt: 'GRANT',
        object: given.id,
        items: [],
      },
    ]);
    const others = await platform.person(platform.someone()).signIn('FACE');
    expect((await others.run('{ me { accesses { nodes { kind } } } }')).me.accesses.nodes).toEqual([]);
  });

  it('and without the entry there is no answer', async () => {
    const role = `"${platform.database.roles.consent}"`;
    const look = 'FUNCTION assent.record_staff_look(varchar, varchar, varchar, uuid)';
    await platform.database.sql(`REVOKE EXECUTE ON ${look} FROM ${role}`);
    const { data } = await officer.send('query L($g: ID!) { grant(id: $g) { id } }', { g: given.id });
    expect(data?.grant ?? null).toBeNull();
    await platform.database.sql(`GRANT EXECUTE ON ${look} TO ${role}`);
  });

  it('while parties and strangers leave no such entry', async () => {
    const before = (await looks()).length;
    for (const client of [given.owner, platform.insurer, platform.otherInsurer])
      await client.run('query L($g: ID!) { grant(id: $g) { id } }', { g: given.id });
    expect((await looks()).length).toBe(before);
  });
});

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { atLeast, type Strength } from '../../consent/kernel/strength.js';
import type { Person, PersonClient } from '../../examples/clients/person-client.js';
import { type CatalogueItem, personCategories, personItems } from '../../schema/catalogue.js';
import type { Category } from '../../schema/category.js';
import { applyMask } from '../../schema/mask.js';
import { giveGrant } from '../support/clients/consent.js';
import { query } from '../support/database/cluster.js';
import { type Platform, startPlatform } from '../support/platform/platform.js';

let platform: Platform;
beforeAll(async () => {
  platform = await startPlatform();
});
afterAll(() => platform.stop());

const fieldsOf = ({ items }: Category) => items.map(({ field }) => field).join(' ');

/** A selection of all 11 categories with all 74 items. */
const EVERYTHING = `{ me { person { ${personCategories
  .map((category) =>
    category.many
      ? `${category.field}(first: 30) { nodes { ${fieldsOf(category)} } }`
      : `${category.field} { ${fieldsOf(category)} }`,
  )
  .join(' ')} } } }`;

type Row = Record<string, unknown>;

async function everythingOf(
  person: Person,
  strength: 'SMS' | 'SCAN' | 'FACE',
): Promise<Map<Category, Row[]>> {
  const me = await platform.person(person).signIn(strength);
  const { person: read } = (await me.run(EVERYTHING)).me;
  const rows = (category: Category): Row[] =>
    category.many ? read[category.field].nodes : [read[category.field]].filter((row) => row !== null);
  return new Map(personCategories.map((category) => [category, rows(category)]));
}

/** The value that a session sees if it is too weak for the item. */
function masked({ mask, kind }: CatalogueItem, value: unknown, row: Row): unknown {
  if (value === null || mask.fn === 'NONE') return value;
  if (kind.type === 'integer' || kind.type === 'flag') return null;
  return applyMask(mask, String(value), (row.providerLevel as string | undefined) ?? null);
}

describe('a person’s own data', () => {
  let someone: Person;
  let clear: Map<Category, Row[]>;
  beforeAll(async () => {
    someone = platform.someone('SPECIAL_DISEASE');
    clear = await everythingOf(someone, 'FACE');
  });

  it('is completely in clear at FACE', () => {
    const [[identity], [contact]] = ['BASIC_IDENTITY', 'CONTACT'].map(
      (code) => clear.get(personCategories.find((one) => one.code === code)!)!,
    ) as [Row[], Row[]];
    expect(identity).toMatchObject({ certNo: someone.certNo, personName: someone.name });
    expect(contact).toMatchObject({ mobile: someone.mobile });
    const filled = personCategories.filter((category) => clear.get(category)!.length > 0);
    expect(filled.length).toBeGreaterThanOrEqual(8);
  });

  it.each(['SMS', 'SCAN'] as const)(
    'shows at %s the items for that strength and masks every item above it (R-24)',
    async (strength) => {
      const seen = await everythingOf(someone, strength);
      const compared = { clear: 0, masked: 0 };
      for (const item of personItems) {
        const rows = clear.get(item.category)!;
        const inClear = atLeast(strength as Strength, item.strength);
        const expected = rows.map((row) => (inClear ? row[item.field] : masked(item, row[item.field], row)));
        expect({ [item.path]: seen.get(item.category)!.map((row) => row[item.field]) }).toEqual({
          [item.path]: expected,
        });
        if (rows.length > 0) compared[inClear ? 'clear' : 'masked'] += 1;
      }
      expect(compared.masked).toBeGreaterThan(strength === 'SMS' ? 40 : 20);
      expect(compared.clear).toBeGreaterThan(10);
    },
  );

  it('is in clear for one answer with a proof for VIEW, which is of this person, as strong as FACE and good once', async () => {
    const LOOK =
      'query ($authentication: ID) { me { person(authentication: $authentication) { basicIdentity { certNo } } } }';
    const look = async (client: PersonClient, authentication: string | null) => {
      const answer = await client.send(LOOK, { authentication });
      return answer.errors[0]?.extensions.code ?? answer.data.me.person.basicIdentity.certNo;
    };
    const me = await platform.person(someone).signIn('SMS');
    const other = await platform.person(platform.someone()).signIn('SMS');
    const hidden = await look(me, null);
    expect(hidden).not.toBe(someone.certNo);
    const proof = await me.fresh('VIEW');
    expect(await look(me, proof)).toBe(someone.certNo);
    expect(await look(me, proof)).toBe('AUTHENTICATION_FAILED');
    expect(await look(me, await me.fresh('VIEW', 'SMS'))).toBe('STRENGTH_REQUIRED');
    expect(await look(other, await me.fresh('VIEW'))).toBe('AUTHENTICATION_FAILED');
    expect(await look(me, await me.fresh('ARRANGE'))).toBe('AUTHENTICATION_FAILED');
    expect(await look(me, null)).toBe(hidden);
  });

  it('is masked at SMS for name, ID number and mobile', async () => {
    const text = JSON.stringify([...(await everythingOf(someone, 'SMS')).values()]);
    for (const secret of [someone.name, someone.certNo, someone.mobile]) expect(text).not.toContain(secret);
    expect(text).toContain(`${[...someone.name][0]}**`);
    expect(text).toContain(`${someone.mobile.slice(0, 3)}****${someone.mobile.slice(-4)}`);
  });

  it('is in clear after a stronger sign-in, and the older session stays as it was', async () => {
    const person = platform.someone();
    const weak = await platform.person(person).signIn('SMS');
    const strong = await platform.person(person).signIn('FACE');
    const NAME = '{ me { person { basicIdentity { personName } } } }';
    const name = async (client: PersonClient) => (await client.run(NAME)).me.person.basicIdentity.personName;
    expect(await name(strong)).toBe(person.name);
    expect(await name(weak)).toBe(`${[...person.name][0]}**`);
  });

  it('can be read as two lists under aliases, each with its own page', async () => {
    const me = await platform.person(someone).signIn('FACE');
    const { a, b } = (
      await me.run(
        '{ me { person { a: settlements(first: 1) { nodes { settlementId } } b: settlements(first: 3) { nodes { settlementId } } } } }',
      )
    ).me.person;
    expect([a.nodes.length, b.nodes.length]).toEqual([1, 3]);
    expect(b.nodes[0]).toEqual(a.nodes[0]);
  });

  it.each(personCategories.filter(({ many, time }) => many && time).map(({ field }) => field))(
    'has pages of %s without gaps or duplicates',
    async (field) => {
      const { items, time } = personCategories.find((category) => category.field === field)!;
      const times = items.filter(({ kind }) => kind.column === time!.column).map((item) => item.field);
      const me = await platform.person(someone).signIn('FACE');
      const read = async (first: number, after: string | null) =>
        (
          await me.run(
            `query ($first: Int, $after: String) { me { person { ${field}(first: $first, after: $after) { nodes { ${items.map((item) => item.field).join(' ')} } pageInfo { endCursor hasNextPage } } } } }`,
            { first, after },
          )
        ).me.person[field];
      const whole = (await read(7, null)).nodes;
      const walked: Row[] = [];
      for (let page = await read(2, null); ; page = await read(2, page.pageInfo.endCursor)) {
        walked.push(...page.nodes);
        if (!page.pageInfo.hasNextPage || walked.length >= 7) break;
      }
      expect(walked.slice(0, 7)).toEqual(whole);
      const order = whole.map((row: Row) => String(row[times[0]!]));
      expect(order).toEqual([...order].sort().reverse());
    },
  );
});

describe('an access to a person’s own data', () => {
  const entries = () =>
    platform.database.sql(
      "SELECT person_id::text, provider_id::text, content FROM assent.ledger_entry WHERE kind = 'OWN_ACCESS' ORDER BY id",
    );

  it('is recorded with its items and the strength before it is answered', async () => {
    const me = await platform.person(platform.someone()).signIn('SCAN');
    const before = (await entries()).length;
    await me.run(
      '{ me { person { basicIdentity { personName certNo } settlements(first: 1) { nodes { totalFee } } } } }',
    );
    await me.run('{ me { person { contact { mobile } } } }');
    const [first, second, ...more] = (await entries()).slice(before);
    expect(more).toEqual([]);
    expect(first!.content).toMatchObject({
      strength: 'SCAN',
      items: expect.arrayContaining([
        { item: 'PSN_NAME', delivery: 'RETURN' },
        { item: 'CERTNO', delivery: 'MASKED' },
        { item: 'MEDFEE_SUMAMT', delivery: 'MASKED' },
      ]),
    });
    expect(second!.content).toMatchObject({ items: [{ item: 'MOB', delivery: 'RETURN' }] });
    expect(second!.person_id).toBe(first!.person_id);
  });

  it('leaves no name, number or mobile in the ledger (R-29)', async () => {
    const person = platform.someone();
    const me = await platform.person(person).signIn('FACE');
    await me.run(EVERYTHING);
    const ledger = JSON.stringify(await platform.database.sql('SELECT content FROM assent.ledger_entry'));
    for (const secret of [person.name, person.certNo, person.mobile]) expect(ledger).not.toContain(secret);
  });

  it('leaves no entry when it fails: nothing is selected, or the cursor is invalid', async () => {
    const me = await platform.person(platform.someone()).signIn('FACE');
    const before = (await entries()).length;
    await me.refusal('{ me { person { settlements { nodes { __typename } } } } }');
    await me.refusal('{ me { person { settlements(after: "x") { nodes { totalFee } } } } }');
    expect(await entries()).toHaveLength(before);
  });
});

describe('the legal representative of a provider', () => {
  const MONTHS =
    '{ me { providers { profile { institutionCode } settlementMonths(first: 200) { nodes { month patientCount visitCount totalFee } } } } }';

  it('reads the provider’s own business data, and each access is recorded', async () => {
    const someone = platform.someone('REPRESENTATIVE');
    const me = await platform.person(someone).signIn('FACE');
    const { providers } = (await me.run(MONTHS)).me;
    expect(providers.map(({ profile }: any) => profile.institutionCode)).toContain(someone.providerCode);
    const [row] = await platform.database.sql(
      `SELECT count(*)::integer AS looks FROM assent.ledger_entry JOIN assent.provider ON provider.id = provider_id
       WHERE kind = 'OWN_ACCESS' AND fixmedins_code = $1`,
      [someone.providerCode],
    );
    expect(row!.looks).toBe(1);
  });

  it('is the only one: another insured person has no provider', async () => {
    const me = await platform.person(platform.someone()).signIn('FACE');
    expect((await me.run(MONTHS)).me.providers).toEqual([]);
  });

  it('reads no count of patients or visits below 10, and neither does the bank', async () => {
    const someone = platform.someone('REPRESENTATIVE');
    const me = await platform.person(someone).signIn('FACE');
    const counted = `UPDATE assent.settlement_month SET person_num = $1, person_count = $2
      WHERE provider_id = (SELECT id FROM assent.provider WHERE fixmedins_code = $3)`;
    const { grant } = await giveGrant(
      me,
      platform.bank,
      { purpose: 'CREDIT_GRANT', mode: 'LIMITED', maxUses: 5, validForDays: 30, notice: '授信' },
      { provider: { code: someone.providerCode } },
    );
    const seen = async (patients: number, visits: number) => {
      await query(platform.database.importUrl, counted, [patients, visits, someone.providerCode]);
      const own = (await me.run(MONTHS)).me.providers.find(
        ({ profile }: any) => profile.institutionCode === someone.providerCode,
      );
      const { data } = await platform.bank.redeem(
        grant.id,
        `${patients} of ${visits}`,
        'provider { settlementMonths { nodes { patientCount visitCount } } }',
      );
      return [own, data.redeemGrant.provider].map(({ settlementMonths: { nodes } }: any) => [
        nodes[0].patientCount,
        nodes[0].visitCount,
      ]);
    };
    expect(await seen(9, 10)).toEqual([
      [null, 10],
      [null, 10],
    ]);
    expect(await seen(1, 9)).toEqual([
      [null, null],
      [null, null],
    ]);
    expect(await seen(10, 25)).toEqual([
      [10, 25],
      [10, 25],
    ]);
  });

  it('is protected from a bank that compares with a small count', async () => {
    const someone = platform.someone('REPRESENTATIVE');
    const me = await platform.person(someone).signIn('FACE');
    await query(
      platform.database.importUrl,
      'UPDATE assent.settlement_month SET person_num = 3, person_count = 12 WHERE provider_id = (SELECT id FROM assent.provider WHERE fixmedins_code = $1)',
      [someone.providerCode],
    );
    const terms = { purpose: 'CREDIT_GRANT', mode: 'LIMITED', maxUses: 5, validForDays: 30, notice: '授信' };
    const { grant } = await giveGrant(me, platform.bank, terms, { provider: { code: someone.providerCode } });
    const assertions =
      '[{ item: "PROVIDER:SETTLEMENT_MONTH.PERSON_NUM", equals: "3" }, { item: "PROVIDER:SETTLEMENT_MONTH.PERSON_COUNT", equals: "12" }]';
    const { data } = await platform.bank.redeem(
      grant.id,
      'guess',
      `verify(assertions: ${assertions}) { match }`,
    );
    expect(data.redeemGrant.verify.map(({ match }: any) => match)).toEqual([false, true]);
  });
});

import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { PersonClient } from '../../examples/clients/person-client.js';
import { importRows, psnNoOf, visitRows } from '../support/database/import-rows.js';
import { EVERYTHING, everythingOf } from '../support/people/asked.js';
import { concerning } from '../support/people/concerned.js';
import { aFamily, askOf } from '../support/people/family.js';
import { type Asking, ask, codeOf, recordsOf } from '../support/people/giving.js';
import { type Platform, startPlatform } from '../support/platform/platform.js';

const TERMS =
  'mode maxUses maxUsesPerDay validUntil recordsFrom recordsTo requiredStrength items { item { code } delivery } sensitive { code } problems { code field items limit }';
const PREVIEW = (below = '') =>
  `query ($input: PreviewApprovalInput!) { previewApproval(input: $input) { ${TERMS} ${below} } }`;
const CLAIM: Asking = { purpose: 'CLAIM_DIRECT_PAY', mode: 'LIMITED', maxUses: 3, validForDays: 30 };
const ELIGIBILITY: Asking = { ...CLAIM, purpose: 'CLAIM_ELIGIBILITY_CHECK' };
const DAY_MS = 86_400_000;

let platform: Platform;
beforeAll(async () => {
  platform = await startPlatform();
});
afterAll(() => platform.stop());

const { raise } = concerning(() => platform);
const signedIn = (method: 'SMS' | 'SCAN' | 'FACE' = 'FACE', person = platform.someone()) =>
  platform.person(person).signIn(method);
const itemsOf = async (me: PersonClient, id: string): Promise<any[]> =>
  (
    await me.run(
      'query ($id: ID!) { consentRequest(id: $id) { items { item { code } delivery required } } }',
      { id },
    )
  ).consentRequest.items;
const allOf = async (me: PersonClient, id: string): Promise<string[]> =>
  (await itemsOf(me, id)).map(({ item }) => item.code);
const preview = async (me: PersonClient, input: object, below = '') =>
  (await me.run(PREVIEW(below), { input })).previewApproval;
const looks = async (me: PersonClient) =>
  (
    await me.run(
      '{ me { accesses(first: 200) { nodes { kind why by record items { item { code } delivery } } } } }',
    )
  ).me.accesses.nodes;
const countOf = async (table: string) =>
  (await platform.database.sql(`SELECT count(*)::int AS n FROM assent.${table}`))[0]!.n;

describe('previewApproval', () => {
  it('tells the terms of what would be given, and how strongly it must be proven', async () => {
    const me = await signedIn();
    const id = await ask(platform.insurer, me.person, everythingOf());
    const asked = await itemsOf(me, id);
    const items = asked.filter(({ required }) => required).map(({ item }) => item.code);
    const shown = await preview(me, { id, items, maxUses: 2, mode: 'LIMITED' });
    expect(shown).toMatchObject({ mode: 'LIMITED', maxUses: 2, requiredStrength: 'FACE', problems: [] });
    expect(shown.items.map(({ item }: any) => item.code)).toEqual(items);
    const grant = await me.approve(id, 'FACE', { items, maxUses: 2, mode: 'LIMITED' });
    expect(grant).toMatchObject({ mode: shown.mode, maxUses: shown.maxUses, items: shown.items });
    expect(Math.abs(Date.parse(grant.validUntil) - Date.parse(shown.validUntil))).toBeLessThan(60_000);
  });

  it('asks for less strength where what needs more is left out', async () => {
    const me = await signedIn();
    await raise('AGE')();
    const wanted = ['INSUTYPE', 'AGE'].map((item) => ({ item }));
    const id = await ask(platform.insurer, me.person, { ...ELIGIBILITY, items: wanted });
    const shownOf = async (items: string[]) => {
      const { requiredStrength, sensitive } = await preview(me, { id, items });
      return { requiredStrength, sensitive: sensitive.map(({ code }: any) => code) };
    };
    expect(await shownOf(['INSUTYPE', 'AGE'])).toEqual({ requiredStrength: 'FACE', sensitive: ['AGE'] });
    expect(await shownOf(['INSUTYPE'])).toEqual({ requiredStrength: 'SMS', sensitive: [] });
    expect(await me.approve(id, 'SMS', { items: ['INSUTYPE'] })).toMatchObject({ status: 'ACTIVE' });
  });

  it('spends nothing: no proof, no SMS, no entry, and the request stays as it was', async () => {
    const me = await signedIn();
    const id = await ask(platform.insurer, me.person, CLAIM);
    const tables = ['message', 'challenge', 'authentication', 'ledger_entry', 'consent_grant'];
    const before = await Promise.all(tables.map(countOf));
    const messages = (await me.messages()).length;
    await preview(me, { id, items: await allOf(me, id) });
    await preview(me, { id, items: ['NO_SUCH_ITEM'], maxUses: 99 });
    expect(await Promise.all(tables.map(countOf))).toEqual(before);
    expect((await me.messages()).length).toBe(messages);
    expect(
      codeOf(await me.send('query ($id: ID!) { consentRequest(id: $id) { status } }', { id })),
    ).toBeUndefined();
  });

  it('finds every problem at once, with field, items and limit', async () => {
    const me = await signedIn();
    const id = await ask(platform.insurer, me.person, { ...CLAIM, maxUses: 3, recordsFrom: dayAgo(30) });
    const [first, ...rest] = await allOf(me, id);
    const { problems } = await preview(me, {
      id,
      items: [...rest, 'MOB'],
      maxUses: 4,
      validUntil: new Date(Date.now() + 90 * DAY_MS).toISOString(),
      recordsFrom: dayAgo(31),
    });
    expect(problems).toEqual([
      { code: 'ITEM_NOT_ALLOWED', field: null, items: ['MOB'], limit: null },
      { code: 'REQUIRED_ITEM_MISSING', field: null, items: [first], limit: null },
      { code: 'TERMS_NOT_ALLOWED', field: 'maxUses', items: null, limit: '3' },
      { code: 'TERMS_NOT_ALLOWED', field: 'validUntil', items: null, limit: expect.any(String) },
      { code: 'TERMS_NOT_ALLOWED', field: 'recordsFrom', items: null, limit: dayAgo(30) },
    ]);
  });

  it('has no problem exactly where approving succeeds, and its first problem is what approving is refused with', async () => {
    const me = await signedIn();
    const asks = { ...CLAIM, maxUses: 4, validForDays: 20, recordsFrom: dayAgo(90), recordsTo: dayAgo(10) };
    let id = await ask(platform.insurer, me.person, asks);
    const asked = await itemsOf(me, id);
    const codes = asked.map(({ item }) => item.code);
    const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined, freq: 1 });
    const narrowings = fc.sample(
      fc.record({
        items: fc.oneof(
          { weight: 5, arbitrary: fc.constant(codes) },
          { weight: 1, arbitrary: fc.subarray([...codes, 'MOB'], { minLength: 1 }) },
        ),
        mode: maybe(fc.constantFrom('ONE_TIME', 'LIMITED', 'MULTI_USE')),
        maxUses: maybe(fc.constantFrom(1, 2, 4, 5)),
        validUntil: maybe(
          fc.constantFrom(-1, 1, 19, 21).map((days) => new Date(Date.now() + days * DAY_MS).toISOString()),
        ),
        recordsFrom: maybe(fc.constantFrom(91, 90, 20, 5).map(dayAgo)),
        recordsTo: maybe(fc.constantFrom(100, 30, 10, 9).map(dayAgo)),
        specialDiseases: maybe(fc.constantFrom([], ['forged'])),
      }),
      { numRuns: 40, seed: 20261128 },
    );
    let succeeded = 0;
    for (const narrowed of narrowings) {
      const { problems, requiredStrength } = await preview(me, { id, ...narrowed });
      const authentication = await me.prove(requiredStrength, 'APPROVE', id);
      const approved = await me.send(
        'mutation ($input: ApproveConsentRequestInput!) { approveConsentRequest(input: $input) { id } }',
        { input: { id, authentication, sensitiveConfirmed: true, ...narrowed } },
      );
      expect([narrowed, codeOf(approved)]).toEqual([narrowed, problems[0]?.code]);
      if (problems.length > 0) continue;
      succeeded += 1;
      id = await ask(platform.insurer, me.person, asks);
    }
    expect(succeeded).toBeGreaterThan(3);
    expect(succeeded).toBeLessThan(37);
  }, 120_000);

  it('tells that a request is closed, or that somebody else decides, and shows no data then', async () => {
    const me = await signedIn();
    const id = await ask(platform.insurer, me.person, ELIGIBILITY);
    const items = await allOf(me, id);
    await me.run('mutation ($id: ID!) { denyConsentRequest(id: $id) { id } }', { id });
    const before = (await looks(me)).length;
    const closed = await preview(me, { id, items }, 'person { enrolments { nodes { insuranceType } } }');
    expect(closed).toMatchObject({ problems: [{ code: 'CONSENT_REQUEST_CLOSED' }], person: null });
    expect((await looks(me)).length).toBe(before);
  });

  it('is refused to anybody but whoever the request is to', async () => {
    const [me, other] = [await signedIn(), await signedIn()];
    const id = await ask(platform.insurer, me.person, ELIGIBILITY);
    const input = { id, items: ['INSUTYPE'] };
    expect(codeOf(await other.send(PREVIEW(), { input }))).toBe('NOT_FOUND');
    expect(codeOf(await platform.insurer.send(PREVIEW(), { input }))).toBe('FORBIDDEN');
    expect(codeOf(await platform.anonymous.send(PREVIEW(), { input }))).toBe('UNAUTHENTICATED');
  });
});

describe('the rows of a preview', () => {
  it('are the rows of a redemption right after the approval, under the same terms', async () => {
    const me = await signedIn();
    await withVisits(me);
    const id = await ask(platform.insurer, me.person, everythingOf());
    const narrowed = { items: await allOf(me, id), recordsFrom: dayAgo(35) };
    const { person } = await preview(me, { id, ...narrowed }, EVERYTHING);
    const grant = await me.approve(id, 'FACE', narrowed);
    const { data } = await platform.insurer.redeem(grant.id, randomUUID(), EVERYTHING);
    expect(visitsOf(person)).toEqual(['COLD-2']);
    expect(withoutCursors(person)).toEqual(withoutCursors(data.redeemGrant.person));
  });

  it('leave protected records out unless they are ticked, and hint at nothing (R-12)', async () => {
    const me = await signedIn();
    await withVisits(me);
    const id = await ask(platform.insurer, me.person, everythingOf());
    const items = await allOf(me, id);
    const visits = async (specialDiseases: string[]) =>
      visitsOf((await preview(me, { id, items, specialDiseases }, EVERYTHING)).person);
    expect(await visits([])).toEqual(['COLD-2', 'COLD-1']);
    const { consentRequest } = await me.run(
      'query ($id: ID!) { consentRequest(id: $id) { specialDiseases { id } } }',
      { id },
    );
    const specialDiseases = consentRequest.specialDiseases.map(({ id: one }: any) => one);
    expect(await visits(specialDiseases)).toEqual(['COLD-2', 'LOW-1', 'COLD-1']);
    const grant = await me.approve(id, 'FACE', { items, specialDiseases });
    const { data } = await platform.insurer.redeem(grant.id, randomUUID(), EVERYTHING);
    expect(data.redeemGrant.person.encounters.nodes).toHaveLength(3);
  });

  it('are recorded as a look of one’s own, which says that it was a preview', async () => {
    const me = await signedIn();
    const id = await ask(platform.insurer, me.person, ELIGIBILITY);
    const before = (await looks(me)).length;
    await preview(
      me,
      { id, items: await allOf(me, id) },
      'person { enrolments { nodes { insuranceType } } }',
    );
    const [newest, ...older] = await looks(me);
    expect(older).toHaveLength(before);
    expect(newest).toEqual({
      kind: 'OWN_ACCESS',
      why: 'PREVIEW',
      by: 'SELF',
      record: 'OWN',
      items: [{ item: { code: 'INSUTYPE' }, delivery: 'RETURN' }],
    });
    expect(older.every(({ why }: any) => why === null)).toBe(true);
  });

  it('are masked where the session is too weak, as one’s own record is', async () => {
    const me = await signedIn('SMS');
    await withVisits(me);
    const id = await ask(platform.insurer, me.person, everythingOf());
    const { person } = await preview(
      me,
      { id, items: await allOf(me, id) },
      'person { settlements { nodes { totalFee } } encounters { nodes { providerLevel diagnosisName } } }',
    );
    expect(person.settlements.nodes[0]).toEqual({ totalFee: '****' });
    expect(person.encounters.nodes[0]).toMatchObject({ diagnosisName: '******' });
    const filtered = await me.send(
      PREVIEW('person { encounters(from: "2026-01-01") { nodes { providerLevel } } }'),
      {
        input: { id, items: await allOf(me, id) },
      },
    );
    expect(codeOf(filtered)).toBe('STRENGTH_REQUIRED');
  });

  it.each([
    ['an item that would not be given', 'person { contact { mobile } }', 'ITEM_NOT_GRANTED'],
    ['an item that is only compared', 'person { basicIdentity { certNo } }', 'ITEM_NOT_GRANTED'],
    ['a category without an item', 'person { enrolments { pageInfo { hasNextPage } } }', 'NOTHING_SELECTED'],
  ])('are refused for %s, as a redemption refuses it', async (_what, below, code) => {
    const me = await signedIn();
    const id = await ask(platform.insurer, me.person, ELIGIBILITY);
    const input = { id, items: await allOf(me, id) };
    const before = (await looks(me)).length;
    expect(codeOf(await me.send(PREVIEW(below), { input }))).toBe(code);
    expect((await looks(me)).length).toBe(before);
  });

  it('are shown to the guardian of a child and not to the guardian of somebody of 14 to 17 (R-10, R-11)', async () => {
    const below = 'person { basicIdentity { gender } }';
    const young = aFamily(platform, 'CHILD_UNDER_14');
    const parent = await signedIn('FACE', young.guardian);
    const theirs = await askOf(platform, young.child);
    const shown = await preview(parent, { id: theirs, items: await allOf(parent, theirs) }, below);
    expect(shown).toMatchObject({ problems: [], requiredStrength: 'FACE' });
    expect(shown.person.basicIdentity.gender).toEqual(expect.any(String));
    expect(shown.sensitive).toHaveLength(shown.items.length);
    expect((await looks(parent))[0]).toMatchObject({ why: 'PREVIEW', by: 'GUARDIAN', record: 'WARD' });

    const older = aFamily(platform, 'CHILD_14_TO_17');
    const other = await signedIn('FACE', older.guardian);
    const id = await askOf(platform, older.child);
    const refused = await preview(other, { id, items: await allOf(other, id) }, below);
    expect(refused).toMatchObject({ problems: [{ code: 'FORBIDDEN' }], person: null });
  });

  it('are read once in an operation', async () => {
    const me = await signedIn();
    const id = await ask(platform.insurer, me.person, ELIGIBILITY);
    const input = { id, items: await allOf(me, id) };
    const below = 'person { enrolments { nodes { insuranceType } } }';
    const twice = `query ($input: PreviewApprovalInput!) {
      a: previewApproval(input: $input) { ${below} } b: previewApproval(input: $input) { ${below} } }`;
    const before = (await looks(me)).length;
    expect(codeOf(await me.send(twice, { input }))).toBe('QUERY_TOO_EXPENSIVE');
    expect((await looks(me)).length).toBeLessThanOrEqual(before + 1);
  });

  it('are a provider’s for its representative', async () => {
    const me = await signedIn('FACE', platform.someone('REPRESENTATIVE'));
    const id = await ask(platform.bank, me.person, { purpose: 'CREDIT_GRANT', mode: 'LIMITED', maxUses: 2 });
    const below =
      'person { basicIdentity { gender } } provider { settlementMonths { nodes { month totalFee } } }';
    const items = await allOf(me, id);
    const shown = await preview(me, { id, items }, below);
    expect(shown.person).toBeNull();
    const grant = await me.approve(id, 'FACE', { items });
    const { data } = await platform.bank.redeem(
      grant.id,
      randomUUID(),
      'provider { settlementMonths { nodes { month totalFee } } }',
    );
    expect(shown.provider).toEqual(data.redeemGrant.provider);
    expect((await looks(me))[0]).toMatchObject({ why: 'PREVIEW', by: 'REPRESENTATIVE', record: 'PROVIDER' });
  });
});

function dayAgo(days: number): string {
  return new Date(Date.now() - days * DAY_MS).toISOString().slice(0, 10);
}

let people = 0;
/** Without the number of the person that keeps the ids of their visits apart. */
const visitsOf = (person: any): string[] =>
  person.encounters.nodes.map(({ encounterId }: any) => encounterId.replace(/-\d+$/, ''));

/** A person’s records are two ordinary visits, and one that tells of a protected disease. */
async function withVisits({ person }: PersonClient): Promise<void> {
  people += 1;
  const psnNo = await psnNoOf(platform.database, person);
  const [row] = await platform.database.sql('SELECT id::text FROM assent.person WHERE psn_no = $1', [psnNo]);
  for (const table of ['expense_line', 'settlement', 'encounter', 'filing', 'special_benefit'])
    await recordsOf(
      platform.database,
      `UPDATE assent.${table} SET record_id = 'of-' || person_id || '-' || record_id,
         person_id = (SELECT max(id) FROM assent.person WHERE id <> $1) WHERE person_id = $1`,
      [row!.id],
    );
  await importRows(
    platform.database,
    visitRows([
      { id: `COLD-1-${people}`, psnNo, day: dayAgo(40) },
      { id: `LOW-1-${people}`, psnNo, day: dayAgo(30), diagnosis: ['F32.900', '抑郁发作'] },
      { id: `COLD-2-${people}`, psnNo, day: dayAgo(20) },
    ]),
  );
}

/** Cursors are sealed anew each time. */
const withoutCursors = (person: any) =>
  JSON.parse(JSON.stringify(person, (key, value) => (key === 'endCursor' ? undefined : value)));

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { approving, COUNTER, Counter } from '../../examples/clients/counter.js';
import type { PersonClient } from '../../examples/clients/person-client.js';
import type { RecipientClient } from '../../examples/clients/recipient-client.js';
import { about, ELIGIBILITY, ENROLLED, freshKey } from '../support/clients/consent.js';
import { askOf, madeFamily, proven, QUICK } from '../support/people/family.js';
import { codeOf, complete, namedOnly } from '../support/people/giving.js';
import { type Platform, startPlatform } from '../support/platform/platform.js';

const ASK = `mutation ($input: RequestConsentInput!) {
  requestConsent(input: $input) { id status replaces { id } } }`;
const GRANT = `query ($id: ID!) { grant(id: $id) { id status supersededBy { id status } } }`;
const REPLACED = 'query ($id: ID!) { consentRequest(id: $id) { replaces { id status } } }';
const REVOKE = 'mutation ($id: ID!) { revokeGrant(id: $id) { status } }';
const NOTICES = '{ recipient { notices(first: 200) { nodes { kind grant { id } } } } }';
const EXPORT =
  'query ($id: ID!) { iso: grantExport(id: $id, format: ISO_27560) fhir: grantExport(id: $id, format: FHIR) }';
const CONFIRM =
  'mutation ($input: ConfirmGrantForWardInput!) { confirmGrantForWard(input: $input) { status } }';

let platform: Platform;
beforeAll(async () => {
  platform = await startPlatform();
});
afterAll(() => platform.stop());

const someone = () => platform.person(platform.someone()).signIn();

const asked = async (
  me: PersonClient,
  more: Record<string, unknown> = {},
  recipient: RecipientClient = platform.insurer,
) =>
  (await recipient.run(ASK, { input: complete({ subject: about(me.person), ...ELIGIBILITY, ...more }) }))
    .requestConsent;

const given = async (
  me: PersonClient,
  more: Record<string, unknown> = {},
  recipient: RecipientClient = platform.insurer,
): Promise<string> => (await me.approve((await asked(me, more, recipient)).id, 'FACE')).id;

const grantOf = async (me: PersonClient, id: string) => (await me.run(GRANT, { id })).grant;
const statusOf = async (me: PersonClient, id: string): Promise<string> => (await grantOf(me, id)).status;
const redeem = async (id: string) => codeOf(await platform.insurer.redeem(id, freshKey(), ENROLLED));
const messagesTo = async ({ person }: PersonClient): Promise<string[]> =>
  (
    await platform.database.sql(
      'SELECT text FROM assent.message m JOIN assent.person p ON p.id = m.person_id WHERE p.psn_no = $1 ORDER BY m.id',
      [person.psnNo],
    )
  ).map(({ text }) => text);
const entriesOf = (id: string) =>
  platform.database.sql('SELECT kind, content FROM assent.ledger_entry WHERE grant_id = $1 ORDER BY id', [
    id,
  ]);

describe('R-07: a second grant with the same recipient, purpose and reference', () => {
  it.each([[null], ['保单 P-1']])(
    'ends the first one at once, for good and in every record (%s)',
    async (reference) => {
      const me = await someone();
      const first = await given(me, { maxUses: 5, reference });
      expect(await redeem(first)).toBeUndefined();
      const { id } = await asked(me, { maxUses: 3, reference });
      expect((await me.run(REPLACED, { id })).consentRequest.replaces).toEqual({
        id: first,
        status: 'ACTIVE',
      });
      const second = (await me.approve(id, 'FACE')).id;

      for (const party of [me, platform.insurer])
        expect((await party.run(GRANT, { id: first })).grant).toEqual({
          id: first,
          status: 'SUPERSEDED',
          supersededBy: { id: second, status: 'ACTIVE' },
        });
      expect((await grantOf(me, second)).supersededBy).toBeNull();
      expect(await redeem(first)).toBe('GRANT_SUPERSEDED');
      expect(await redeem(second)).toBeUndefined();

      const told = (await entriesOf(first)).filter(({ kind }) => kind === 'GRANT_SUPERSEDED');
      expect(told.map(({ content }) => content.supersededBy)).toEqual([second]);
      const { nodes } = (await platform.insurer.run(NOTICES)).recipient.notices;
      expect(nodes.filter(({ kind, grant }: any) => grant?.id === first && kind !== 'GRANT_GIVEN')).toEqual([
        { kind: 'GRANT_SUPERSEDED', grant: { id: first } },
      ]);
      expect((await messagesTo(me)).at(-1)).toContain('此前给该机构的1份授权由此终止');

      const { iso, fhir } = await me.run(EXPORT, { id: first });
      expect(JSON.parse(iso).event.map((one: any) => one.event_state)).toEqual(['given', 'terminated']);
      expect(JSON.parse(iso).event[1].superseded_by).toBe(second);
      expect(JSON.parse(fhir).status).toBe('inactive');
      // FHIR tells milliseconds, the ledger microseconds.
      const endedAt = (text: string) => new Date(text).getTime();
      expect(endedAt(JSON.parse(fhir).provision.period.end)).toBe(
        endedAt(JSON.parse(iso).event[1].event_time),
      );

      // After the newer one is taken back, the older one stays ended.
      await me.run(REVOKE, { id: second });
      expect(await redeem(first)).toBe('GRANT_SUPERSEDED');
      expect((await me.refusal(REVOKE, { id: first })).code).toBe('GRANT_SUPERSEDED');
    },
  );

  it('is the only one that does: with another reference, purpose, recipient or person both stand', async () => {
    const [me, other] = [await someone(), await someone()];
    const first = await given(me, { reference: '理赔一' });
    await given(me, { reference: '理赔二' });
    await given(me);
    await given(me, {
      reference: '理赔一',
      purpose: 'QUICK_UNDERWRITING',
      mode: 'ONE_TIME',
      maxUses: 1,
      validForDays: 1,
    });
    await given(me, { reference: '理赔一' }, platform.otherInsurer);
    await given(other, { reference: '理赔一' });
    const { nodes } = (await me.run('{ me { grants { nodes { status } } } }')).me.grants;
    expect(nodes.map(({ status }: any) => status)).toEqual(Array(5).fill('ACTIVE'));
    expect(await redeem(first)).toBeUndefined();
  });

  it('does not bring back what was revoked, and leaves it revoked', async () => {
    const me = await someone();
    const first = await given(me);
    await me.run(REVOKE, { id: first });
    await given(me);
    expect(await grantOf(me, first)).toEqual({ id: first, status: 'REVOKED', supersededBy: null });
  });

  it('leaves every redemption before the end or refuses it: no use is taken after it', async () => {
    const me = await someone();
    const first = await given(me, { maxUses: 5 });
    const { id } = await asked(me);
    const [, ...uses] = await Promise.all([
      me.approve(id, 'FACE'),
      ...Array.from({ length: 5 }, () => redeem(first)),
    ]);
    expect(new Set([...uses, undefined, 'GRANT_SUPERSEDED'])).toEqual(
      new Set([undefined, 'GRANT_SUPERSEDED']),
    );
    const kinds = (await entriesOf(first)).map(({ kind }) => kind).filter((kind) => kind !== 'REFUSAL');
    expect(kinds.at(-1)).toBe('GRANT_SUPERSEDED');
  });
});

describe('a request that names the grant which it replaces', () => {
  it('ends that grant, whatever its reference and purpose', async () => {
    const me = await someone();
    const first = await given(me, { reference: '旧' });
    const request = await asked(me, {
      reference: '新',
      purpose: 'QUICK_UNDERWRITING',
      mode: 'ONE_TIME',
      maxUses: 1,
      validForDays: 1,
      replaces: first.toUpperCase(),
    });
    expect(request.replaces).toEqual({ id: first });
    expect((await me.run(REPLACED, { id: request.id })).consentRequest.replaces.id).toBe(first);
    expect(await statusOf(me, first)).toBe('ACTIVE');
    await me.approve(request.id, 'FACE');
    expect(await statusOf(me, first)).toBe('SUPERSEDED');
  });

  it('is refused unless the grant is the recipient’s own, stands and is about the same number', async () => {
    const me = await someone();
    const first = await given(me, { reference: 'R' });
    const refusal = async (input: Record<string, unknown>, recipient = platform.insurer) =>
      (await recipient.refusal(ASK, { input: { subject: about(me.person), ...ELIGIBILITY, ...input } })).code;
    expect(await refusal({ replaces: first }, platform.otherInsurer)).toBe('NOT_FOUND');
    expect(await refusal({ replaces: 'no id' })).toBe('NOT_FOUND');
    const someoneElse = about(platform.someone());
    expect(await refusal({ replaces: first, subject: someoneElse })).toBe('BAD_USER_INPUT');
    await me.run(REVOKE, { id: first });
    expect(await refusal({ replaces: first })).toBe('BAD_USER_INPUT');
  });

  it('hears nothing of whether the name matched, and ends nothing when it did not', async () => {
    const me = await someone();
    const first = await given(me, { reference: 'R' });
    const { certNo, name } = me.person;
    const wrong = { person: { certNo, name: `${name}某` } };
    for (const [reference, replaces] of [
      ['R', null],
      ['S', first],
    ]) {
      const input = { subject: wrong, ...ELIGIBILITY, reference, replaces };
      const { requestConsent } = await platform.insurer.run(ASK, { input });
      expect(requestConsent).toMatchObject({ status: 'PENDING', replaces: replaces && { id: replaces } });
    }
    expect(await statusOf(me, first)).toBe('ACTIVE');
  });
});

describe('R-11: a grant that waits for a guardian', () => {
  it('ends an older one when the guardian confirms it and not before, and the ward is told', async () => {
    const { child, guardian } = await madeFamily(platform, 15);
    const [own, parent] = [
      await platform.person(child).signIn('FACE'),
      await platform.person(guardian).signIn('FACE'),
    ];
    const confirmed = async (id: string) => parent.run(CONFIRM, await proven(parent, id));
    const reference = 'T';
    const first = (await own.approve(await askOf(platform, child, { ...QUICK, reference }), 'FACE')).id;
    await confirmed(first);
    const second = (await own.approve(await askOf(platform, child, { ...QUICK, reference }), 'FACE')).id;
    expect([await statusOf(own, first), await statusOf(own, second)]).toEqual(['ACTIVE', 'SUSPENDED']);
    await confirmed(second);
    expect([await statusOf(own, first), await statusOf(own, second)]).toEqual(['SUPERSEDED', 'ACTIVE']);
    expect(await messagesTo(own)).toContainEqual(expect.stringContaining('由新的授权替代'));
  });
});

describe('a grant that ended so', () => {
  it('can be replaced at the counter too, and the SMS about it says so', async () => {
    const me = await someone();
    const terms = {
      purpose: 'CLAIM_ELIGIBILITY_CHECK',
      mode: 'ONE_TIME',
      maxUses: 1,
      validForDays: 7,
      notice: '资格核验',
    };
    const items = { ...terms, items: [{ item: 'INSUTYPE' }] };
    const first = await given(me, items);
    const clerk = await platform.staff('CLERK');
    const { id } = await asked(me, items);
    const session = await new Counter(platform.standInUrl).open(clerk, me.person);
    const { approveAtCounter } = await clerk.run(
      COUNTER.APPROVE,
      approving(session.id, { id, ...terms }, namedOnly(items)),
    );
    expect((await grantOf(me, first)).supersededBy.id).toBe(approveAtCounter.grant.id);
    expect((await messagesTo(me)).at(-1)).toContain('此前给该机构的1份授权由此终止');
  });

  it('leads an officer to the newer one by a look of its own at each', async () => {
    const me = await someone();
    const [first, second] = [await given(me), await given(me)];
    const officer = await platform.staff('OFFICER');
    const { grant } = await officer.run(GRANT, { id: first });
    expect(grant.supersededBy.id).toBe(second);
    const looks = await platform.database.sql(
      "SELECT content->>'object' AS object FROM assent.ledger_entry WHERE kind = 'STAFF_LOOK' AND content->>'object' = ANY($1)",
      [[first, second]],
    );
    expect(looks.map(({ object }) => object).sort()).toEqual([first, second].sort());
  });
});

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { PersonClient } from '../../examples/clients/person-client.js';
import { about, ask, CLAIM, ELIGIBILITY, ENROLLED, freshKey, giveGrant } from '../support/clients/consent.js';
import { APPROVE, aFamily, askOf, DENY, proven } from '../support/people/family.js';
import { codeOf } from '../support/people/giving.js';
import { type Platform, startPlatform } from '../support/platform/platform.js';

const NARROWABLE = 'modes usesMax latestEnd earliestRecord byMode { mode usesMax latestEnd }';
const ANSWER = `query ($id: ID!) { consentRequest(id: $id) {
  status answeredAt answeredAs noticeDigest narrowable { ${NARROWABLE} } previous { id }
} }`;
const GIVEN = `query ($id: ID!) { grant(id: $id) {
  notice statement { code text } maxUsesPerDay usesToday lastUsedAt givenAs strength supersededBy { id } noticeDigest
} }`;
const DAY_MS = 86_400_000;

let platform: Platform;
beforeAll(async () => {
  platform = await startPlatform();
});
afterAll(() => platform.stop());

const someone = (method: 'SMS' | 'FACE' = 'FACE') => platform.person(platform.someone()).signIn(method);
const answer = async (caller: { run: PersonClient['run'] }, id: string) =>
  (await caller.run(ANSWER, { id })).consentRequest;
const given = async (caller: { run: PersonClient['run'] }, id: string) =>
  (await caller.run(GIVEN, { id })).grant;

describe('ConsentRequest.narrowable', () => {
  it('is what approveConsentRequest accepts, and the next value beyond it is refused (R-09)', async () => {
    const me = await someone();
    const { id } = await ask(platform.insurer, about(me.person), { ...CLAIM, maxUses: 5 });
    const { narrowable } = await answer(me, id);
    expect(narrowable).toMatchObject({ modes: ['ONE_TIME', 'LIMITED'], usesMax: 5 });
    expect(narrowable.byMode.map(({ mode }: any) => mode)).toEqual(narrowable.modes);
    const approve = async (narrowed: object) =>
      codeOf(
        await me.send(APPROVE, {
          input: { ...(await proven(me, id)).input, ...narrowed },
        }),
      );
    // The end moves on while the test runs; an hour does not pass.
    const beyond = new Date(Date.parse(narrowable.latestEnd) + 3_600_000).toISOString();
    const before = new Date(Date.parse(narrowable.earliestRecord) - DAY_MS).toISOString().slice(0, 10);
    expect(await approve({ maxUses: 6 })).toBe('TERMS_NOT_ALLOWED');
    expect(await approve({ mode: 'MULTI_USE' })).toBe('TERMS_NOT_ALLOWED');
    expect(await approve({ validUntil: beyond })).toBe('TERMS_NOT_ALLOWED');
    expect(await approve({ recordsFrom: before })).toBe('TERMS_NOT_ALLOWED');
    const { usesMax: maxUses, latestEnd: validUntil, earliestRecord: recordsFrom } = narrowable;
    expect(await approve({ maxUses, validUntil, recordsFrom })).toBeUndefined();
  });

  it('is null for a recipient, for whoever does not decide, and once the request is answered', async () => {
    const { child, guardian } = aFamily(platform, 'CHILD_14_TO_17');
    const [ward, other] = await Promise.all(
      [child, guardian].map((person) => platform.person(person).signIn('FACE')),
    );
    const id = await askOf(platform, child);
    expect((await answer(ward!, id)).narrowable).not.toBeNull();
    expect((await answer(other!, id)).narrowable).toBeNull();
    expect((await answer(platform.insurer, id)).narrowable).toBeNull();
    await ward!.run(DENY, { id });
    expect((await answer(ward!, id)).narrowable).toBeNull();
  });

  it('ends for a guardian when the guardian’s authority does (R-11)', async () => {
    const { child, guardian } = aFamily(platform, 'CHILD_UNDER_14');
    const parent = await platform.person(guardian).signIn('FACE');
    const id = await askOf(platform, child);
    const { narrowable } = await answer(parent, id);
    const { approveConsentRequest: grant } = await parent.run(APPROVE, await proven(parent, id));
    expect(Date.parse(grant.validUntil)).toBeLessThan(Date.parse(narrowable.latestEnd) + 60_000);
    expect(await answer(parent, id)).toMatchObject({ answeredAs: 'GUARDIAN' });
  });
});

describe('how a request was answered', () => {
  it('is told to the person, with the role of whoever answered, and to no recipient', async () => {
    const me = await someone();
    const { request, grant } = await giveGrant(me, platform.insurer);
    const denied = await ask(platform.insurer, about(me.person), CLAIM);
    expect(await answer(me, denied.id)).toMatchObject({ answeredAt: null, answeredAs: null });
    await me.run(DENY, { id: denied.id });
    expect(await answer(me, request.id)).toMatchObject({
      answeredAt: (await me.run('query ($id: ID!) { grant(id: $id) { validFrom } }', { id: grant.id })).grant
        .validFrom,
      answeredAs: 'SELF',
    });
    expect(await answer(me, denied.id)).toMatchObject({
      answeredAt: expect.any(String),
      answeredAs: 'SELF',
    });
    for (const { id } of [request, denied])
      expect(await answer(platform.insurer, id)).toMatchObject({
        answeredAt: null,
        answeredAs: null,
        previous: null,
        noticeDigest: expect.stringMatching(/^[0-9a-f]{64}$/),
      });
  });

  it('looks to a recipient like that of a number that nobody has', async () => {
    const me = await someone();
    await giveGrant(me, platform.insurer);
    const { id } = await ask(platform.insurer, about(me.person), ELIGIBILITY);
    const stranger = await ask(platform.insurer, about({ ...me.person, name: '无此人' }), ELIGIBILITY);
    expect(await answer(platform.insurer, id)).toEqual(await answer(platform.insurer, stranger.id));
  });

  it('tells who denied for a ward', async () => {
    const { child, guardian } = aFamily(platform, 'CHILD_UNDER_14');
    const parent = await platform.person(guardian).signIn('FACE');
    const id = await askOf(platform, child);
    await parent.run(DENY, { id });
    expect(await answer(parent, id)).toMatchObject({ status: 'DENIED', answeredAs: 'GUARDIAN' });
  });
});

describe('ConsentRequest.previous', () => {
  it('is the last grant to the same recipient for the same purpose, whatever became of it', async () => {
    const me = await someone();
    const first = await giveGrant(me, platform.insurer);
    const second = await giveGrant(me, platform.insurer);
    await giveGrant(me, platform.otherInsurer);
    await giveGrant(me, platform.insurer, CLAIM);
    await me.revoke(second.grant.id);
    const { id } = await ask(platform.insurer, about(me.person), ELIGIBILITY);
    expect((await answer(me, id)).previous).toEqual({ id: second.grant.id });
    expect((await answer(me, second.request.id)).previous).toEqual({ id: first.grant.id });
    expect((await answer(me, first.request.id)).previous).toBeNull();
  });
});

describe('what a grant tells of how it was given and is used', () => {
  it('is the notice and the statement that the person agreed to, who gave it and how strongly, and the uses of today', async () => {
    const me = await someone();
    const { grant } = await giveGrant(me, platform.insurer);
    const fresh = await given(me, grant.id);
    expect(fresh).toMatchObject({
      notice: ELIGIBILITY.notice,
      maxUsesPerDay: null,
      usesToday: 0,
      lastUsedAt: null,
      givenAs: 'SELF',
      strength: 'FACE',
      supersededBy: null,
    });
    expect(fresh.statement.map(({ code }: any) => code)).toContain('WITHDRAWAL');
    await platform.insurer.redeem(grant.id, freshKey(), ENROLLED);
    expect(await given(me, grant.id)).toMatchObject({ usesToday: 1, lastUsedAt: expect.any(String) });
    // The uses are of another day by then.
    await platform.database.sql('UPDATE assent.consent_grant SET used_on = used_on - 1 WHERE id = $1', [
      grant.id,
    ]);
    expect(await given(me, grant.id)).toMatchObject({ usesToday: 0 });
  });

  it('is known to the recipient, who has the notice and the artefact already', async () => {
    const me = await someone();
    const { grant } = await giveGrant(me, platform.insurer);
    expect(await given(platform.insurer, grant.id)).toMatchObject({
      notice: ELIGIBILITY.notice,
      givenAs: 'SELF',
    });
  });

  it('is without notice and statement for an officer, who does not see what was asked', async () => {
    const me = await someone();
    const { grant } = await giveGrant(me, platform.insurer);
    const officer = await platform.staff('OFFICER');
    expect(await given(officer, grant.id)).toMatchObject({ notice: null, statement: null, givenAs: 'SELF' });
  });
});

describe('the statement of a request', () => {
  it('says in English what it says in Chinese, and both name every item', async () => {
    const me = await someone();
    const { id } = await ask(platform.insurer, about(me.person), CLAIM);
    const { consentRequest: request } = await me.run(
      `query ($id: ID!) { consentRequest(id: $id) { recipient { name } items { item { nameEn } }
        statement { code text textEn } } }`,
      { id },
    );
    for (const { code, text, textEn } of request.statement)
      if (!['RECIPIENT', 'CONTACT'].includes(code)) {
        expect(textEn).not.toMatch(/\p{Script=Han}/u);
        expect(text).toMatch(/\p{Script=Han}/u);
      }
    const english = request.statement.map(({ textEn }: any) => textEn).join('\n');
    for (const { item } of request.items) expect(english).toContain(item.nameEn);
  });
});

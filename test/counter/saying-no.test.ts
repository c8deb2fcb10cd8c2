import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { cityDay } from '../../consent/kernel/city-time.js';
import { COUNTER, Counter } from '../../examples/clients/counter.js';
import type { Person } from '../../examples/clients/person-client.js';
import { nobodysCertNo, type StaffClient } from '../../examples/clients/staff-client.js';
import { askOf, faultsOfLedger, madeFamily, QUICK } from '../support/people/family.js';
import { ask, codeOf, give } from '../support/people/giving.js';
import { disabled } from '../support/people/staff.js';
import { type Platform, startPlatform } from '../support/platform/platform.js';

const CLAIM = { purpose: 'CLAIM_DIRECT_PAY', mode: 'LIMITED', maxUses: 3, notice: '理赔直付' } as const;

let platform: Platform;
let counter: Counter;
let clerk: StaffClient;
let person: Person;
beforeAll(async () => {
  platform = await startPlatform();
  counter = new Counter(platform.standInUrl);
  clerk = await platform.staff('CLERK');
});
beforeEach(() => {
  person = platform.someone();
});
afterAll(() => platform.stop());

const statusOf = async (id: string) =>
  (await platform.insurer.run('query ($id: ID!) { consentRequest(id: $id) { status } }', { id }))
    .consentRequest.status;
const denials = (id: string) =>
  platform.database.sql(
    `SELECT e.content, e.person_id::text FROM assent.ledger_entry e WHERE kind = 'COUNTER_DENIAL' AND content->>'object' = $1`,
    [id],
  );

describe('R-04: a person says no at the counter', () => {
  it('in one step, and the ledger and an SMS tell it', async () => {
    const id = await ask(platform.insurer, person, CLAIM);
    const session = await counter.open(clerk, person);
    const { denyAtCounter } = await clerk.run(COUNTER.DENY, { sessionId: session.id, id });
    expect(denyAtCounter).toEqual({ id, status: 'DENIED' });
    expect(await statusOf(id)).toBe('DENIED');
    const [entry, ...more] = await denials(id);
    expect(more).toEqual([]);
    expect(entry!.content).toMatchObject({
      session: session.id,
      clerk: clerk.identity.code,
      counter: counter.code,
      identifiedBy: 'CARD',
      power: null,
    });
    expect(JSON.stringify(entry)).not.toMatch(new RegExp(`${person.certNo}|${person.name}`));
    const [message] = await platform.database.sql('SELECT text FROM assent.message ORDER BY id DESC LIMIT 1');
    expect(message!.text).toContain(`在${counter.code}窗口不同意：${platform.insurer.identity.name}`);
    expect(await faultsOfLedger(platform.database)).toEqual([]);
  });

  it('and the recipient may not ask again for the same purpose for 30 days (R-05)', async () => {
    const id = await ask(platform.insurer, person, CLAIM);
    const session = await counter.open(clerk, person);
    await clerk.run(COUNTER.DENY, { sessionId: session.id, id, reason: '不需要了' });
    await expect(ask(platform.insurer, person, CLAIM)).rejects.toThrow(/CONSENT_DENIED|30/);
  });

  it('not twice, not after the session, not in another clerk’s, and not for somebody else', async () => {
    const id = await ask(platform.insurer, person, CLAIM);
    const elses = await counter.open(clerk, platform.someone());
    expect((await clerk.refusal(COUNTER.DENY, { sessionId: elses.id, id })).code).toBe('NOT_FOUND');
    const other = await platform.staff('CLERK');
    const session = await counter.open(other, person);
    expect((await clerk.refusal(COUNTER.DENY, { sessionId: session.id, id })).code).toBe('NOT_FOUND');
    expect(
      (await other.refusal(COUNTER.DENY, { sessionId: session.id, id, reason: 'x'.repeat(501) })).code,
    ).toBe('BAD_USER_INPUT');
    await other.run(COUNTER.CLOSE, { id: session.id });
    expect((await other.refusal(COUNTER.DENY, { sessionId: session.id, id })).code).toBe('FORBIDDEN');
    expect(await statusOf(id)).toBe('PENDING');
    const again = await counter.open(other, person);
    const both = await Promise.all([1, 2].map(() => other.send(COUNTER.DENY, { sessionId: again.id, id })));
    expect(both.map(codeOf).sort()).toEqual(['CONSENT_REQUEST_CLOSED', undefined]);
    expect(await denials(id)).toHaveLength(1);
    await disabled(platform, other.identity.code);
    expect((await other.refusal(COUNTER.DENY, { sessionId: again.id, id })).code).toBe('UNAUTHENTICATED');
  });

  it('through an agent as far as the power goes, and never on behalf of a ward (R-10)', async () => {
    const family = await madeFamily(platform, 8);
    const forChild = await askOf(platform, family.child, { ...QUICK, notice: '快速投保' } as typeof QUICK);
    const own = await ask(platform.insurer, person, CLAIM);
    const today = cityDay(new Date());
    const agentOf = (purpose: string, holder: { certNo: string }) => ({
      holder,
      power: {
        recipients: [platform.insurer.identity.code],
        purposes: [purpose],
        validFrom: today,
        validUntil: today,
      },
    });
    const agent = { certNo: nobodysCertNo(911) };
    const narrow = await counter.open(clerk, person, agentOf('CLAIM_ELIGIBILITY_CHECK', agent));
    expect((await clerk.refusal(COUNTER.DENY, { sessionId: narrow.id, id: own })).code).toBe('FORBIDDEN');
    const wide = await counter.open(clerk, person, agentOf(CLAIM.purpose, agent));
    await clerk.run(COUNTER.DENY, { sessionId: wide.id, id: own });
    const [entry] = await denials(own);
    expect(entry!.content.power).toMatch(/^[0-9a-f]{64}$/);
    const owner = await platform.person(person).signIn('FACE');
    const { consentRequest } = await owner.run(
      'query ($id: ID!) { consentRequest(id: $id) { answeredAs } }',
      {
        id: own,
      },
    );
    expect(consentRequest.answeredAs).toBe('AGENT');
    const byAgent = await counter.open(clerk, family.guardian, agentOf(QUICK.purpose, agent));
    expect((await clerk.refusal(COUNTER.DENY, { sessionId: byAgent.id, id: forChild })).code).toBe(
      'FORBIDDEN',
    );
    const inPerson = await counter.open(clerk, family.guardian);
    await clerk.run(COUNTER.DENY, { sessionId: inPerson.id, id: forChild });
    expect(await statusOf(forChild)).toBe('DENIED');
  });

  it('and the database records it for a request alone that was denied in that session', async () => {
    const id = await ask(platform.insurer, person, CLAIM);
    const session = await counter.open(clerk, person);
    await expect(
      platform.database.sql('SELECT assent.record_counter_denial($1, $2)', [session.id, id]),
    ).rejects.toThrow(/was not denied/);
  });
});

describe('the clerk’s day', () => {
  it('lists their own sessions of the day, and tells nothing of whom they served once a session is over', async () => {
    const mine = await platform.staff('CLERK');
    await give(platform, { asks: CLAIM, by: await platform.person(person).signIn('FACE') });
    await ask(platform.insurer, person, { ...CLAIM, reference: 'second' } as typeof CLAIM);
    const first = await counter.open(mine, person);
    const second = await counter.open(mine, platform.someone());
    await counter.open(clerk, platform.someone());
    const DAY = `query ($day: Date!) { counterSessions(day: $day) {
      id counter openedAt closedAt requests { id } grants { id } } }`;
    const { counterSessions } = await mine.run(DAY, { day: cityDay(new Date()) });
    expect(counterSessions.map(({ id }: { id: string }) => id)).toEqual([second.id, first.id]);
    expect(counterSessions[1]).toMatchObject({ requests: [], grants: [], counter: counter.code });
    expect(counterSessions[1].closedAt).not.toBeNull();
    expect((await mine.run(DAY, { day: '2026-01-05' })).counterSessions).toEqual([]);
  });
});

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { LIMITS } from '../../consent/kernel/limits.js';
import type { Person, PersonClient } from '../../examples/clients/person-client.js';
import { attempt, connect, VIOLATION } from '../support/database/data-tables.js';
import { ask } from '../support/people/giving.js';
import { type Platform, startPlatform } from '../support/platform/platform.js';

const DAY = 86_400;
const CHECK = { purpose: 'CLAIM_ELIGIBILITY_CHECK', mode: 'ONE_TIME' } as const;
const OTHER = { purpose: 'QUICK_UNDERWRITING', mode: 'ONE_TIME', validForDays: 1 } as const;
const ASK = 'mutation ($input: RequestConsentInput!) { requestConsent(input: $input) { id status } }';
const DENY = 'mutation ($id: ID!) { denyConsentRequest(id: $id) { status } }';

let platform: Platform;
beforeAll(async () => {
  platform = await startPlatform();
});
afterAll(() => platform.stop());

const inputFor = ({ certNo, name }: Person, terms: object = CHECK) => ({
  subject: { person: { certNo, name } },
  validForDays: 7,
  notice: '资格核验',
  ...terms,
});

async function denied(me: PersonClient): Promise<void> {
  const id = await ask(platform.insurer, me.person, CHECK);
  expect((await me.run(DENY, { id })).denyConsentRequest.status).toBe('DENIED');
}

describe('R-05: after a denial', () => {
  it('the same recipient cannot request the same purpose again before 30 days have passed', async () => {
    const me = await platform.person(platform.someone()).signIn();
    await denied(me);
    const refusal = await platform.insurer.refusal(ASK, { input: inputFor(me.person) });
    expect(refusal).toMatchObject({ code: 'RATE_LIMITED' });
    expect(refusal.retryAfterSeconds).toBeGreaterThan(LIMITS.denialDays * DAY - 60);
    expect(refusal.retryAfterSeconds).toBeLessThanOrEqual(LIMITS.denialDays * DAY);
    const { consentRequests } = (await me.run('{ me { consentRequests(status: PENDING) { nodes { id } } } }'))
      .me;
    expect(consentRequests.nodes).toEqual([]);
  });

  it('the recipient can request another purpose or another person, and another recipient can request the same purpose', async () => {
    const me = await platform.person(platform.someone()).signIn();
    await denied(me);
    await platform.insurer.run(ASK, { input: inputFor(me.person, OTHER) });
    await platform.otherInsurer.run(ASK, { input: inputFor(me.person) });
    await platform.insurer.run(ASK, { input: inputFor(platform.someone()) });
  });

  it('repeated requests for somebody unknown stay PENDING, so the cool-down does not disclose who is insured', async () => {
    const me = await platform.person(platform.someone()).signIn();
    await denied(me);
    const wrongName = { ...me.person, name: `${me.person.name}某` };
    for (const unknown of [wrongName, { ...me.person, certNo: '379900195001010010', name: '无此人' }])
      for (let time = 0; time < 3; time++) {
        const input = { ...inputFor(unknown), reference: `${unknown.certNo} ${time}` };
        expect((await platform.insurer.run(ASK, { input })).requestConsent.status).toBe('PENDING');
      }
  });

  it('the cool-down does not start for a request that the recipient cancelled', async () => {
    const me = await platform.person(platform.someone()).signIn();
    const id = await ask(platform.insurer, me.person, CHECK);
    await platform.insurer.run('mutation ($id: ID!) { cancelConsentRequest(id: $id) { id } }', { id });
    await ask(platform.insurer, me.person, CHECK);
  });

  it('the database refuses the insertion of another request too', async () => {
    const me = await platform.person(platform.someone()).signIn();
    await denied(me);
    const api = await connect(platform.database.urls.consent);
    const again = `SELECT assent.open_request(to_jsonb(r) || jsonb_build_object(
      'id', gen_random_uuid(), 'decided_at', null, 'created_at', assent.now())) FROM assent.consent_request r
      WHERE status = 'DENIED' ORDER BY created_at DESC LIMIT 1`;
    expect(await attempt(api, again)).toBe(VIOLATION);
    await api.end();
  });

  it('the same recipient can request the same purpose again after 30 days', async () => {
    const me = await platform.person(platform.someone()).signIn();
    await denied(me);
    await platform.database.advance(LIMITS.denialDays * DAY - 60);
    await platform.insurer.refusal(ASK, { input: inputFor(me.person) });
    await platform.database.advance(120);
    await ask(platform.insurer, me.person, CHECK);
  });
});

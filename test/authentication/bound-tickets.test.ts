import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { COUNTER, Counter } from '../../examples/clients/counter.js';
import { type Person, PersonClient } from '../../examples/clients/person-client.js';
import type { StaffClient } from '../../examples/clients/staff-client.js';
import { about, ask, CLAIM } from '../support/clients/consent.js';
import { type Platform, startPlatform } from '../support/platform/platform.js';

const START = 'mutation ($input: StartAuthenticationInput!) { startAuthentication(input: $input) { id } }';
const COMPLETE =
  'mutation ($input: CompleteAuthenticationInput!) { completeAuthentication(input: $input) { strength } }';

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

const started = async (client: PersonClient, input: Record<string, unknown>): Promise<string> =>
  (await client.run(START, { input })).startAuthentication.id;
const signIn = { method: 'SCAN', action: 'SIGN_IN' };
const failed = { code: 'AUTHENTICATION_FAILED' };
const completed = (challengeId: string, response: string) => ({ input: { challengeId, response } });
const opened = (identity: object, at = counter.code) => ({ input: { identity, counter: at } });

describe('an e-voucher token is for the challenge or the counter that it was made for', () => {
  it('so the scan of a counter signs nobody in', async () => {
    const thief = new PersonClient(platform.url, platform.standInUrl, person);
    const { evoucher } = await counter.scan(person);
    for (const input of [signIn, { ...signIn, certNo: person.certNo }])
      expect(await thief.refusal(COMPLETE, completed(await started(thief, input), evoucher))).toMatchObject(
        failed,
      );
  });

  it('so the scan of a counter approves no request', async () => {
    const me = await platform.person(person).signIn('SCAN');
    const { id: target } = await ask(platform.insurer, about(person), CLAIM);
    const challenge = await started(me, { method: 'SCAN', action: 'APPROVE', target });
    const { evoucher } = await counter.scan(person);
    expect(await me.refusal(COMPLETE, completed(challenge, evoucher))).toMatchObject(failed);
  });

  it('so a token that was made to sign in opens no counter session, for the person or as their agent', async () => {
    const me = platform.person(person);
    const token = async () => ({ evoucher: await me.respond('SCAN', await started(me, signIn)) });
    expect(await clerk.refusal(COUNTER.OPEN, opened(await token()))).toMatchObject(failed);
    const power = { recipients: [platform.insurer.identity.code], purposes: ['CLAIM_DIRECT_PAY'] };
    const days = { validFrom: '2020-01-01', validUntil: '2099-12-31' };
    const holder = { holder: person, power: { ...power, ...days } };
    const { input } = await counter.opening(platform.someone(), holder);
    const agent = { ...input.agent, identity: await token() };
    expect(await clerk.refusal(COUNTER.OPEN, { input: { ...input, agent } })).toMatchObject(failed);
  });

  it('so the scan of one counter opens no session at another', async () => {
    const elsewhere = await new Counter(platform.standInUrl, 'YT-09-01').scan(person);
    expect(await clerk.refusal(COUNTER.OPEN, opened(elsewhere))).toMatchObject(failed);
  });

  it('so a token for one challenge completes no other, and is spent by the attempt', async () => {
    const me = await platform.person(person).signIn('SCAN');
    const { id: target } = await ask(platform.insurer, about(person), CLAIM);
    const [view, approve] = [
      await started(me, { method: 'SCAN', action: 'VIEW' }),
      await started(me, { method: 'SCAN', action: 'APPROVE', target }),
    ];
    const response = await me.respond('SCAN', view);
    for (const challenge of [approve, view])
      expect(await me.refusal(COMPLETE, completed(challenge, response))).toMatchObject(failed);
  });

  it('and works there', async () => {
    const me = platform.person(person);
    const challenge = await started(me, signIn);
    const { completeAuthentication } = await me.run(
      COMPLETE,
      completed(challenge, await me.respond('SCAN', challenge)),
    );
    expect(completeAuthentication.strength).toBe('SCAN');
    const { openCounterSession } = await clerk.run(COUNTER.OPEN, opened(await counter.scan(person)));
    expect(openCounterSession.identifiedBy).toBe('EVOUCHER');
  });
});

describe('the stand-in city’s e-voucher', () => {
  const status = async (body: object) =>
    (
      await fetch(`${platform.standInUrl}/evoucher`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      })
    ).status;

  it('is shown for one challenge or for one counter, never for neither or both', async () => {
    const { certNo } = person;
    expect(await status({ certNo })).toBe(400);
    expect(await status({ certNo, challengeId: 'x', counter: 'YT-01-05' })).toBe(400);
    expect(await status({ certNo, challengeId: 'x' })).toBe(200);
    expect(await status({ certNo, counter: 'YT-01-05' })).toBe(200);
  });
});

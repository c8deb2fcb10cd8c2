import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { about, ask, ELIGIBILITY } from '../support/clients/consent.js';
import { type Platform, startPlatform } from '../support/platform/platform.js';

let platform: Platform;
beforeAll(async () => {
  platform = await startPlatform();
});
afterAll(() => platform.stop());

const TOO_MANY = { code: 'QUERY_TOO_EXPENSIVE', limit: 1 };

describe('an operation with more than one change', () => {
  it('is refused before anything happens: 25 sign-ins in one anonymous request send no SMS', async () => {
    const { certNo, mobile } = platform.someone();
    const start = `startAuthentication(input: { method: SMS, action: SIGN_IN, certNo: "${certNo}" }) { id }`;
    const aliases = Array.from({ length: 25 }, (_, n) => `a${n}: ${start}`);
    expect(await platform.anonymous.refusal(`mutation { ${aliases.join(' ')} }`)).toMatchObject(TOO_MANY);
    const inbox = await (await fetch(`${platform.standInUrl}/sms/${mobile}`)).json();
    expect(inbox).toEqual([]);
  });

  it.each([
    ['through a fragment', 'mutation { ...Both } fragment Both on Mutation { a: CHANGE b: CHANGE }'],
    [
      'through two fragments',
      'mutation { ...A ...B } fragment A on Mutation { a: CHANGE } fragment B on Mutation { b: CHANGE }',
    ],
    ['through inline fragments', 'mutation { ... { a: CHANGE } ... on Mutation { b: CHANGE } }'],
    ['in one operation of several', 'query One { me { afterDeath } } mutation Two { a: CHANGE b: CHANGE }'],
  ])('is refused %s', async (_, document) => {
    const change = `cancelConsentRequest(id: "${crypto.randomUUID()}") { id }`;
    const query = document.replaceAll('CHANGE', change);
    expect(await platform.insurer.refusal(query)).toMatchObject(TOO_MANY);
  });

  it('is refused even if each of its changes would be allowed alone', async () => {
    const requests = [platform.someone(), platform.someone()].map((person) =>
      ask(platform.insurer, about(person), ELIGIBILITY),
    );
    const [one, two] = await Promise.all(requests);
    const cancel = ({ id }: { id: string }) => `cancelConsentRequest(id: "${id}") { status }`;
    expect(await platform.insurer.refusal(`mutation { a: ${cancel(one)} b: ${cancel(two)} }`)).toMatchObject(
      TOO_MANY,
    );
    for (const request of [one, two])
      expect(await platform.insurer.run(`mutation { ${cancel(request)} }`)).toEqual({
        cancelConsentRequest: { status: 'CANCELLED' },
      });
  });
});

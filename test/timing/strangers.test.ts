import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ELIGIBILITY } from '../support/clients/consent.js';
import { type Platform, startPlatform } from '../support/platform/platform.js';

const REQUEST = 'mutation ($input: RequestConsentInput!) { requestConsent(input: $input) { id status } }';
const CANCEL = 'mutation ($id: ID!) { cancelConsentRequest(id: $id) { id } }';
const START = 'mutation ($input: StartAuthenticationInput!) { startAuthentication(input: $input) { id } }';
const COMPLETE =
  'mutation ($input: CompleteAuthenticationInput!) { completeAuthentication(input: $input) { id } }';

/** A valid ID number that no person of the test city has: nobody there has this division code and birthday. */
const UNKNOWN = '379900188001010015';
const ROUNDS = 15;
/** How many times as long the median of one kind may take as that of another. */
const SAME_ORDER = 3;

let platform: Platform;
beforeAll(async () => {
  platform = await startPlatform();
});
afterAll(() => platform.stop());

const median = (times: number[]) => times.sort((a, b) => a - b)[Math.floor(times.length / 2)]!;

/** The median of each attempt. They take turns, so that other load on the machine affects all of them equally. */
async function medians(attempts: readonly (() => Promise<unknown>)[]): Promise<number[]> {
  const times: number[][] = attempts.map(() => []);
  for (let round = 0; round < ROUNDS; round += 1)
    for (const [index, attempt] of attempts.entries()) {
      const started = performance.now();
      await attempt();
      times[index]!.push(performance.now() - started);
    }
  return times.map(median);
}

function expectSameOrder([known, ...others]: number[]): void {
  for (const other of others) expect(Math.max(other / known!, known! / other)).toBeLessThan(SAME_ORDER);
}

describe('nobody can find out by time who is insured, because', () => {
  it('a request for somebody unknown takes the same order of time', async () => {
    const real = platform.someone();
    const subjects = [
      real,
      { certNo: UNKNOWN, name: real.name },
      { certNo: real.certNo, name: `${real.name}某` },
      { certNo: platform.someone().certNo, name: real.name },
    ];
    const attempts = subjects.map(({ certNo, name }) => async () => {
      const input = { subject: { person: { certNo, name } }, ...ELIGIBILITY };
      const { id } = (await platform.insurer.run(REQUEST, { input })).requestConsent;
      // The same is asked for once at a time.
      await platform.insurer.run(CANCEL, { id });
    });
    expectSameOrder(await medians(attempts));
  });

  it('a failed sign-in takes the same order of time for an unknown number', async () => {
    const fail = async (certNo: string) => {
      const { startAuthentication } = await platform.anonymous.run(START, {
        input: { method: 'SMS', action: 'SIGN_IN', certNo },
      });
      const input = { challengeId: startAuthentication.id, response: 'nocode' };
      expect(await platform.anonymous.refusal(COMPLETE, { input })).toMatchObject({
        code: 'AUTHENTICATION_FAILED',
        attemptsLeft: 4,
      });
    };
    const { certNo } = platform.someone();
    expectSameOrder(await medians([() => fail(certNo), () => fail(UNKNOWN)]));
  });
});

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AUTHENTICATION_LIMITS } from '../../consent/authentication/authentication-limits.js';
import { type Answer, GraphqlClient } from '../../examples/clients/graphql-client.js';
import { type Person, PersonClient } from '../../examples/clients/person-client.js';
import { ClientAt } from '../support/clients/client-at.js';
import { wrong } from '../support/platform/authentication-city.js';
import { type Platform, startPlatform } from '../support/platform/platform.js';
import { apiProcesses } from '../support/processes/api-processes.js';
import { scale } from '../support/scale.js';

const START = 'mutation ($input: StartAuthenticationInput!) { startAuthentication(input: $input) { id } }';
const COMPLETE =
  'mutation ($input: CompleteAuthenticationInput!) { completeAuthentication(input: $input) { accessToken } }';

const GUESSES = scale(2_000, 10_000);
const ADDRESSES = 50;
const DAY = 86_400;
const TRIES_A_DAY = AUTHENTICATION_LIMITS.tries.signIn[0]!.most;

/** A valid ID number of a division in which nobody lives. */
const UNKNOWN = '379900188001010011';

const codeOf = ({ errors }: Answer) => errors[0]?.extensions.code;

describe('guessing codes from 50 addresses through two API processes', () => {
  let platform: Platform;
  let processes: Awaited<ReturnType<typeof apiProcesses>>;
  let guessers: ClientAt[];
  beforeAll(async () => {
    platform = await startPlatform();
    processes = await apiProcesses(platform, 2);
    guessers = Array.from({ length: ADDRESSES }, (_, i) => new ClientAt(`127.0.1.${i + 1}`));
  });
  afterAll(async () => {
    for (const guesser of guessers) guesser.close();
    await processes.end();
    await platform.stop();
  });

  /** The n-th request of an attack. Each comes from the next address and goes to the next process. */
  const nth = (n: number, query: string, input: Record<string, unknown>): Promise<Answer> =>
    guessers[n % ADDRESSES]!.send(processes.urls[n % 2]!, query, { input });
  const start = (n: number, certNo: string) => nth(n, START, { method: 'SMS', action: 'SIGN_IN', certNo });
  const guess = (n: number, challengeId: string, response: string) =>
    nth(n, COMPLETE, { challengeId, response });
  const newest = async ({ mobile }: Person) =>
    ((await (await fetch(`${platform.standInUrl}/sms/${mobile}`)).json()) as { code: string }[])[0]!.code;

  /** Requests codes and guesses each five times at once, until no more guess is judged. */
  async function spendTries(certNo: string): Promise<{ judged: number; refusal: Answer }> {
    let judged = 0;
    for (let n = 0; ; n += 1) {
      const started = await start(n, certNo);
      if (codeOf(started) !== undefined) return { judged, refusal: started };
      const { id } = started.data.startAuthentication;
      const answers = await Promise.all(Array.from({ length: 5 }, (_, i) => guess(n + i, id, 'nocode')));
      judged += answers.filter((answer) => codeOf(answer) === 'AUTHENTICATION_FAILED').length;
    }
  }

  it(`is stopped after five of ${GUESSES} guesses at one code, and then even the right code is refused`, async () => {
    const person = platform.someone();
    const { id } = (await start(0, person.certNo)).data.startAuthentication;
    const code = await newest(person);
    const first = await Promise.all(Array.from({ length: ADDRESSES }, (_, n) => guess(n, id, wrong(code))));
    expect(first.map(codeOf)).toEqual(Array(ADDRESSES).fill('AUTHENTICATION_FAILED'));
    const left = first.map(({ errors }) => errors[0]!.extensions.attemptsLeft as number);
    expect(left.filter((attempts) => attempts > 0).sort()).toEqual([1, 2, 3, 4]);

    // Every address continues on its own, and every tenth guess is the code that was sent.
    const outcomes = new Map<string | undefined, number>();
    const perAddress = GUESSES / ADDRESSES;
    await Promise.all(
      guessers.map(async (_, address) => {
        for (let round = 1; round < perAddress; round += 1) {
          const n = address + ADDRESSES * round + (round % 2);
          const answer = await guess(n, id, n % 10 === 0 ? code : String(n).padStart(6, '0'));
          outcomes.set(codeOf(answer), (outcomes.get(codeOf(answer)) ?? 0) + 1);
        }
      }),
    );
    expect(outcomes).toEqual(new Map([['AUTHENTICATION_FAILED', GUESSES - ADDRESSES]]));
  });

  describe('by requesting new codes of one person repeatedly', () => {
    let person: Person;
    let used: { judged: number; refusal: Answer };
    beforeAll(async () => {
      person = platform.someone();
      used = await spendTries(person.certNo);
    });

    it('is stopped after the attempts of a day', async () => {
      expect(used.judged).toBe(TRIES_A_DAY);
      expect(used.refusal.errors[0]!.extensions).toMatchObject({ code: 'RATE_LIMITED' });
    });

    it('reveals nothing: for a number that nobody has, it is stopped after the same attempts with the same message', async () => {
      const { judged, refusal } = await spendTries(UNKNOWN);
      expect(judged).toBe(used.judged);
      const { retryAfterSeconds, ...extensions } = refusal.errors[0]!.extensions as any;
      // One process of two answered, and names its own page of errors.
      const documentation = expect.stringMatching(/\/errors#RATE_LIMITED$/);
      expect({ ...refusal.errors[0], extensions }).toEqual({
        ...used.refusal.errors[0],
        ...('documentation' in refusal.errors[0]! && { documentation }),
        extensions:
          'documentation' in extensions ? { code: 'RATE_LIMITED', documentation } : { code: 'RATE_LIMITED' },
      });
      expect(retryAfterSeconds).toBeGreaterThan(DAY - 300);
    });

    it('does not lock the person out of e-voucher, face, or a confirmation by phone', async () => {
      for (const method of ['SCAN', 'FACE'] as const)
        await new PersonClient(platform.url, platform.standInUrl, person).signIn(method);
      const me = await platform.person(person).signIn('SCAN');
      expect(await me.authenticate('SMS', { action: 'VIEW' })).toMatchObject({ strength: 'SMS' });
    });

    it('does not affect other people, at the same addresses or at others', async () => {
      const other = platform.someone();
      const { id } = (await start(1, other.certNo)).data.startAuthentication;
      expect(
        (await guess(2, id, await newest(other))).data.completeAuthentication.accessToken,
      ).not.toBeNull();
    });

    it('is possible again a day later and not earlier', async () => {
      await platform.database.advance(DAY - 600);
      const early = await start(0, person.certNo);
      expect(codeOf(early)).toBe('RATE_LIMITED');
      const wait = early.errors[0]!.extensions.retryAfterSeconds as number;
      expect(wait).toBeLessThanOrEqual(600);
      await platform.database.advance(600);
      const { id } = (await start(0, person.certNo)).data.startAuthentication;
      const answer = await guess(1, id, await newest(person));
      expect(answer.data.completeAuthentication.accessToken).not.toBeNull();
    });
  });

  it('is counted by the address of the connection, which a client can’t choose', async () => {
    const client = new GraphqlClient(processes.urls[0]!, async () => ({ 'x-forwarded-for': '10.9.8.7' }));
    const before = await platform.database.sql('SELECT count(*)::int AS keys FROM assent.quota');
    const ask = (certNo: string) =>
      client.run(START, { input: { method: 'SMS', action: 'SIGN_IN', certNo } });
    await ask(platform.someone().certNo);
    const proxied = new ClientAt('127.0.0.1');
    await proxied.send(processes.urls[1]!, START, {
      input: { method: 'SMS', action: 'SIGN_IN', certNo: platform.someone().certNo },
    });
    proxied.close();
    const after = await platform.database.sql('SELECT count(*)::int AS keys FROM assent.quota');
    // Two ID numbers with quotas for codes, mobile and attempts each, and the part of the address in each; and one address
    // with codes and attempts.
    expect(after[0]!.keys - before[0]!.keys).toBe(2 * 6 + 2);
  });
});

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { LIMITS } from '../../consent/kernel/limits.js';
import type { Answer } from '../../examples/clients/graphql-client.js';
import type { Person } from '../../examples/clients/person-client.js';
import type { RecipientClient } from '../../examples/clients/recipient-client.js';
import { type Platform, startPlatform } from '../support/platform/platform.js';

const ASK = 'mutation ($input: RequestConsentInput!) { requestConsent(input: $input) { id status } }';
const CANCEL = 'mutation ($id: ID!) { cancelConsentRequest(id: $id) { status } }';
const DAY = 86_400;
/** A valid ID number that nobody of the test city has. */
const NOBODY = { certNo: '379900188001010015', name: '无此人' };

let platform: Platform;
beforeAll(async () => {
  platform = await startPlatform();
});
afterAll(() => platform.stop());

type Asked = Pick<Person, 'certNo' | 'name'>;

const send = (
  { certNo, name }: Asked,
  more: Record<string, unknown> = {},
  recipient: RecipientClient = platform.insurer,
): Promise<Answer> =>
  recipient.send(ASK, {
    input: {
      subject: { person: { certNo, name } },
      purpose: 'CLAIM_ELIGIBILITY_CHECK',
      mode: 'ONE_TIME',
      validForDays: 7,
      notice: '资格核验',
      ...more,
    },
  });

const idOf = ({ data }: Answer): string => data.requestConsent.id;
const codeOf = ({ errors }: Answer) => errors[0]?.extensions.code;

describe('while a request is PENDING', () => {
  it('a second one with the same recipient, purpose and reference is refused until the first one ends', async () => {
    const person = platform.someone();
    const id = idOf(await send(person, { reference: 'P-1' }));
    const again = await send(person, { reference: 'P-1' });
    expect(again.errors[0]!.extensions).toEqual({
      code: 'RATE_LIMITED',
      retryAfterSeconds: expect.any(Number),
    });
    const wait = again.errors[0]!.extensions.retryAfterSeconds as number;
    expect(wait).toBeGreaterThan(LIMITS.requestDays * DAY - 60);
    expect(wait).toBeLessThanOrEqual(LIMITS.requestDays * DAY);
    await platform.insurer.run(CANCEL, { id });
    idOf(await send(person, { reference: 'P-1' }));
  });

  it('no reference equals no reference, and not any other', async () => {
    const person = platform.someone();
    idOf(await send(person));
    expect(codeOf(await send(person))).toBe('RATE_LIMITED');
    idOf(await send(person, { reference: '保单一' }));
  });

  it('another reference, purpose, recipient or person can be asked for', async () => {
    const person = platform.someone();
    for (const answer of [
      await send(person, { reference: 'A' }),
      await send(person, { reference: 'B' }),
      await send(person, { reference: 'A', purpose: 'QUICK_UNDERWRITING', validForDays: 1 }),
      await send(person, { reference: 'A' }, platform.otherInsurer),
      await send(platform.someone(), { reference: 'A' }),
    ])
      expect(answer.errors).toEqual([]);
  });

  it('of ten requests for the same at the same moment one is taken', async () => {
    const person = platform.someone();
    const answers = await Promise.all(Array.from({ length: 10 }, () => send(person)));
    expect(answers.filter(({ errors }) => errors.length === 0)).toHaveLength(1);
    expect(new Set(answers.map(codeOf))).toEqual(new Set([undefined, 'RATE_LIMITED']));
  });
});

describe('one recipient', () => {
  it(`has at most ${LIMITS.pendingRequests} requests waiting for one person, and each answer makes room for another`, async () => {
    const me = await platform.person(platform.someone()).signIn();
    const answers = await Promise.all(
      Array.from({ length: 3 * LIMITS.pendingRequests }, (_, n) => send(me.person, { reference: `R-${n}` })),
    );
    expect(answers.filter(({ errors }) => errors.length === 0)).toHaveLength(LIMITS.pendingRequests);
    const { nodes } = (await me.run('{ me { consentRequests(status: PENDING) { nodes { id } } } }')).me
      .consentRequests;
    expect(nodes).toHaveLength(LIMITS.pendingRequests);
    await me.run('mutation ($id: ID!) { denyConsentRequest(id: $id) { id } }', { id: nodes[0].id });
    // Another purpose, because of the cool-down after a denial.
    const other = { purpose: 'QUICK_UNDERWRITING', validForDays: 1 };
    expect((await send(me.person, other)).errors).toEqual([]);
    expect(codeOf(await send(me.person, { ...other, reference: 'more' }))).toBe('RATE_LIMITED');
    expect((await send(me.person, {}, platform.otherInsurer)).errors).toEqual([]);
  });

  it('hears the same for a number that nobody has, and for a right number with a wrong name', async () => {
    const person = platform.someone();
    const heard = async (asked: Asked) => {
      const answers: unknown[] = [];
      for (let n = 0; n < LIMITS.pendingRequests + 2; n += 1)
        answers.push(codeOf(await send(asked, { reference: `R-${Math.min(n, LIMITS.pendingRequests)}` })));
      return answers;
    };
    const expected = await heard(platform.someone());
    expect(expected.slice(-2)).toEqual(['RATE_LIMITED', 'RATE_LIMITED']);
    expect(await heard(NOBODY)).toEqual(expected);
    expect(await heard({ ...person, name: `${person.name}某` })).toEqual(expected);
  });

  it('is not told by the stored key whom it asked for: keys of two recipients for one number differ', async () => {
    const person = platform.someone();
    await send(person);
    await send(person, {}, platform.otherInsurer);
    const rows = await platform.database.sql(
      `SELECT r.asked_key, p.certno_index FROM assent.consent_request r JOIN assent.person p ON p.id = r.person_id
       WHERE p.psn_no = $1`,
      [person.psnNo],
    );
    const keys = rows.map(({ asked_key }) => asked_key.toString('hex'));
    expect(new Set([...keys, rows[0]!.certno_index.toString('hex')]).size).toBe(3);
  });
});

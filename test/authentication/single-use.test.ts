import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { PersonClient } from '../../examples/clients/person-client.js';
import { about, ask, CLAIM, ELIGIBILITY } from '../support/clients/consent.js';
import { type Platform, startPlatform } from '../support/platform/platform.js';

const START = 'mutation ($input: StartAuthenticationInput!) { startAuthentication(input: $input) { id } }';
const COMPLETE =
  'mutation ($input: CompleteAuthenticationInput!) { completeAuthentication(input: $input) { id strength } }';
const APPROVE =
  'mutation ($input: ApproveConsentRequestInput!) { approveConsentRequest(input: $input) { id status } }';
const STATUS = 'query ($id: ID!) { consentRequest(id: $id) { status } }';

let platform: Platform;
let me: PersonClient;
let other: PersonClient;
beforeAll(async () => {
  platform = await startPlatform();
  me = await platform.person(platform.someone()).signIn('SCAN');
  other = await platform.person(platform.someone()).signIn('SCAN');
});
afterAll(() => platform.stop());

/** A person with two more requests for claim data, which require FACE, and another person with one request. */
async function scene() {
  // Only so many requests may wait for one person.
  await platform.database.sql("DELETE FROM assent.consent_request WHERE status = 'PENDING'");
  return {
    me,
    other,
    mine: (await ask(platform.insurer, about(me.person), CLAIM)).id as string,
    another: (await ask(platform.insurer, about(me.person), { ...CLAIM, reference: 'second' })).id as string,
    theirs: (await ask(platform.insurer, about(other.person), CLAIM)).id as string,
  };
}
type Scene = Awaited<ReturnType<typeof scene>>;

const approval = (id: string, authentication: string) => ({
  input: { id, authentication, sensitiveConfirmed: true },
});

const answer = (challengeId: string, response: string) => ({ input: { challengeId, response } });

/** The proof, the wrong place where it is presented, and the right place for it, if any. */
interface Presented {
  readonly proof: string;
  readonly wrongly: readonly [by: PersonClient, request: string];
  readonly rightly?: readonly [by: PersonClient, request: string];
}

describe('a proof is for one action, one target, one person, once and for five minutes', () => {
  // biome-ignore format: a table is read by its rows
  const rows: [string, string, (scene: Scene) => Promise<Presented>][] = [
    ['used twice', 'AUTHENTICATION_FAILED', async ({ me, mine, another }) => {
      const proof = await me.prove('FACE', 'APPROVE', mine);
      await me.run(APPROVE, approval(mine, proof));
      return { proof, wrongly: [me, another] };
    }],
    ['made for another action, REVOKE', 'AUTHENTICATION_FAILED', async ({ me, mine }) =>
      ({ proof: await me.prove('FACE', 'REVOKE', mine), wrongly: [me, mine] })],
    ['made for another action, VIEW', 'AUTHENTICATION_FAILED', async ({ me, mine }) =>
      ({ proof: await me.prove('FACE', 'VIEW', mine), wrongly: [me, mine] })],
    ['made for another target', 'AUTHENTICATION_FAILED', async ({ me, mine, another }) =>
      ({ proof: await me.prove('FACE', 'APPROVE', another), wrongly: [me, mine], rightly: [me, another] })],
    ['of another person', 'AUTHENTICATION_FAILED', async ({ me, mine, other, theirs }) =>
      ({ proof: await other.prove('FACE', 'APPROVE', theirs), wrongly: [me, mine], rightly: [other, theirs] })],
    ['of another person, made for this very target', 'AUTHENTICATION_FAILED', async ({ me, mine, other }) =>
      ({ proof: await other.prove('FACE', 'APPROVE', mine), wrongly: [me, mine] })],
    ['presented too late', 'AUTHENTICATION_FAILED', async ({ me, mine }) => {
      const proof = await me.prove('FACE', 'APPROVE', mine);
      await platform.database.advance(300);
      return { proof, wrongly: [me, mine] };
    }],
    ['too weak', 'STRENGTH_REQUIRED', async ({ me, mine }) =>
      ({ proof: await me.prove('SCAN', 'APPROVE', mine), wrongly: [me, mine] })],
    ['made for the sign-in', 'AUTHENTICATION_FAILED', async ({ me, mine }) =>
      ({ proof: (await me.authenticate('FACE', { action: 'SIGN_IN', certNo: me.person.certNo })).id, wrongly: [me, mine] })],
  ];

  it.each(rows)('so one %s is refused with %s, and spent', async (_what, code, present) => {
    const {
      proof,
      wrongly: [by, request],
      rightly,
    } = await present(await scene());
    expect(await by.refusal(APPROVE, approval(request, proof))).toMatchObject({ code });
    expect((await by.run(STATUS, { id: request })).consentRequest.status).toBe('PENDING');
    const [row] = await platform.database.sql('SELECT spent_at FROM assent.authentication WHERE id = $1', [
      proof,
    ]);
    expect(row!.spent_at).not.toBeNull();
    const [owner, target] = rightly ?? [by, request];
    expect(await owner.refusal(APPROVE, approval(target, proof))).toMatchObject({
      code: 'AUTHENTICATION_FAILED',
    });
  });

  it.each([
    ['a made-up id', async () => randomUUID()],
    ['a malformed id', async () => 'proof'],
    [
      'the id of an open challenge',
      async ({ me, mine }: Scene) =>
        (await me.run(START, { input: { method: 'FACE', action: 'APPROVE', target: mine } }))
          .startAuthentication.id,
    ],
  ])('so %s is refused', async (_what, make) => {
    const given = await scene();
    const refusal = await given.me.refusal(APPROVE, approval(given.mine, await make(given)));
    expect(refusal).toMatchObject({ code: 'AUTHENTICATION_FAILED', attemptsLeft: 0 });
  });
});

describe('a response to a challenge is for one challenge, one person and one use', () => {
  const start = async (me: PersonClient, method: string, target: string): Promise<string> =>
    (await me.run(START, { input: { method, action: 'APPROVE', target } })).startAuthentication.id;

  // biome-ignore format: a table is read by its rows
  const rows: [string, (scene: Scene) => Promise<{ response: string; wrongly: readonly [PersonClient, string]; rightly: readonly [PersonClient, string] }>][] = [
    ['an e-voucher used twice', async ({ me, mine, another }) => {
      const right = await start(me, 'SCAN', mine);
      const response = await me.respond('SCAN', right);
      await me.run(COMPLETE, answer(right, response));
      return { response, wrongly: [me, await start(me, 'SCAN', another)], rightly: [me, right] };
    }],
    ['an e-voucher for another challenge', async ({ me, mine, another }) => {
      const right = await start(me, 'SCAN', another);
      return { response: await me.respond('SCAN', right), wrongly: [me, await start(me, 'SCAN', mine)], rightly: [me, right] };
    }],
    ['another person’s e-voucher', async ({ me, mine, other, theirs }) => {
      const right = await start(other, 'SCAN', theirs);
      return { response: await other.respond('SCAN', right), wrongly: [me, await start(me, 'SCAN', mine)], rightly: [other, right] };
    }],
    ['another person’s e-voucher, made for this very challenge', async ({ me, mine, other }) => {
      const challenge = await start(me, 'SCAN', mine);
      return { response: await other.respond('SCAN', challenge), wrongly: [me, challenge], rightly: [me, challenge] };
    }],
    ['a face ticket for another challenge', async ({ me, mine, another }) => {
      const right = await start(me, 'FACE', another);
      return { response: await me.respond('FACE', right), wrongly: [me, await start(me, 'FACE', mine)], rightly: [me, right] };
    }],
    ['another person’s face ticket', async ({ me, mine, other, theirs }) => {
      const right = await start(other, 'FACE', theirs);
      return { response: await other.respond('FACE', right), wrongly: [me, await start(me, 'FACE', mine)], rightly: [other, right] };
    }],
  ];
  it.each(rows)('so %s is refused, and spent', async (_what, make) => {
    const {
      response,
      wrongly: [by, challenge],
      rightly: [owner, right],
    } = await make(await scene());
    for (const [client, id] of [[by, challenge] as const, [owner, right] as const])
      expect(await client.refusal(COMPLETE, answer(id, response))).toMatchObject({
        code: 'AUTHENTICATION_FAILED',
      });
  });

  it('so an SMS code answers only its own challenge, and only for its own person', async () => {
    const { me, other, mine, another, theirs } = await scene();
    const first = await start(me, 'SMS', mine);
    const code = await me.respond('SMS', first);
    const second = await start(me, 'SMS', another);
    const foreign = await start(other, 'SMS', theirs);
    const newer = [await me.respond('SMS', second), await other.respond('SMS', foreign)];
    if (!newer.includes(code)) {
      expect((await me.refusal(COMPLETE, answer(second, code))).code).toBe('AUTHENTICATION_FAILED');
      expect((await other.refusal(COMPLETE, answer(foreign, code))).code).toBe('AUTHENTICATION_FAILED');
    }
    // The other person's challenge and code, but in this person's session.
    expect((await me.refusal(COMPLETE, answer(foreign, newer[1]!))).code).toBe('AUTHENTICATION_FAILED');
    expect((await me.run(COMPLETE, answer(first, code))).completeAuthentication.strength).toBe('SMS');
    expect((await me.refusal(COMPLETE, answer(first, code))).code).toBe('AUTHENTICATION_FAILED');
  });

  it.each(['SMS', 'SCAN', 'FACE'] as const)('so %s is refused after five minutes', async (method) => {
    const { me, mine } = await scene();
    const id = await start(me, method, mine);
    await platform.database.advance(300);
    const response = await me.respond(method, id);
    expect(await me.refusal(COMPLETE, answer(id, response))).toMatchObject({
      code: 'AUTHENTICATION_FAILED',
      attemptsLeft: 0,
    });
  });
});

describe('R-27: a face comparison is never the only way', () => {
  it.each([
    ['SMS', 'SCAN'],
    ['SCAN', 'SMS'],
  ] as const)('to approve what takes a face: %s and %s for the same request', async (first, second) => {
    const { me, mine } = await scene();
    const other = await me.prove(first, 'APPROVE', mine);
    const proof = await me.prove(second, 'APPROVE', mine);
    expect((await me.run(APPROVE, approval(mine, proof))).approveConsentRequest.status).toBe('ACTIVE');
    const again = (await ask(platform.insurer, about(me.person), { ...ELIGIBILITY, reference: 'r' })).id;
    expect((await me.refusal(APPROVE, approval(again, other))).code).toBe('AUTHENTICATION_FAILED');
  });

  it.each([
    ['SMS', 'SCAN'],
    ['SCAN', 'SMS'],
  ] as const)('to a session that reads everything: %s, and %s in it', async (first, second) => {
    const READ = '{ me { person { basicIdentity { certNo } } } }';
    const person = platform.someone();
    const me = await platform.person(person).signIn(first);
    expect((await me.run(READ)).me.person.basicIdentity.certNo).not.toBe(person.certNo);
    await me.signIn(second);
    expect((await me.run(READ)).me.person.basicIdentity.certNo).toBe(person.certNo);
  });

  it('FACE needs two different methods in one session of one person', async () => {
    const [mine, theirs] = [platform.someone(), platform.someone()];
    const strengthOf = async (me: PersonClient, method: 'SMS' | 'SCAN', certNo: string) =>
      (await me.authenticate(method, { action: 'SIGN_IN', certNo })).strength;
    const me = await platform.person(mine).signIn('SCAN');
    expect(await strengthOf(me, 'SCAN', mine.certNo)).toBe('SCAN');
    expect(await strengthOf(platform.person(mine), 'SMS', mine.certNo)).toBe('SMS');
    const guest = platform.person(theirs);
    const { startAuthentication } = await me.run(START, {
      input: { method: 'SMS', action: 'SIGN_IN', certNo: theirs.certNo },
    });
    const response = await guest.respond('SMS', startAuthentication.id);
    const { completeAuthentication } = await me.run(COMPLETE, answer(startAuthentication.id, response));
    expect(completeAuthentication.strength).toBe('SMS');
  });
});

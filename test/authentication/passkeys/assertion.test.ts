import { generateKeyPairSync } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { about, ask, CLAIM, ELIGIBILITY } from '../../support/clients/consent.js';
import { type Platform, startPlatform } from '../../support/platform/platform.js';
import type { Faults } from './authenticator.js';
import { answer, COMPLETE, challenge, deviceFor, MINE, REMOVE, register, somebody } from './scene.js';

const APPROVE =
  'mutation ($input: ApproveConsentRequestInput!) { approveConsentRequest(input: $input) { id status } }';
const START = 'mutation ($input: StartAuthenticationInput!) { startAuthentication(input: $input) { id } }';

/** A valid ID number that nobody has. */
const UNKNOWN = '379900188001010011';

type Somebody = Awaited<ReturnType<typeof somebody>>;

let platform: Platform;
let one: Somebody;
beforeAll(async () => {
  platform = await startPlatform();
  one = await somebody(platform);
});
afterAll(() => platform.stop());

const failed = { code: 'AUTHENTICATION_FAILED' };

describe('a passkey', () => {
  it('signs in as SCAN without an ID number', async () => {
    const { id, passkeyOptions } = await challenge(platform.anonymous);
    expect(JSON.parse(passkeyOptions)).toMatchObject({ rpId: 'localhost', userVerification: 'required' });
    const { completeAuthentication } = await platform.anonymous.run(
      COMPLETE,
      answer(id, one.device.get(passkeyOptions)),
    );
    expect(completeAuthentication).toMatchObject({ strength: 'SCAN', accessToken: expect.any(String) });
    const [passkey] = (await one.me.run(MINE)).me.passkeys;
    expect(passkey.lastUsedAt).not.toBeNull();
  });

  it('counts as SCAN for an action, with a challenge bound to that action and target', async () => {
    const { me, person, device } = one;
    const request = await ask(platform.insurer, about(person), ELIGIBILITY);
    const { id, passkeyOptions } = await challenge(me, { action: 'APPROVE', target: request.id });
    expect(JSON.parse(passkeyOptions).allowCredentials).toHaveLength(1);
    const proof = (await me.run(COMPLETE, answer(id, device.get(passkeyOptions)))).completeAuthentication;
    expect(proof).toMatchObject({ strength: 'SCAN', accessToken: null });
    const input = { id: request.id, authentication: proof.id };
    expect((await me.run(APPROVE, { input })).approveConsentRequest.status).toBe('ACTIVE');
    expect(
      await me.refusal(APPROVE, {
        input: {
          ...input,
          id: (await ask(platform.insurer, about(person), { ...ELIGIBILITY, reference: '2' })).id,
        },
      }),
    ).toMatchObject(failed);
  });

  it('does not count as FACE alone, but together with an SMS code it does (R-27)', async () => {
    const { me, person, device } = one;
    const request = await ask(platform.insurer, about(person), CLAIM);
    const proof = async () => {
      const { id, passkeyOptions } = await challenge(me, { action: 'APPROVE', target: request.id });
      return (await me.run(COMPLETE, answer(id, device.get(passkeyOptions)))).completeAuthentication.id;
    };
    const approve = (authentication: string) => ({
      input: { id: request.id, authentication, sensitiveConfirmed: true },
    });
    expect(await me.refusal(APPROVE, approve(await proof()))).toMatchObject({ code: 'STRENGTH_REQUIRED' });
    await me.prove('SMS', 'APPROVE', request.id);
    expect((await me.run(APPROVE, approve(await proof()))).approveConsentRequest.status).toBe('ACTIVE');
  });

  it('works repeatedly without a signature counter if it is synchronised', async () => {
    const { device, me } = await somebody(platform, false);
    expect((await me.run(MINE)).me.passkeys).toMatchObject([{ backedUp: true }]);
    for (let i = 0; i < 3; i += 1) {
      const { id, passkeyOptions } = await challenge(platform.anonymous);
      await platform.anonymous.run(COMPLETE, answer(id, device.get(passkeyOptions)));
    }
  });

  it('may be one of several', async () => {
    const { me } = await somebody(platform);
    const second = deviceFor(platform);
    await register(me, second, '第二部');
    const { id, passkeyOptions } = await challenge(me, { action: 'VIEW' });
    await me.run(COMPLETE, answer(id, second.get(passkeyOptions)));
  });
});

describe('an assertion is refused', () => {
  // biome-ignore format: a table is read by its rows
  it.each<[string, Faults | (() => Faults)]>([
    ['for another challenge', { challenge: Buffer.alloc(32).toString('base64url') }],
    ['from another site', { origin: 'https://assent.example.org' }],
    ['from this site over another port', { origin: 'http://localhost:1' }],
    ['for another site', { rpId: 'example.org' }],
    ['from a frame of another site', { crossOrigin: true }],
    ['that calls itself cross-origin by a text', { crossOrigin: 'true' }],
    ['that calls itself cross-origin by a number', { crossOrigin: 1 }],
    ['that became eligible for backup since its registration', { backupEligible: true }],
    ['that became eligible for backup since its registration, and is backed up', { backupEligible: true, backedUp: true }],
    ['that is backed up without being eligible', { backedUp: true }],
    ['of the type webauthn.create', { type: 'webauthn.create' }],
    ['without user presence', { present: false }],
    ['without user verification', { verified: false }],
    ['signed by another key', () => ({ key: generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey })],
    ['from a cloned key, whose counter has not risen', { counter: 0 }],
    ['with the user handle of another person', { userHandle: Buffer.alloc(32).toString('base64url') }],
    ['without a user handle, to sign in', { userHandle: null }],
  ])('%s', async (_what, faults) => {
    const { id, passkeyOptions } = await challenge(platform.anonymous);
    const bad = one.device.get(passkeyOptions, typeof faults === 'function' ? faults() : faults);
    expect(await platform.anonymous.refusal(COMPLETE, answer(id, bad))).toMatchObject({ ...failed, attemptsLeft: 4 });
    // Without the fault the assertion is accepted.
    await platform.anonymous.run(COMPLETE, answer(id, one.device.get(passkeyOptions)));
  });

  it.each(['', 'passkey', '{}', 'null', '{"id":"AA","rawId":"AA","type":"public-key","response":{}}'])(
    'if it is malformed: %s',
    async (response) => {
      const { id } = await challenge(platform.anonymous);
      expect(await platform.anonymous.refusal(COMPLETE, answer(id, response))).toMatchObject(failed);
    },
  );

  it('if it is used twice', async () => {
    const { id, passkeyOptions } = await challenge(platform.anonymous);
    const response = one.device.get(passkeyOptions);
    await platform.anonymous.run(COMPLETE, answer(id, response));
    expect(await platform.anonymous.refusal(COMPLETE, answer(id, response))).toMatchObject(failed);
    const next = await challenge(platform.anonymous);
    expect(await platform.anonymous.refusal(COMPLETE, answer(next.id, response))).toMatchObject(failed);
  });

  it('for another action, or another target', async () => {
    const { me, device, person } = one;
    const [first, second] = [
      await ask(platform.insurer, about(person), { ...ELIGIBILITY, reference: 'first' }),
      await ask(platform.insurer, about(person), { ...ELIGIBILITY, reference: 'second' }),
    ];
    const right = await challenge(me, { action: 'APPROVE', target: first.id });
    for (const input of [
      { action: 'APPROVE', target: second.id },
      { action: 'REVOKE', target: first.id },
      { action: 'VIEW' },
    ]) {
      const wrong = await challenge(me, input);
      const response = device.get(wrong.passkeyOptions);
      expect(await me.refusal(COMPLETE, answer(right.id, response))).toMatchObject(failed);
    }
  });

  it('of another person, who is signed in or named', async () => {
    const other = await somebody(platform);
    const step = await challenge(one.me, { action: 'VIEW' });
    // The device of the other person answers as if it were asked for its own credential.
    const response = other.device.get(
      JSON.stringify({ ...JSON.parse(step.passkeyOptions), allowCredentials: undefined }),
    );
    expect(await one.me.refusal(COMPLETE, answer(step.id, response))).toMatchObject(failed);
    for (const certNo of [one.person.certNo, UNKNOWN]) {
      const named = await challenge(platform.anonymous, { action: 'SIGN_IN', certNo });
      expect(
        await platform.anonymous.refusal(COMPLETE, answer(named.id, other.device.get(named.passkeyOptions))),
      ).toMatchObject({ ...failed, attemptsLeft: 4 });
    }
  });

  it('of somebody else’s passkey under the user handle or the credential of this person', async () => {
    const thief = await somebody(platform);
    const { id, passkeyOptions } = await challenge(platform.anonymous);
    const own = JSON.parse(one.device.get(passkeyOptions));
    const handle = thief.device.get(passkeyOptions, { userHandle: own.response.userHandle });
    const forged = JSON.parse(thief.device.get(passkeyOptions, { userHandle: own.response.userHandle }));
    const credential = JSON.stringify({ ...forged, id: own.id, rawId: own.id });
    for (const response of [handle, credential])
      expect(await platform.anonymous.refusal(COMPLETE, answer(id, response))).toMatchObject(failed);
  });

  it('of a synchronised passkey that says it is bound to one device', async () => {
    const { device } = await somebody(platform, false);
    const { id, passkeyOptions } = await challenge(platform.anonymous);
    const bound = device.get(passkeyOptions, { backupEligible: false, backedUp: false });
    expect(await platform.anonymous.refusal(COMPLETE, answer(id, bound))).toMatchObject(failed);
  });

  it('if it is older than five minutes', async () => {
    const { id, passkeyOptions } = await challenge(platform.anonymous);
    await platform.database.advance(300);
    expect(
      await platform.anonymous.refusal(COMPLETE, answer(id, one.device.get(passkeyOptions))),
    ).toMatchObject({ ...failed, attemptsLeft: 0 });
  });

  it('of a removed passkey, and of a device without a registered passkey', async () => {
    const { me, device, passkey } = await somebody(platform);
    const { id, passkeyOptions } = await challenge(platform.anonymous);
    await me.run(REMOVE, { id: passkey.id });
    expect(await platform.anonymous.refusal(COMPLETE, answer(id, device.get(passkeyOptions)))).toMatchObject(
      failed,
    );
    const refusal = await me.refusal(START, { input: { method: 'SCAN', passkey: true, action: 'VIEW' } });
    expect(refusal).toMatchObject({ code: 'BAD_USER_INPUT', field: 'passkey' });
  });

  it.each([
    ['of a person who has died (R-13)', "surv_stas = '2'"],
    [
      'of a person who turns out to be under 14 (R-10)',
      "brdy = assent.today() - interval '14 years' + interval '1 day'",
    ],
  ])('%s', async (_who, change) => {
    const { device, passkey } = await somebody(platform);
    await platform.database.sql(
      `UPDATE assent.person SET ${change} WHERE id = (SELECT person_id FROM assent.passkey WHERE id = $1)`,
      [passkey.id],
    );
    const { id, passkeyOptions } = await challenge(platform.anonymous);
    expect(await platform.anonymous.refusal(COMPLETE, answer(id, device.get(passkeyOptions)))).toMatchObject(
      failed,
    );
  });

  it('in place of a stronger or weaker method', async () => {
    for (const method of ['SMS', 'FACE'])
      expect(
        await platform.anonymous.refusal(START, {
          input: { method, passkey: true, action: 'SIGN_IN', certNo: UNKNOWN },
        }),
      ).toMatchObject({ code: 'BAD_USER_INPUT', field: 'passkey' });
  });
});

describe('a passkey challenge', () => {
  it('does not reveal who is insured or has a passkey', async () => {
    const seen = async (certNo: string) => {
      const { id, passkeyOptions, ...rest } = await challenge(platform.anonymous, {
        action: 'SIGN_IN',
        certNo,
      });
      return {
        ...rest,
        options: { ...JSON.parse(passkeyOptions), challenge: '' },
        id: id.replace(/\w/g, 'x'),
      };
    };
    const expected = await seen(one.person.certNo);
    for (const certNo of [platform.someone().certNo, UNKNOWN]) expect(await seen(certNo)).toEqual(expected);
  });
});

import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { by, City, type Resident, refusalOf, wrong } from '../support/platform/authentication-city.js';

describe('an SMS code', () => {
  let city: City;
  beforeAll(async () => {
    city = await City.create();
  });
  afterAll(() => city.close());

  const signIn = ({ certNo }: Resident) =>
    city.authentications.start(by(null), { method: 'SMS', action: 'SIGN_IN', certNo });
  const answer = (challengeId: string, response: string, personId: string | null = null) =>
    city.authentications.complete(by(personId), { challengeId, response });

  it('signs in the person to whom it was sent', async () => {
    const resident = await city.resident();
    const challenge = await signIn(resident);
    const authentication = await answer(challenge.id, await city.code(resident.mobile));
    expect(authentication).toMatchObject({ personId: resident.personId, strength: 'SMS', action: 'SIGN_IN' });
  });

  it('works with an ID number that ends in a lower-case x', async () => {
    const resident = await city.resident();
    await signIn({ ...resident, certNo: ` ${resident.certNo.toLowerCase()} ` });
    expect(await city.messages(resident.mobile)).toHaveLength(1);
  });

  it('arrives with the action and its lifetime', async () => {
    const { personId, mobile } = await city.resident();
    await city.authentications.start(by(personId), {
      method: 'SMS',
      action: 'APPROVE',
      target: randomUUID(),
    });
    const [message] = await city.messages(mobile);
    expect(message!.text).toMatch(/^【知数】验证码 \d{6}，用于确认授权。5分钟内有效/);
    expect(message!.text).toContain(message!.code);
  });

  it('comes with the masked mobile number for a signed-in person', async () => {
    const { personId } = await city.resident({ mobile: '13812345678' });
    const { hint } = await city.authentications.start(by(personId), { method: 'SMS', action: 'VIEW' });
    expect(hint).toBe('138****5678');
  });

  it('is not available to a signed-in person without a mobile number', async () => {
    const { personId } = await city.resident({ mobile: '' });
    const refusal = await refusalOf(
      city.authentications.start(by(personId), { method: 'SMS', action: 'VIEW' }),
    );
    expect(refusal).toMatchObject({ code: 'BAD_USER_INPUT', detail: { field: 'method' } });
  });

  it('is stored only as a hash', async () => {
    const resident = await city.resident();
    const challenge = await signIn(resident);
    const rows = await city.database.sql('SELECT * FROM assent.challenge WHERE id = $1', [challenge.id]);
    expect(JSON.stringify(rows)).not.toContain(await city.code(resident.mobile));
    expect(rows[0]!.code_hash).toHaveLength(32);
  });

  it('still works after four wrong attempts', async () => {
    const resident = await city.resident();
    const challenge = await signIn(resident);
    const code = await city.code(resident.mobile);
    for (const attemptsLeft of [4, 3, 2, 1]) {
      const refusal = await refusalOf(answer(challenge.id, wrong(code)));
      expect(refusal).toMatchObject({ code: 'AUTHENTICATION_FAILED', detail: { attemptsLeft } });
    }
    expect((await answer(challenge.id, code)).personId).toBe(resident.personId);
  });

  it('does not work after five wrong attempts', async () => {
    const resident = await city.resident();
    const challenge = await signIn(resident);
    const code = await city.code(resident.mobile);
    for (let i = 0; i < 5; i += 1) await refusalOf(answer(challenge.id, wrong(code)));
    const refusal = await refusalOf(answer(challenge.id, code));
    expect(refusal).toMatchObject({ code: 'AUTHENTICATION_FAILED', detail: { attemptsLeft: 0 } });
  });

  it('allows at most five parallel guesses', async () => {
    const resident = await city.resident();
    const challenge = await signIn(resident);
    const code = await city.code(resident.mobile);
    const other = city.platform(city.standIn.url);
    const guesses = Array.from({ length: 50 }, (_, i) =>
      refusalOf(
        (i % 2 ? other : city.authentications).complete(by(null), {
          challengeId: challenge.id,
          response: wrong(code),
        }),
      ),
    );
    const left = (await Promise.all(guesses)).map((refusal) => refusal.detail.attemptsLeft as number);
    expect(left.filter((n) => n > 0).sort()).toEqual([1, 2, 3, 4]);
    await refusalOf(answer(challenge.id, code));
  });

  it('completes its challenge once if it arrives several times in parallel', async () => {
    const resident = await city.resident();
    const challenge = await signIn(resident);
    const code = await city.code(resident.mobile);
    const outcomes = await Promise.allSettled(Array.from({ length: 5 }, () => answer(challenge.id, code)));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect((await refusalOf(answer(challenge.id, code))).code).toBe('AUTHENTICATION_FAILED');
  });

  it('answers only its own challenge', async () => {
    const resident = await city.resident();
    const first = await signIn(resident);
    const code = await city.code(resident.mobile);
    const second = await signIn(resident);
    if ((await city.code(resident.mobile)) !== code) await refusalOf(answer(second.id, code));
    expect((await answer(first.id, code)).personId).toBe(resident.personId);
  });

  it('of a signed-in person is useless to another person, who cannot use up its attempts either', async () => {
    const [owner, other] = [await city.resident(), await city.resident()];
    const { id } = await city.authentications.start(by(owner.personId), { method: 'SMS', action: 'VIEW' });
    const code = await city.code(owner.mobile);
    for (const personId of [other.personId, null])
      for (let i = 0; i < 3; i += 1)
        expect((await refusalOf(answer(id, code, personId))).code).toBe('AUTHENTICATION_FAILED');
    expect((await answer(id, code, owner.personId)).personId).toBe(owner.personId);
  });

  it.each(['', 'nonsense', randomUUID()])(
    'is refused for the unknown challenge "%s"',
    async (challengeId) => {
      const refusal = await refusalOf(answer(challengeId, '123456'));
      expect(refusal).toMatchObject({ code: 'AUTHENTICATION_FAILED', detail: { attemptsLeft: 0 } });
    },
  );

  it('of another length counts as a wrong attempt', async () => {
    const resident = await city.resident();
    const challenge = await signIn(resident);
    for (const response of ['', `${await city.code(resident.mobile)} `, '1'.repeat(100_000)])
      expect((await refusalOf(answer(challenge.id, response))).code).toBe('AUTHENTICATION_FAILED');
  });

  describe('over time', () => {
    it('is sent at most twenty times in ten minutes by all processes together', async () => {
      const { personId, mobile } = await city.resident();
      const other = city.platform(city.standIn.url);
      const starts = await Promise.allSettled(
        Array.from({ length: 30 }, (_, i) =>
          (i % 2 ? other : city.authentications).start(by(personId), { method: 'SMS', action: 'VIEW' }),
        ),
      );
      const refused = starts.filter(({ status }) => status === 'rejected').length;
      expect(refused).toBe(10);
      expect(await city.messages(mobile)).toHaveLength(20);

      const refusal = await refusalOf(
        city.authentications.start(by(personId), { method: 'SMS', action: 'VIEW' }),
      );
      expect(refusal.code).toBe('RATE_LIMITED');
      expect(refusal.detail.retryAfterSeconds).toBeGreaterThan(550);
      expect(refusal.detail.retryAfterSeconds).toBeLessThanOrEqual(600);

      await city.database.advance(601);
      await city.authentications.start(by(personId), { method: 'SMS', action: 'VIEW' });
    });

    it('is sent at most twenty times to a shared mobile number, which the answer does not reveal', async () => {
      const parent = await city.resident();
      const child = await city.resident({ mobile: parent.mobile });
      for (let i = 0; i < 20; i += 1) await signIn(i % 2 ? parent : child);
      for (const resident of [parent, child]) {
        const { hint } = await signIn(resident);
        expect(hint).toBe((await signIn({ ...resident, certNo: city.newCertNo() })).hint);
      }
      expect(await city.messages(parent.mobile)).toHaveLength(20);
    });

    it('has a separate quota for a signed-in person', async () => {
      const resident = await city.resident();
      for (let i = 0; i < 20; i += 1) await signIn(resident);
      expect((await refusalOf(signIn(resident))).code).toBe('RATE_LIMITED');
      await city.authentications.start(by(resident.personId), { method: 'SMS', action: 'VIEW' });
      expect(await city.messages(resident.mobile)).toHaveLength(21);
    });

    it('is sent at most forty times in a day', async () => {
      const { personId, mobile } = await city.resident();
      const start = () => city.authentications.start(by(personId), { method: 'SMS', action: 'VIEW' });
      for (let sent = 0; sent < 40; sent += 1) {
        if (sent === 20) await city.database.advance(601);
        await start();
      }
      await city.database.advance(601);
      await city.authentications.forgetExpired();
      const { code, detail } = await refusalOf(start());
      expect(code).toBe('RATE_LIMITED');
      expect(detail.retryAfterSeconds).toBeGreaterThan(86_400 - 1_300);
      await city.database.advance(86_400 - 1_202);
      await start();
      expect(await city.messages(mobile)).toHaveLength(41);
    });

    it('does not work after five minutes', async () => {
      const resident = await city.resident();
      const challenge = await signIn(resident);
      const code = await city.code(resident.mobile);
      await city.database.advance(300);
      const refusal = await refusalOf(answer(challenge.id, code));
      expect(refusal).toMatchObject({ code: 'AUTHENTICATION_FAILED', detail: { attemptsLeft: 0 } });
    });
  });
});

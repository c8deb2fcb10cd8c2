import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createStandIn } from '../../examples/stand-in-city/stand-in.js';
import { by, City, refusalOf } from '../support/platform/authentication-city.js';

describe('tickets of outside services', () => {
  let city: City;
  beforeAll(async () => {
    city = await City.create();
  });
  afterAll(() => city.close());

  const complete = (challengeId: string, response: string, personId: string | null = null) =>
    city.authentications.complete(by(personId), { challengeId, response });
  const failed = async (operation: Promise<unknown>) =>
    expect((await refusalOf(operation)).code).toBe('AUTHENTICATION_FAILED');

  describe('an e-voucher (医保电子凭证)', () => {
    it('identifies the person who signs in', async () => {
      const { certNo, personId } = await city.resident();
      const challenge = await city.authentications.start(by(null), { method: 'SCAN', action: 'SIGN_IN' });
      const authentication = await complete(challenge.id, await city.evoucher(certNo, challenge.id));
      expect(authentication).toMatchObject({ personId, strength: 'SCAN', action: 'SIGN_IN' });
    });

    it('must belong to the person whose ID number was given', async () => {
      const [named, other] = [await city.resident(), await city.resident()];
      const challenge = await city.authentications.start(by(null), {
        method: 'SCAN',
        action: 'SIGN_IN',
        certNo: named.certNo,
      });
      await failed(complete(challenge.id, await city.evoucher(other.certNo, challenge.id)));
      const token = await city.evoucher(named.certNo, challenge.id);
      expect((await complete(challenge.id, token)).personId).toBe(named.personId);
    });

    it('must belong to the signed-in person', async () => {
      const [owner, other] = [await city.resident(), await city.resident()];
      const { id } = await city.authentications.start(by(owner.personId), { method: 'SCAN', action: 'VIEW' });
      await failed(complete(id, await city.evoucher(other.certNo, id), owner.personId));
      const token = await city.evoucher(owner.certNo, id);
      expect((await complete(id, token, owner.personId)).strength).toBe('SCAN');
    });

    it.each([
      ['a child under 14 (R-10)', { ageYears: 13 }],
      ['a deceased person (R-13)', { deceased: true }],
    ])('does not sign in %s', async (_, kind) => {
      const { certNo } = await city.resident(kind);
      const challenge = await city.authentications.start(by(null), { method: 'SCAN', action: 'SIGN_IN' });
      await failed(complete(challenge.id, await city.evoucher(certNo, challenge.id)));
    });

    it('does not sign in a stranger', async () => {
      const certNo = city.newCertNo();
      for (const input of [{}, { certNo }]) {
        const challenge = await city.authentications.start(by(null), {
          method: 'SCAN',
          action: 'SIGN_IN',
          ...input,
        });
        await failed(complete(challenge.id, await city.evoucher(certNo, challenge.id)));
      }
    });

    it('works once across all processes', async () => {
      const { certNo } = await city.resident();
      const challenge = await city.authentications.start(by(null), { method: 'SCAN', action: 'SIGN_IN' });
      const answer = { challengeId: challenge.id, response: await city.evoucher(certNo, challenge.id) };
      const other = city.platform(city.standIn.url);
      const outcomes = await Promise.allSettled(
        Array.from({ length: 4 }, (_, i) =>
          (i % 2 ? other : city.authentications).complete(by(null), answer),
        ),
      );
      expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    });

    it('is refused if it is forged, malformed or for another platform, and this takes an attempt', async () => {
      const { certNo } = await city.resident();
      const challenge = await city.authentications.start(by(null), { method: 'SCAN', action: 'SIGN_IN' });
      const token = await city.evoucher(certNo, challenge.id);
      const [header, payload, signature] = token.split('.') as [string, string, string];
      const otherCity = await createStandIn({ port: 0, audience: () => 'http://assent.test' });
      const foreign = await fetch(`${otherCity.url}/evoucher`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ certNo, challengeId: challenge.id }),
      });
      await otherCity.close();
      const none = Buffer.from('{"alg":"none","typ":"evoucher+jwt"}').toString('base64url');
      const bad = [
        'garbage',
        `${none}.${payload}.`,
        `${header}.${payload}.${'A'.repeat(signature.length)}`,
        ((await foreign.json()) as { token: string }).token,
      ];
      for (const [i, response] of bad.entries()) {
        const refusal = await refusalOf(complete(challenge.id, response));
        expect(refusal).toMatchObject({ code: 'AUTHENTICATION_FAILED', detail: { attemptsLeft: 4 - i } });
      }
      await complete(challenge.id, token);
    });

    it('takes no attempt if an outage prevents its verification', async () => {
      const { certNo } = await city.resident();
      const challenge = await city.authentications.start(by(null), { method: 'SCAN', action: 'SIGN_IN' });
      const cutOff = city.platform('http://127.0.0.1:1');
      const token = await city.evoucher(certNo, challenge.id);
      const refusal = await refusalOf(
        cutOff.complete(by(null), { challengeId: challenge.id, response: token }),
      );
      expect(refusal.code).toBe('UNAVAILABLE');
      const [row] = await city.database.sql('SELECT attempts_left FROM assent.challenge WHERE id = $1', [
        challenge.id,
      ]);
      expect(row!.attempts_left).toBe(5);
    });
  });

  describe('a face ticket', () => {
    const start = (certNo: string) =>
      city.authentications.start(by(null), { method: 'FACE', action: 'SIGN_IN', certNo });

    it('signs in the person whose face matched', async () => {
      const { certNo, personId } = await city.resident();
      const { id } = await start(certNo);
      const authentication = await complete(id, await city.faceTicket(certNo, id));
      expect(authentication).toMatchObject({ personId, strength: 'FACE' });
    });

    it('is never the only way, and the hint says so (R-27)', async () => {
      expect((await start(city.newCertNo())).hint).toMatch(/医保电子凭证加短信验证码，或到窗口办理/);
    });

    it('works for one challenge only', async () => {
      const { certNo } = await city.resident();
      const [first, second] = [await start(certNo), await start(certNo)];
      await failed(complete(second.id, await city.faceTicket(certNo, first.id)));
    });

    it('works for one person only', async () => {
      const [named, other] = [await city.resident(), await city.resident()];
      const { id } = await start(named.certNo);
      await failed(complete(id, await city.faceTicket(other.certNo, id)));
    });

    it('does not sign in a stranger', async () => {
      const certNo = city.newCertNo();
      const { id } = await start(certNo);
      await failed(complete(id, await city.faceTicket(certNo, id)));
    });

    it('is not accepted as an e-voucher, nor an e-voucher as a face ticket', async () => {
      const { certNo } = await city.resident();
      const face = await start(certNo);
      const scan = await city.authentications.start(by(null), { method: 'SCAN', action: 'SIGN_IN' });
      await failed(complete(face.id, await city.evoucher(certNo, face.id)));
      await failed(complete(scan.id, await city.faceTicket(certNo, scan.id)));
    });
  });
});

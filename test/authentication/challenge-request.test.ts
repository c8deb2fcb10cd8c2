import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { AuthenticationStart } from '../../consent/authentication/challenge-request.js';
import { by, City, refusalOf } from '../support/platform/authentication-city.js';

describe('starting a challenge', () => {
  let city: City;
  beforeAll(async () => {
    city = await City.create();
  });
  afterAll(() => city.close());

  const target = randomUUID();
  const refusals: [string, string | null, AuthenticationStart, string, string | undefined][] = [
    ['with the method NONE', '1', { method: 'NONE', action: 'VIEW' }, 'BAD_USER_INPUT', 'method'],
    [
      'to sign in by SMS without an ID number',
      null,
      { method: 'SMS', action: 'SIGN_IN' },
      'BAD_USER_INPUT',
      'certNo',
    ],
    [
      'to sign in by FACE without an ID number',
      null,
      { method: 'FACE', action: 'SIGN_IN' },
      'BAD_USER_INPUT',
      'certNo',
    ],
    [
      'with a too long ID number',
      null,
      { method: 'SMS', action: 'SIGN_IN', certNo: '3'.repeat(51) },
      'BAD_USER_INPUT',
      'certNo',
    ],
    [
      'to approve, signed out',
      null,
      { method: 'SMS', action: 'APPROVE', target },
      'UNAUTHENTICATED',
      undefined,
    ],
    [
      'to revoke, signed out',
      null,
      { method: 'SMS', action: 'REVOKE', target },
      'UNAUTHENTICATED',
      undefined,
    ],
    ['to view, signed out', null, { method: 'SMS', action: 'VIEW' }, 'UNAUTHENTICATED', undefined],
    ['to approve without a target', '1', { method: 'SMS', action: 'APPROVE' }, 'BAD_USER_INPUT', 'target'],
    ['to revoke without a target', '1', { method: 'SMS', action: 'REVOKE' }, 'BAD_USER_INPUT', 'target'],
    [
      'on a malformed target',
      '1',
      { method: 'SMS', action: 'VIEW', target: "';--" },
      'BAD_USER_INPUT',
      'target',
    ],
  ];
  it.each(refusals)('%s is refused', async (_, personId, input, code, field) => {
    const refusal = await refusalOf(city.authentications.start(by(personId), input));
    expect(refusal.code).toBe(code);
    expect(refusal.detail.field).toBe(field);
  });

  describe('does not reveal who is insured', () => {
    const start = (certNo: string, method: 'SMS' | 'SCAN' | 'FACE' = 'SMS') =>
      city.authentications.start(by(null), { method, action: 'SIGN_IN', certNo });

    it.each(['SMS', 'SCAN', 'FACE'] as const)(
      'by %s: the challenge of an unknown number looks like any other',
      async (method) => {
        const resident = await city.resident();
        const known = await start(resident.certNo, method);
        const unknown = await start(city.newCertNo(), method);
        expect({ ...unknown, id: '', expiresAt: 0 }).toEqual({ ...known, id: '', expiresAt: 0 });
        expect(known.hint).not.toContain(resident.mobile.slice(-4));
      },
    );

    it('by quotas: an unknown number has the same quota of messages', async () => {
      const stranger = city.newCertNo();
      for (let i = 0; i < 20; i += 1) await start(stranger);
      expect((await refusalOf(start(stranger))).code).toBe('RATE_LIMITED');
    });

    it('by outages: an outage of the gateway looks the same for every number', async () => {
      const cutOff = city.platform('http://127.0.0.1:1');
      const resident = await city.resident();
      for (const certNo of [resident.certNo, city.newCertNo()]) {
        const refusal = await refusalOf(cutOff.start(by(null), { method: 'SMS', action: 'SIGN_IN', certNo }));
        expect(refusal.code).toBe('UNAVAILABLE');
      }
    });
  });

  it.each([
    ['gives a child under 14 (R-10)', { ageYears: 13 }],
    ['gives a deceased person (R-13)', { deceased: true }],
    ['gives a person without a registered mobile', { mobile: '' }],
  ])('%s a challenge that cannot succeed, and sends no message', async (_, kind) => {
    const resident = await city.resident(kind);
    const challenge = await city.authentications.start(by(null), {
      method: 'SMS',
      action: 'SIGN_IN',
      certNo: resident.certNo,
    });
    expect(challenge.method).toBe('SMS');
    if (resident.mobile) expect(await city.messages(resident.mobile)).toEqual([]);
    const refusal = await refusalOf(
      city.authentications.complete(by(null), { challengeId: challenge.id, response: '000000' }),
    );
    expect(refusal.code).toBe('AUTHENTICATION_FAILED');
  });

  it('works for a person of 14, who signs in alone (R-10)', async () => {
    const { certNo, mobile } = await city.resident({ ageYears: 14 });
    await city.authentications.start(by(null), { method: 'SMS', action: 'SIGN_IN', certNo });
    expect(await city.messages(mobile)).toHaveLength(1);
  });

  it('stores no challenge if the gateway is down', async () => {
    const { personId } = await city.resident();
    const cutOff = city.platform('http://127.0.0.1:1');
    expect((await refusalOf(cutOff.start(by(personId), { method: 'SMS', action: 'VIEW' }))).code).toBe(
      'UNAVAILABLE',
    );
    expect(
      await city.database.sql('SELECT 1 FROM assent.challenge WHERE person_id = $1', [personId]),
    ).toEqual([]);
  });
});

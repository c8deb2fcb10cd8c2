import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { AuthenticationAction } from '../../consent/authentication/action.js';
import type { ProofClaim } from '../../consent/authentication/proof.js';
import { executorOf } from '../../consent/database/executor.js';
import { Refusal } from '../../consent/kernel/refusal.js';
import { by, City, type Resident } from '../support/platform/authentication-city.js';

describe('a proof', () => {
  let city: City;
  let owner: Resident;
  beforeAll(async () => {
    city = await City.create();
    owner = await city.resident();
  });
  afterAll(() => city.close());

  const prove = async (
    method: 'SMS' | 'SCAN' | 'FACE',
    target: string | null = null,
    action: AuthenticationAction = 'APPROVE',
    resident: Resident = owner,
  ): Promise<string> => {
    const { personId } = resident;
    const { id } = await city.authentications.start(by(personId), { method, action, target });
    const response = await city.answer(method, resident, id);
    return (await city.authentications.complete(by(personId), { challengeId: id, response })).id;
  };
  const spend = (id: string, claim: Partial<ProofClaim> = {}) =>
    city.authentications.spend(city.executor, {
      id,
      personId: owner.personId,
      action: 'APPROVE',
      target: null,
      required: 'SMS',
      ...claim,
    });

  it('is accepted once for its action and target', async () => {
    const target = randomUUID();
    const id = await prove('SCAN', target);
    expect(await spend(id, { target })).toEqual({
      id,
      personId: owner.personId,
      action: 'APPROVE',
      target,
      strength: 'SCAN',
      methods: ['SCAN'],
    });
    expect(await spend(id, { target })).toMatchObject({ code: 'AUTHENTICATION_FAILED' });
  });

  it('is accepted by one of several parallel transactions', async () => {
    const target = randomUUID();
    const id = await prove('SCAN', target);
    const outcomes = await Promise.all(Array.from({ length: 10 }, () => spend(id, { target })));
    expect(outcomes.filter((outcome) => !(outcome instanceof Refusal))).toHaveLength(1);
  });

  const target = randomUUID();
  it.each<[string, () => Partial<ProofClaim> | Promise<Partial<ProofClaim>>]>([
    ['another action', () => ({ action: 'REVOKE' })],
    ['another target', () => ({ target: randomUUID() })],
    ['no target', () => ({ target: null })],
    ['another person', async () => ({ personId: (await city.resident()).personId })],
  ])('is refused for %s, and spent', async (_, claim) => {
    const id = await prove('SCAN', target);
    expect(await spend(id, { target, ...(await claim()) })).toMatchObject({ code: 'AUTHENTICATION_FAILED' });
    expect(await spend(id, { target })).toMatchObject({ code: 'AUTHENTICATION_FAILED' });
  });

  it('is refused with the required strength if it is too weak, and spent', async () => {
    const id = await prove('SMS', target);
    expect(await spend(id, { target, required: 'SCAN' })).toMatchObject({
      code: 'STRENGTH_REQUIRED',
      detail: { required: 'SCAN' },
    });
    expect(await spend(id, { target })).toMatchObject({ code: 'AUTHENTICATION_FAILED' });
  });

  it.each(['', 'nonsense', "' OR true --", randomUUID()])(
    'is refused if the id is made up: "%s"',
    async (id) => {
      expect(await spend(id)).toMatchObject({ code: 'AUTHENTICATION_FAILED' });
    },
  );

  it('can not be the id of a challenge or the proof of a sign-in', async () => {
    const challenge = await city.authentications.start(by(owner.personId), {
      method: 'SCAN',
      action: 'APPROVE',
      target,
    });
    expect(await spend(challenge.id, { target })).toMatchObject({ code: 'AUTHENTICATION_FAILED' });

    const signIn = await city.authentications.start(by(null), { method: 'SCAN', action: 'SIGN_IN' });
    const response = await city.evoucher(owner.certNo, signIn.id);
    const { id } = await city.authentications.complete(by(null), { challengeId: signIn.id, response });
    expect(await spend(id, { action: 'SIGN_IN' })).toMatchObject({ code: 'AUTHENTICATION_FAILED' });
  });

  it('stays unspent if the transaction of the action rolls back', async () => {
    const id = await prove('SCAN', target);
    const client = await city.pool.connect();
    await client.query('BEGIN');
    const claim = { id, personId: owner.personId, action: 'APPROVE', target, required: 'SCAN' } as const;
    expect(await city.authentications.spend(executorOf(client), claim)).toMatchObject({ strength: 'SCAN' });
    await client.query('ROLLBACK');
    client.release();
    expect(await spend(id, { target })).toMatchObject({ strength: 'SCAN' });
  });

  it('can not be made unspent or given to another person, even by the API role', async () => {
    const id = await prove('SCAN', target);
    await spend(id, { target });
    for (const change of [
      'spent_at = NULL',
      'expires_at = expires_at',
      "person_id = '1'",
      "strength = 'FACE'",
    ])
      await expect(
        city.executor.query(`UPDATE assent.authentication SET ${change} WHERE id = $1`, [id]),
      ).rejects.toThrow();
    await expect(
      city.database.sql('UPDATE assent.authentication SET spent_at = NULL WHERE id = $1', [id]),
    ).rejects.toThrow(/spent/);
  });

  describe('R-27: e-voucher and SMS together, instead of a face comparison,', () => {
    it.each([
      ['SCAN', 'SMS'],
      ['SMS', 'SCAN'],
    ] as const)('are accepted when %s is presented and %s was made too', async (presented, companion) => {
      const target = randomUUID();
      const other = await prove(companion, target);
      const id = await prove(presented, target);
      const proof = await spend(id, { target, required: 'FACE' });
      expect(proof).toMatchObject({ id, strength: 'FACE', methods: ['SCAN', 'SMS'] });
      expect(await spend(other, { target })).toMatchObject({ code: 'AUTHENTICATION_FAILED' });
    });

    it.each<[string, () => Promise<unknown>]>([
      ['was made for another target', () => prove('SMS', randomUUID())],
      ['was made for another action', () => prove('SMS', target, 'REVOKE')],
      ['belongs to another person', async () => prove('SMS', target, 'APPROVE', await city.resident())],
      ['is of the same method', () => prove('SCAN', target)],
      ['is spent', async () => spend(await prove('SMS', target), { target })],
    ])('are refused if the second proof %s', async (_, makeSecond) => {
      await makeSecond();
      const id = await prove('SCAN', target);
      expect(await spend(id, { target, required: 'FACE' })).toMatchObject({
        code: 'STRENGTH_REQUIRED',
        detail: { required: 'FACE' },
      });
    });

    it('do not make a later SMS proof count as SCAN', async () => {
      const target = randomUUID();
      await prove('SMS', target);
      expect(await spend(await prove('SMS', target), { target, required: 'SCAN' })).toMatchObject({
        code: 'STRENGTH_REQUIRED',
      });
    });
  });

  it('expires after five minutes', async () => {
    const target = randomUUID();
    const [early, late] = [await prove('SCAN', target), await prove('SCAN', target)];
    await city.database.advance(290);
    expect(await spend(early, { target })).toMatchObject({ strength: 'SCAN' });
    await city.database.advance(10);
    expect(await spend(late, { target })).toMatchObject({ code: 'AUTHENTICATION_FAILED' });
  });

  it('stays stored as evidence after its challenge was deleted', async () => {
    const id = await prove('SCAN', target);
    await city.database.advance(7_200);
    await city.authentications.forgetExpired();
    expect(await city.database.sql('SELECT FROM assent.challenge')).toEqual([]);
    expect(await city.database.sql('SELECT FROM assent.replay_guard')).toEqual([]);
    expect(await city.database.sql('SELECT FROM assent.authentication WHERE id = $1', [id])).toHaveLength(1);
  });
});

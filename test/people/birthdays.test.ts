import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  APPROVE,
  askOf,
  day,
  faultsOfLedger,
  importGuardianship,
  madeFamily,
  proven,
  QUICK_SELECTION,
  turnsIn,
} from '../support/people/family.js';
import { codeOf, toNoonOf } from '../support/people/giving.js';
import { type Platform, startPlatform } from '../support/platform/platform.js';

let platform: Platform;
beforeAll(async () => {
  platform = await startPlatform();
});
afterAll(() => platform.stop());

describe('R-11: a guardian’s authority and the ward’s birthdays', () => {
  it('R-11: an insurance grant by a guardian lasts past the 14th birthday and ends with the 18th', async () => {
    const { database, insurer } = platform;
    const { child, guardian } = await madeFamily(platform, 12);
    await turnsIn(database, child, 14, 3);
    const client = await platform.person(guardian).signIn('FACE');
    const id = await askOf(platform, child);
    const { approveConsentRequest: grant } = await client.run(APPROVE, await proven(client, id));
    expect(codeOf(await insurer.redeem(grant.id, 'at 13', QUICK_SELECTION))).toBeUndefined();
    const moved = await toNoonOf(database, await day(database, 3));
    expect(codeOf(await insurer.redeem(grant.id, 'at 14', QUICK_SELECTION))).toBeUndefined();
    // The importer corrects the birth date. The age is computed at each call, so the grant follows the new date.
    await turnsIn(database, child, 18, 0);
    expect(codeOf(await insurer.redeem(grant.id, 'at 18', QUICK_SELECTION))).toBe('GRANT_SUSPENDED');
    await database.advance(-moved);
  });

  it('R-11: a guardian can’t give a grant beyond the 18th birthday or beyond the end of the guardianship', async () => {
    const { database } = platform;
    const { child, guardian } = await madeFamily(platform, 12);
    const enddate = await day(database, 10);
    await importGuardianship(database, child, guardian, { enddate });
    const client = await platform.person(guardian).signIn('FACE');
    const id = await askOf(platform, child);
    const asked = new Date(Date.now() + 20 * 86_400_000).toISOString();
    const { input } = await proven(client, id);
    const ends = new Date(`${enddate}T00:00:00+08:00`).toISOString();
    expect(await client.refusal(APPROVE, { input: { ...input, validUntil: asked } })).toMatchObject({
      code: 'TERMS_NOT_ALLOWED',
      field: 'validUntil',
      limit: ends,
    });
    const { approveConsentRequest: grant } = await client.run(APPROVE, await proven(client, id));
    expect(new Date(grant.validUntil).toISOString()).toBe(ends);
  });

  it('R-11: a guardian can read until the 14th birthday, and stays guardian until the 18th', async () => {
    const { database } = platform;
    const { child, guardian } = await madeFamily(platform, 12);
    const client = await platform.person(guardian).signIn('FACE');
    const wards = async () => {
      const { me } = await client.run('{ me { wards { endsAt person { basicIdentity { personName } } } } }');
      return me.wards.map(({ person }: any) => person?.basicIdentity.personName ?? null);
    };
    await turnsIn(database, child, 14, 1);
    expect(await wards()).toEqual([child.name]);
    await turnsIn(database, child, 14, 0);
    expect(await wards()).toEqual([null]);
    await turnsIn(database, child, 18, 1);
    expect(await wards()).toEqual([null]);
    await turnsIn(database, child, 18, 0);
    expect(await wards()).toEqual([]);
  });

  it('R-11: a person born on 29 February turns a year older on 1 March, for grants and for guardianship', async () => {
    const [row] = await platform.database.sql(
      `SELECT assent.birthday('2012-02-29', 14) = '2026-03-01T00:00+08' AS common, assent.birthday('2008-02-29', 20) = '2028-02-29T00:00+08' AS leap,
         assent.age_at('2012-02-29', '2026-02-28T23:59:59+08') AS eve, assent.age_at('2012-02-29', '2026-03-01T00:00+08') AS day`,
    );
    expect(row).toEqual({ common: true, leap: true, eve: 13, day: 14 });
  });

  it('R-11: the authority for queries ends on the 14th birthday and all authority on the 18th, unless a court named the guardian', async () => {
    const { database } = platform;
    const standing = async (age: number, source: string) => {
      const { child, guardian } = await madeFamily(platform, age);
      await importGuardianship(database, child, guardian, { source });
      const [row] = await database.sql(
        `SELECT assent.guards(g.id, w.id, 14, assent.now()) AS query, assent.guards(g.id, w.id, 18, assent.now()) AS all,
           assent.capacity(w.id) AS capacity FROM assent.person g, assent.person w WHERE g.psn_no = $1 AND w.psn_no = $2`,
        [guardian.psnNo, child.psnNo],
      );
      return row;
    };
    expect(await standing(13, 'HOUSEHOLD_REGISTER')).toEqual({ query: true, all: true, capacity: 'NONE' });
    expect(await standing(14, 'HOUSEHOLD_REGISTER')).toEqual({
      query: false,
      all: true,
      capacity: 'LIMITED',
    });
    expect(await standing(18, 'HOUSEHOLD_REGISTER')).toEqual({ query: false, all: false, capacity: 'FULL' });
    expect(await standing(40, 'COURT_DECISION')).toEqual({ query: true, all: true, capacity: 'NONE' });
  });
});

it('R-21: every ledger entry of these tests has the documented format', async () => {
  expect(await faultsOfLedger(platform.database)).toEqual([]);
});

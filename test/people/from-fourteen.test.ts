import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  APPROVE,
  aFamily,
  askOf,
  CONFIRM,
  day,
  entriesOf,
  type Family,
  faultsOfLedger,
  importGuardianship,
  madeFamily,
  proven,
  QUICK_SELECTION,
  REVOKE,
  turnsIn,
} from '../support/people/family.js';
import { codeOf } from '../support/people/giving.js';
import { type Platform, startPlatform } from '../support/platform/platform.js';

let platform: Platform;
beforeAll(async () => {
  platform = await startPlatform();
});
afterAll(() => platform.stop());

const WAITS = 'query ($id: ID!) { grant(id: $id) { awaitingGuardian } }';
const REQUEST = 'query ($id: ID!) { consentRequest(id: $id) { status awaitingGuardian } }';

/** A grant that a person of 14 to 17 gave and that waits for a guardian. */
async function waiting(family: Family) {
  const own = await platform.person(family.child).signIn('SMS');
  const guardian = await platform.person(family.guardian).signIn('SMS');
  const id = await askOf(platform, family.child);
  const { approveConsentRequest: grant } = await own.run(APPROVE, await proven(own, id));
  return { own, guardian, id, grant };
}

describe('R-11: from 14 to 17', () => {
  it('R-11: the person gives a grant, which begins when a guardian confirms it', async () => {
    const { insurer, database } = platform;
    const family = aFamily(platform, 'CHILD_14_TO_17');
    const { guardian, id, grant } = await waiting(family);
    expect(grant).toMatchObject({ status: 'SUSPENDED', awaitingGuardian: true });
    expect(await insurer.run(REQUEST, { id })).toEqual({
      consentRequest: { status: 'APPROVED', awaitingGuardian: true },
    });
    expect(codeOf(await insurer.redeem(grant.id, 'too early', QUICK_SELECTION))).toBe('GRANT_SUSPENDED');
    const [ward] = (await guardian.run('{ me { wards { grants { nodes { id awaitingGuardian } } } } }')).me
      .wards;
    expect(ward.grants.nodes).toEqual([{ id: grant.id, awaitingGuardian: true }]);
    const { confirmGrantForWard } = await guardian.run(
      CONFIRM,
      await proven(guardian, grant.id, { method: 'SCAN' }),
    );
    expect(confirmGrantForWard).toMatchObject({ status: 'ACTIVE', awaitingGuardian: false });
    expect(codeOf(await insurer.redeem(grant.id, 'now', QUICK_SELECTION))).toBeUndefined();
    const entries = await entriesOf(database, grant.id);
    const told = entries.map(({ kind, content }) => [kind, content.role, content.awaits]);
    expect(told.filter(([kind]) => kind.startsWith('GRANT'))).toEqual([
      ['GRANT_GIVEN', 'SELF', 'GUARDIAN'],
      ['GRANT_REINSTATED', 'GUARDIAN', undefined],
    ]);
  });

  it('R-11: a guardian can’t give a grant before the person does', async () => {
    const { child, guardian } = await madeFamily(platform, 15);
    const client = await platform.person(guardian).signIn('FACE');
    const id = await askOf(platform, child);
    const refusal = await client.refusal(APPROVE, await proven(client, id));
    expect(refusal).toMatchObject({ code: 'FORBIDDEN', message: expect.stringMatching(/14/) });
    expect((await platform.insurer.run(REQUEST, { id })).consentRequest.status).toBe('PENDING');
  });

  it('R-11: the person can’t confirm their own grant as guardian', async () => {
    const { own, grant } = await waiting(await madeFamily(platform, 16));
    expect((await own.refusal(CONFIRM, await proven(own, grant.id))).code).toBe('NOT_FOUND');
  });

  it.each(['own', 'guardian'] as const)(
    'R-11: the person and the guardian may each revoke it (%s)',
    async (who) => {
      const parts = await waiting(await madeFamily(platform, 17));
      expect((await parts[who].run(REVOKE, { id: parts.grant.id })).revokeGrant.status).toBe('REVOKED');
      expect(await parts[who].run(WAITS, { id: parts.grant.id })).toEqual({
        grant: { awaitingGuardian: false },
      });
      const refusal = await parts.guardian.refusal(CONFIRM, await proven(parts.guardian, parts.grant.id));
      expect(refusal.code).toBe('GRANT_REVOKED');
    },
  );

  it('R-11: the grant is suspended when the confirming guardian is lost, until another confirms it', async () => {
    const { database, insurer } = platform;
    const family = await madeFamily(platform, 15);
    const { guardian, grant } = await waiting(family);
    await guardian.run(CONFIRM, await proven(guardian, grant.id));
    await importGuardianship(database, family.child, family.guardian, { enddate: await day(database, 0) });
    expect(codeOf(await insurer.redeem(grant.id, 'lost', QUICK_SELECTION))).toBe('GRANT_SUSPENDED');
    const other = platform.someone();
    await importGuardianship(database, family.child, other);
    const client = await platform.person(other).signIn('FACE');
    await client.run(CONFIRM, await proven(client, grant.id));
    expect(codeOf(await insurer.redeem(grant.id, 'found', QUICK_SELECTION))).toBeUndefined();
  });

  it('R-11: at 18 the confirmed grant belongs to the person alone, and no guardian can act on it', async () => {
    const { database, insurer } = platform;
    const family = await madeFamily(platform, 17);
    const { guardian, own, grant } = await waiting(family);
    await guardian.run(CONFIRM, await proven(guardian, grant.id));
    await turnsIn(database, family.child, 18, 0);
    expect(codeOf(await insurer.redeem(grant.id, 'of age', QUICK_SELECTION))).toBeUndefined();
    expect((await guardian.refusal(REVOKE, { id: grant.id })).code).toBe('NOT_FOUND');
    expect((await own.run(REVOKE, { id: grant.id })).revokeGrant.status).toBe('REVOKED');
  });

  it('R-11: at 18 the person gives a grant alone', async () => {
    const { grant } = await waiting(await madeFamily(platform, 18));
    expect(grant).toMatchObject({ status: 'ACTIVE', awaitingGuardian: false });
  });

  it('R-11: an adult with a guardian named by a court acts only through that guardian', async () => {
    const { insurer, database } = platform;
    const family = await madeFamily(platform, 50);
    await importGuardianship(database, family.child, family.guardian, { source: 'COURT_DECISION' });
    const id = await askOf(platform, family.child);
    const own = await platform.person(family.child).signIn('FACE');
    expect((await own.refusal(APPROVE, await proven(own, id))).code).toBe('FORBIDDEN');
    const guardian = await platform.person(family.guardian).signIn('FACE');
    const { approveConsentRequest: grant } = await guardian.run(APPROVE, await proven(guardian, id));
    expect(codeOf(await insurer.redeem(grant.id, 'by the guardian', QUICK_SELECTION))).toBeUndefined();
  });
});

it('R-21: every ledger entry of these tests has the documented format', async () => {
  expect(await faultsOfLedger(platform.database)).toEqual([]);
});

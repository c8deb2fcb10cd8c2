import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { suspendUnguarded } from '../../consent/people/guardianship.js';
import {
  APPROVE,
  askOf,
  CONFIRM,
  day,
  entriesOf,
  faultsOfLedger,
  importGuardianship,
  madeFamily,
  proven,
  QUICK_SELECTION,
  REVOKE,
} from '../support/people/family.js';
import { codeOf, toNoonOf } from '../support/people/giving.js';
import { type Platform, startPlatform } from '../support/platform/platform.js';

let platform: Platform;
beforeAll(async () => {
  platform = await startPlatform();
});
afterAll(() => platform.stop());

const GRANT = 'query ($id: ID!) { grant(id: $id) { status awaitingGuardian } }';

/** A grant of a child, which its guardian gave and which was used once. */
async function given() {
  const family = await madeFamily(platform, 8);
  const client = await platform.person(family.guardian).signIn('FACE');
  const id = await askOf(platform, family.child);
  const { approveConsentRequest: grant } = await client.run(APPROVE, await proven(client, id));
  const { data } = await platform.insurer.redeem(grant.id, 'before', `id ${QUICK_SELECTION}`);
  return { ...family, client, grantId: grant.id as string, disclosureId: data.redeemGrant.id as string };
}

type Lost = Awaited<ReturnType<typeof given>>;

describe('R-11: a grant whose guardian is lost', () => {
  // biome-ignore format: a table is read by its rows
  it.each<[string, (lost: Lost) => Promise<unknown>]>([
    ['by an imported end of the guardianship', async ({ child, guardian }) => importGuardianship(platform.database, child, guardian, { enddate: await day(platform.database, 0) })],
    ['by deletion of the guardianship', ({ guardian }) => platform.database.sql('DELETE FROM assent.guardianship WHERE guardian_id = (SELECT id FROM assent.person WHERE psn_no = $1)', [guardian.psnNo])],
    ['by the guardian’s death', ({ guardian }) => platform.database.sql("UPDATE assent.person SET surv_stas = '2' WHERE psn_no = $1", [guardian.psnNo])],
  ])('%s is suspended at once and recorded, until a new guardian confirms it', async (_how, lose) => {
    const { database, insurer } = platform;
    const lost = await given();
    await lose(lost);
    expect(codeOf(await insurer.redeem(lost.grantId, 'after', QUICK_SELECTION))).toBe('GRANT_SUSPENDED');
    const AGAIN = 'query ($id: ID!) { disclosure(id: $id) { person { basicIdentity { gender } } } }';
    expect((await insurer.refusal(AGAIN, { id: lost.disclosureId })).code).toBe('GRANT_SUSPENDED');
    expect((await insurer.run(GRANT, { id: lost.grantId })).grant).toEqual({
      status: 'SUSPENDED',
      awaitingGuardian: true,
    });

    const successor = platform.someone();
    await importGuardianship(database, lost.child, successor);
    const client = await platform.person(successor).signIn('FACE');
    expect(codeOf(await insurer.redeem(lost.grantId, 'not yet', QUICK_SELECTION))).toBe('GRANT_SUSPENDED');
    const weak = await client.refusal(CONFIRM, await proven(client, lost.grantId, { method: 'SCAN' }));
    expect(weak).toMatchObject({ code: 'STRENGTH_REQUIRED', required: 'FACE' });
    const unconfirmed = await proven(client, lost.grantId, { sensitiveConfirmed: false });
    expect((await client.refusal(CONFIRM, unconfirmed)).code).toBe('SENSITIVE_CONFIRMATION_REQUIRED');
    const { confirmGrantForWard } = await client.run(CONFIRM, await proven(client, lost.grantId));
    expect(confirmGrantForWard).toMatchObject({ status: 'ACTIVE', awaitingGuardian: false });
    expect(codeOf(await insurer.redeem(lost.grantId, 'again', QUICK_SELECTION))).toBeUndefined();
    const entries = await entriesOf(database, lost.grantId);
    expect(entries.map(({ kind }) => kind).filter((kind) => kind.startsWith('GRANT'))).toEqual([
      'GRANT_GIVEN',
      'GRANT_SUSPENDED',
      'GRANT_REINSTATED',
    ]);
  });

  it('can be revoked by a new guardian instead', async () => {
    const lost = await given();
    const { database } = platform;
    await importGuardianship(database, lost.child, lost.guardian, { enddate: await day(database, 0) });
    const successor = platform.someone();
    await importGuardianship(database, lost.child, successor);
    const client = await platform.person(successor).signIn('SMS');
    expect((await client.run(REVOKE, { id: lost.grantId })).revokeGrant.status).toBe('REVOKED');
    const refusal = await client.refusal(CONFIRM, await proven(client, lost.grantId));
    expect(refusal.code).toBe('GRANT_REVOKED');
  });

  it('on the recorded last day is refused from that day on, and suspended by the next periodic task', async () => {
    const { database, insurer } = platform;
    const lost = await given();
    // The end is imported after the grant was given, and is earlier than the end of the grant.
    await importGuardianship(database, lost.child, lost.guardian, { enddate: await day(database, 1) });
    expect(codeOf(await insurer.redeem(lost.grantId, 'the day before', QUICK_SELECTION))).toBeUndefined();
    const moved = await toNoonOf(database, await day(database, 1));
    expect(codeOf(await insurer.redeem(lost.grantId, 'that day', QUICK_SELECTION))).toBe('GRANT_SUSPENDED');
    await suspendUnguarded({ query: database.sql });
    expect((await insurer.run(GRANT, { id: lost.grantId })).grant).toEqual({
      status: 'SUSPENDED',
      awaitingGuardian: true,
    });
    await database.advance(-moved);
  });

  it('can be confirmed only by a guardian, and only while it waits for one', async () => {
    const lost = await given();
    const { database } = platform;
    const confirms = async (client: typeof lost.client) =>
      (await client.refusal(CONFIRM, await proven(client, lost.grantId))).code;
    expect(await confirms(lost.client)).toBe('BAD_USER_INPUT');
    await importGuardianship(database, lost.child, lost.guardian, { enddate: await day(database, 0) });
    expect(await confirms(lost.client)).toBe('NOT_FOUND');
    expect(await confirms(await platform.person(platform.someone()).signIn('FACE'))).toBe('NOT_FOUND');
    expect(codeOf(await platform.insurer.redeem(lost.grantId, 'still', QUICK_SELECTION))).toBe(
      'GRANT_SUSPENDED',
    );
  });

  it('stays suspended after a confirmation if there is another reason', async () => {
    const { database, insurer } = platform;
    const lost = await given();
    await database.sql('UPDATE assent.consent_grant SET suspended_at = assent.now() WHERE id = $1', [
      lost.grantId,
    ]);
    await importGuardianship(database, lost.child, lost.guardian, { enddate: await day(database, 0) });
    const successor = platform.someone();
    await importGuardianship(database, lost.child, successor);
    const client = await platform.person(successor).signIn('FACE');
    const { confirmGrantForWard } = await client.run(CONFIRM, await proven(client, lost.grantId));
    expect(confirmGrantForWard).toMatchObject({ status: 'SUSPENDED', awaitingGuardian: false });
    expect(codeOf(await insurer.redeem(lost.grantId, 'still', QUICK_SELECTION))).toBe('GRANT_SUSPENDED');
  });
});

it('R-21: every ledger entry of these tests has the documented format', async () => {
  expect(await faultsOfLedger(platform.database)).toEqual([]);
});

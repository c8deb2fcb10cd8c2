import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { certNoOf, personRow } from '../datacenter/importing.js';
import { ELIGIBILITY, ENROLLED, freshKey, newGrant } from '../support/clients/consent.js';
import { importedRejects } from '../support/database/import-rows.js';
import { codeOf } from '../support/people/giving.js';
import { type Platform, startPlatform } from '../support/platform/platform.js';

let platform: Platform;
beforeAll(async () => {
  platform = await startPlatform();
});
afterAll(() => platform.stop());

let serial = 0;
/** A grant whose person number a file then gives to somebody else. */
async function heldGrant() {
  const { grant, person, me } = await newGrant(platform, ELIGIBILITY);
  serial += 2;
  const other = personRow(person.psnNo!, certNoOf('1951-02-03', 900 + serial), { psn_name: '另一人' });
  const file = { basic_identity: [other] };
  expect(await importedRejects(platform.database, file)).toBe(1);
  return { grant, person, me, file, other };
}
const redeem = (id: string) => platform.insurer.redeem(id, freshKey(), ENROLLED);
const decide = (psnNo: string, verdict: string) =>
  platform.database.sql("SELECT assent.decide_identity($1, $2, 'tester')", [psnNo, verdict]);
/** What the recipient heard after the grant was given. */
const noticesOf = async (grantId: string) =>
  (
    await platform.database.sql(
      "SELECT kind FROM assent.recipient_notice WHERE grant_id = $1 AND kind <> 'GRANT_GIVEN' ORDER BY id",
      [grantId],
    )
  ).map(({ kind }) => kind);
const kindsOf = async (grantId: string) =>
  (
    await platform.database.sql('SELECT kind FROM assent.ledger_entry WHERE grant_id = $1 ORDER BY id', [
      grantId,
    ])
  ).map(({ kind }) => kind);

describe('a person number that a file gives to another human', () => {
  it('can be used by no grant until it is decided, and person and recipient are told', async () => {
    const { grant, person } = await heldGrant();
    expect(codeOf(await redeem(grant.id))).toBe('GRANT_SUSPENDED');
    expect(await noticesOf(grant.id)).toEqual(['GRANT_SUSPENDED']);
    expect(await kindsOf(grant.id)).toContain('GRANT_SUSPENDED');
    const [message] = await platform.database.sql(
      `SELECT m.text FROM assent.message m JOIN assent.person p ON p.id = m.person_id WHERE p.psn_no = $1 ORDER BY m.id DESC LIMIT 1`,
      [person.psnNo],
    );
    expect(message!.text).toContain('正在核对');
  });

  it.each(['CORRECTION', 'REFUSED'])('lets grants go on after %s', async (verdict) => {
    const { grant, person } = await heldGrant();
    await decide(person.psnNo!, verdict);
    expect(await noticesOf(grant.id)).toEqual(['GRANT_SUSPENDED', 'GRANT_REINSTATED']);
    expect((await redeem(grant.id)).data.redeemGrant.useNumber).toBe(1);
  });

  it('leaves grants suspended that something else suspends', async () => {
    const { grant, person } = await heldGrant();
    await platform.database.sql('UPDATE assent.consent_grant SET suspended_for = NULL WHERE id = $1', [
      grant.id,
    ]);
    await decide(person.psnNo!, 'CORRECTION');
    expect(codeOf(await redeem(grant.id))).toBe('GRANT_SUSPENDED');
  });

  it('ends the grants if it is another’s, who begins with a record of their own', async () => {
    const { grant, person, me, file, other } = await heldGrant();
    await decide(person.psnNo!, 'ANOTHER');
    expect(codeOf(await redeem(grant.id))).toBe('GRANT_REVOKED');
    expect(await noticesOf(grant.id)).toEqual(['GRANT_SUSPENDED', 'GRANT_REVOKED']);
    expect(await importedRejects(platform.database, file)).toBe(0);
    const own = await me.run('{ me { person { basicIdentity { personName } } grants { nodes { id } } } }');
    expect(own.me.grants.nodes).toContainEqual({ id: grant.id });
    const newcomer = { ...person, certNo: other.certno!, name: other.psn_name! };
    const theirs = await (await platform.person(newcomer).signIn('FACE')).run(
      '{ me { person { basicIdentity { personName } } grants { nodes { id } } } }',
    );
    expect(theirs.me).toEqual({ person: { basicIdentity: { personName: '另一人' } }, grants: { nodes: [] } });
  });
});

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { executorOf } from '../../consent/database/executor.js';
import { erasePerson } from '../../consent/maintenance/erase-person.js';
import { personCategories } from '../../schema/catalogue.js';
import { type Platform, startPlatform } from '../support/platform/platform.js';

const ASK = 'mutation Ask($input: RequestConsentInput!) { requestConsent(input: $input) { id } }';

describe('erasing a person (R-22, R-29)', () => {
  let platform: Platform;
  beforeAll(async () => {
    platform = await startPlatform();
  });
  afterAll(() => platform.stop());

  const erase = async (psnNo: string) => {
    const client = new Client({ connectionString: platform.database.ownerUrl });
    await client.connect();
    try {
      return await erasePerson(executorOf(client), psnNo);
    } finally {
      await client.end();
    }
  };

  it('leaves a request that waits as it is, so that its recipient learns nothing, and nobody can answer it', async () => {
    const { insurer } = platform;
    const someone = platform.someone() as ReturnType<Platform['someone']> & { psnNo: string };
    const me = await platform.person(someone).signIn('FACE');
    const input = {
      subject: { person: { certNo: someone.certNo, name: someone.name } },
      purpose: 'CLAIM_DIRECT_PAY',
      mode: 'ONE_TIME',
      validForDays: 7,
      notice: '理赔',
    };
    const { id } = (await insurer.run(ASK, { input })).requestConsent;
    expect(await erase(someone.psnNo)).toBe(true);
    const seen = await insurer.run('query ($id: ID!) { consentRequest(id: $id) { status } }', { id });
    expect(seen.consentRequest).toEqual({ status: 'PENDING' });
    const deny = 'mutation ($id: ID!) { denyConsentRequest(id: $id) { id } }';
    expect((await me.refusal(deny, { id })).code).toMatch(/UNAUTHENTICATED|NOT_FOUND|FORBIDDEN/);
  });

  it('destroys the salt and the records, ends the grants, and keeps the ledger verifiable', async () => {
    const { insurer, database } = platform;
    const someone = platform.someone() as ReturnType<Platform['someone']> & { psnNo: string };
    const me = await platform.person(someone).signIn('FACE');
    const subject = { person: { certNo: someone.certNo, name: someone.name } };
    const input = {
      subject,
      purpose: 'CLAIM_DIRECT_PAY',
      mode: 'LIMITED',
      maxUses: 3,
      validForDays: 7,
      notice: '理赔',
    };
    const { requestConsent } = await insurer.run(ASK, { input });
    const grant = await me.approve(requestConsent.id, 'FACE');
    const selection = 'useNumber person { settlements { nodes { settlementId } } }';
    expect((await insurer.redeem(grant.id, 'before', selection)).data.redeemGrant.useNumber).toBe(1);
    const [{ id }] = (await database.sql('SELECT id::text FROM assent.person WHERE psn_no = $1', [
      someone.psnNo,
    ])) as [{ id: string }];
    const entries = 'SELECT id, kind, content FROM assent.ledger_entry WHERE person_id = $1 ORDER BY id';
    const before = await database.sql(entries, [id]);

    expect(await erase(someone.psnNo)).toBe(true);

    const [kept] = await database.sql(
      'SELECT salt, sealed_mobile, sealed_certno, sealed_label FROM assent.person WHERE id = $1',
      [id],
    );
    expect(kept).toEqual({ salt: null, sealed_mobile: null, sealed_certno: null, sealed_label: null });
    for (const { table } of personCategories)
      expect(await database.sql(`SELECT 1 FROM assent.${table} WHERE person_id = $1`, [id])).toEqual([]);
    expect((await insurer.redeem(grant.id, 'after', selection)).errors[0]!.extensions.code).toBe(
      'GRANT_REVOKED',
    );
    expect((await insurer.redeem(grant.id, 'before', selection)).errors[0]!.extensions.code).toBe(
      'GRANT_REVOKED',
    );
    const after = await database.sql(entries, [id]);
    expect(after.slice(0, before.length)).toEqual(before);
    expect(after.slice(before.length).map(({ kind }) => kind)).toEqual([
      'GRANT_REVOKED',
      'PERSON_ERASED',
      'REFUSAL',
    ]);
    expect(
      (await insurer.run('query($id: ID!) { grant(id: $id) { status used } }', { id: grant.id })).grant,
    ).toEqual({ status: 'REVOKED', used: 1 });
    await expect(platform.person(someone).signIn('SCAN')).rejects.toThrow('AUTHENTICATION_FAILED');
  });

  it('reports an unknown person', async () => {
    expect(await erase('370600000000000000000000000000')).toBe(false);
  });
});

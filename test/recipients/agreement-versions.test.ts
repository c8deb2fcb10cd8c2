import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { applyAgreements, onAgreements } from '../../api/cli/command/apply-agreements.js';
import type { AgreementFile } from '../../consent/recipients/agreement-file.js';
import { endAgreement } from '../../consent/recipients/apply-agreement.js';
import { fullAgreement } from '../../examples/demo/agreements.js';
import { give } from '../support/people/giving.js';
import { Officers } from '../support/people/officers.js';
import { type Platform, startPlatform } from '../support/platform/platform.js';
import { faultsOf, namedRows } from '../support/platform/seals.js';

const VERSIONS = `{ recipient { agreement { version validFrom validUntil purposes { purpose { code } items { item } } }
  agreements { version validFrom validUntil purposes { purpose { code } items { item } } } } }`;

let platform: Platform;
beforeAll(async () => {
  platform = await startPlatform();
});
afterAll(() => platform.stop());

const listed = async () => (await platform.insurer.run(VERSIONS)).recipient;
const numbers = async () => (await listed()).agreements.map(({ version }: any) => version);

function apply(change: Partial<AgreementFile>, contact?: string) {
  const { identity, key } = platform.insurer;
  const file = fullAgreement(identity, { ...key.registeredJwk });
  const recipient = { ...file.recipient, ...(contact === undefined ? {} : { contact }) };
  return applyAgreements(platform.database.ownerUrl, platform.database.varDir, [
    { ...file, recipient, ...change },
  ]);
}

describe('the versions of an agreement', () => {
  it('are each listed as they were, the newest first, to the recipient', async () => {
    const first = await listed();
    expect(first.agreements).toEqual([first.agreement]);
    const { purposes } = fullAgreement(platform.insurer.identity, {});
    await apply({ purposes: purposes.slice(0, 2), validUntil: '2099-12-31' });
    await apply({ purposes: purposes.slice(0, 1), validUntil: '2099-12-31' });
    const { agreement, agreements } = await listed();
    expect(
      agreements.map(({ version, validUntil, purposes: agreed }: any) => [
        version,
        validUntil,
        agreed.length,
      ]),
    ).toEqual([
      [3, '2099-12-31', 1],
      [2, '2099-12-31', 2],
      [1, null, purposes.length],
    ]);
    expect([agreements[0], agreements[2]]).toEqual([agreement, first.agreement]);
  });

  it('are one more only when the terms change: not by applying the same, nor by what is new of the recipient alone', async () => {
    const { purposes } = fullAgreement(platform.insurer.identity, {});
    const same = { purposes: purposes.slice(0, 1), validUntil: '2099-12-31' };
    await apply(same);
    await apply(same, '新的客户服务 4000000001');
    expect(await numbers()).toEqual([3, 2, 1]);
  });

  it('go on after a catalogue was published, which raises the number alone', async () => {
    const officers = await Officers.of(platform);
    await officers.act({ kind: 'PUBLISH_CATALOGUE', raises: [{ item: 'EMP_NAME', level: 3 }] });
    const { agreement } = await listed();
    expect([agreement.version, await numbers()]).toEqual([4, [3, 2, 1]]);
    const { purposes } = fullAgreement(platform.insurer.identity, {});
    await apply({ purposes: purposes.slice(0, 1), validUntil: '2099-12-31' }, '客户服务 4000000002');
    await onAgreements(platform.database.ownerUrl, platform.database.varDir, (database, seals) =>
      endAgreement(database, seals, platform.insurer.identity.code, '2099-06-30'),
    );
    expect(await numbers()).toEqual([5, 3, 2, 1]);
    expect((await listed()).agreements[0].validUntil).toBe('2099-06-30');
    expect(await faultsOf(platform.database)).toEqual([]);
    await apply({});
  });

  it('are shown to nobody else, also not to a person who reaches the recipient through a grant', async () => {
    const { id, owner } = await give(platform, {
      asks: { purpose: 'CLAIM_ELIGIBILITY_CHECK', mode: 'LIMITED', maxUses: 3 },
    });
    const { errors } = await owner.send(
      'query ($id: ID!) { grant(id: $id) { recipient { agreements { version } } } }',
      { id },
    );
    expect(errors[0]!.extensions.code).toBe('FORBIDDEN');
    const others = (await platform.otherInsurer.run(VERSIONS)).recipient.agreements;
    expect(others.map(({ version }: any) => version)).toEqual([2, 1].slice(-others.length));
  });

  it('never change and never go: SQL can’t, and what it adds or takes away all the same is named', async () => {
    const { sql } = platform.database;
    const { code } = platform.insurer.identity;
    for (const statement of [
      "UPDATE assent.agreement_version SET purposes = '[]'",
      'DELETE FROM assent.agreement_version',
      'TRUNCATE assent.agreement_version',
    ])
      await expect(sql(statement)).rejects.toThrow(/may not change so/);
    const before = await numbers();
    await sql(
      `INSERT INTO assent.agreement_version SELECT recipient_code, 99, purposes, valid_until, applied_at, seal
       FROM assent.agreement_version WHERE recipient_code = $1 AND version = 1`,
      [code],
    );
    expect(await numbers()).toEqual(before);
    expect(await namedRows(platform.database)).toContain(`agreement_version ${code}: it has no right seal`);
    await sql('ALTER TABLE assent.agreement_version DISABLE TRIGGER USER');
    await sql('DELETE FROM assent.agreement_version WHERE version > 1 AND recipient_code = $1', [code]);
    await sql('ALTER TABLE assent.agreement_version ENABLE TRIGGER USER');
    expect(await faultsOf(platform.database)).toContainEqual(
      expect.stringMatching(/that version of the agreement/),
    );
  });
});

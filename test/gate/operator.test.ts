import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { maskedOperator } from '../../consent/gate/operator.js';
import { codeOf, give } from '../support/people/giving.js';
import { enrolled } from '../support/people/members.js';
import { demandOperators } from '../support/platform/operators.js';
import { type Platform, startPlatform } from '../support/platform/platform.js';

const REDEEM = `mutation ($input: RedeemGrantInput!) {
  redeemGrant(input: $input) { id operator person { settlements { nodes { totalFee } } } }
}`;
const DISCLOSURE = 'query ($id: ID!) { disclosure(id: $id) { operator } }';
const OF_GRANT = 'query ($id: ID!) { grant(id: $id) { disclosures { nodes { operator } } } }';
const claim = () => give(platform, { asks: { purpose: 'CLAIM_DIRECT_PAY', mode: 'LIMITED', maxUses: 5 } });

let platform: Platform;
beforeAll(async () => {
  platform = await startPlatform();
});
afterAll(() => platform.stop());

const redeem = (grantId: string, idempotencyKey: string, operator?: string | null) =>
  platform.insurer.send(REDEEM, { input: { grantId, idempotencyKey, operator } });

describe('who uses a grant, by the recipient’s own staff number', () => {
  it('is shown whole to the recipient, its AUDITOR and officers, and by its end to the person', async () => {
    const { id: grantId, owner } = await claim();
    const { id, operator } = (await redeem(grantId, 'one', 'AX-000831')).data.redeemGrant;
    expect(operator).toBe('AX-000831');
    const seen = async (client: Pick<typeof owner, 'run'>) =>
      (await client.run(DISCLOSURE, { id })).disclosure;
    expect(await seen(platform.insurer)).toEqual({ operator: 'AX-000831' });
    expect(await seen(await enrolled(platform, ['AUDITOR']))).toEqual({ operator: 'AX-000831' });
    expect(await seen(await enrolled(platform, ['OWNER', 'HANDLER']))).toEqual({ operator: '…831' });
    expect(await seen(owner)).toEqual({ operator: '…831' });
    expect(await seen(await enrolled(platform, ['DEVELOPER']))).toBeNull();
    expect(await seen(await enrolled(platform, ['AUDITOR'], 1))).toBeNull();
    const officer = await platform.staff('OFFICER');
    expect((await officer.run(OF_GRANT, { id: grantId })).grant.disclosures.nodes).toEqual([
      { operator: 'AX-000831' },
    ]);
  });

  it('is in the ledger as a commitment only, which its opening proves', async () => {
    const { id: grantId, owner } = await claim();
    const { id } = (await redeem(grantId, 'one', 'AX-000831')).data.redeemGrant;
    const receipt = (
      await platform.insurer.run('query ($id: ID!) { ledgerEntry(disclosureId: $id) }', { id })
    ).ledgerEntry;
    const [{ opening, commitment }] = (await platform.database.sql(
      `SELECT d.operator_opening AS opening, e.content->>'operator' AS commitment
       FROM assent.disclosure d JOIN assent.ledger_entry e ON e.disclosure_id = d.id WHERE d.id = $1`,
      [id],
    )) as [{ opening: Buffer; commitment: string }];
    expect(commitment).toBe(createHash('sha256').update(opening).update('AX-000831').digest('hex'));
    expect(JSON.stringify(receipt)).toContain(commitment);
    expect(JSON.stringify(receipt)).not.toContain('AX-000831');
    expect(
      (await owner.run('query ($id: ID!) { ledgerEntry(disclosureId: $id) }', { id })).ledgerEntry,
    ).toEqual(receipt);
  });

  it('is SYSTEM where no human asks, and null where nobody was said', async () => {
    const { id, owner } = await claim();
    await redeem(id, 'machine', 'SYSTEM');
    await redeem(id, 'nobody');
    expect((await owner.run(OF_GRANT, { id })).grant.disclosures.nodes).toEqual([
      { operator: null },
      { operator: 'SYSTEM' },
    ]);
  });

  it.each(['', ' ', 'A B', 'x'.repeat(41), 'A\u0000', 'A\n'])('is no %j', async (operator) => {
    const { id } = await claim();
    const { errors } = await redeem(id, 'key', operator);
    expect(errors[0]!.extensions).toEqual({ code: 'BAD_USER_INPUT', field: 'operator' });
  });

  it('is demanded where the agreement says so, and a refusal takes no use', async () => {
    const { id } = await claim();
    await demandOperators(platform, platform.insurer, true);
    try {
      expect(codeOf(await redeem(id, 'one'))).toBe('OPERATOR_REQUIRED');
      expect(codeOf(await redeem(id, 'one', 'AX-1'))).toBeUndefined();
      const { recipientOf } = await platform.anonymous.run(
        '{ recipientOf(code: "INS-ANXIN") { agreement { purposes { operatorRequired } } } }',
      );
      expect(new Set(recipientOf.agreement.purposes.map((one: any) => one.operatorRequired))).toEqual(
        new Set([true]),
      );
    } finally {
      await demandOperators(platform, platform.insurer, false);
    }
    const [grant] = await platform.database.sql('SELECT used FROM assent.consent_grant WHERE id = $1', [id]);
    expect(grant).toEqual({ used: 1 });
  });

  it.each([
    ['AX-000831', '…831'],
    ['123456', '…456'],
    ['1234', '…34'],
    ['12', '…2'],
    ['7', '…'],
    ['SYSTEM', 'SYSTEM'],
  ])('%s is shown to a person as %s', (operator, shown) => {
    expect(maskedOperator(operator)).toBe(shown);
  });
});

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { PersonClient } from '../../examples/clients/person-client.js';
import { expectOneGrowingLog, untilIntegrated } from '../support/database/tree-of.js';
import { ask, codeOf, copies, give } from '../support/people/giving.js';
import { allFreezesApplied, CONFIRM_ACT, Officers } from '../support/people/officers.js';
import { disabled } from '../support/people/staff.js';
import { type Platform, startPlatform } from '../support/platform/platform.js';

const CLAIM = { purpose: 'CLAIM_DIRECT_PAY', mode: 'LIMITED', maxUses: 3 } as const;
const SELECTION = 'id person { settlements(first: 1) { nodes { settlementId } } }';
const GRANT = 'query ($id: ID!) { grant(id: $id) { status used } }';
const NOTICES = '{ me { breachNotices { recipient { code } noticedAt liftedAt text } } }';

let platform: Platform;
let officers: Officers;
let insurer: string;
beforeAll(async () => {
  platform = await startPlatform();
  officers = await Officers.of(platform);
  insurer = platform.insurer.identity.code;
});
afterAll(async () => {
  await untilIntegrated(platform.database);
  await expectOneGrowingLog(platform.database);
  await platform.stop();
});

const redeem = async (id: string, key: string) => codeOf(await platform.insurer.redeem(id, key, SELECTION));
const entries = (kind: string) =>
  platform.database.sql(
    'SELECT content, recipient_code, grant_id FROM assent.ledger_entry WHERE kind = $1 ORDER BY id',
    [kind],
  );
const freezesApplied = () => allFreezesApplied(platform.database);

describe('R-34: the suspension of a recipient', () => {
  it('takes two officers, refuses all its grants at once, and ends when the recipient is reinstated', async () => {
    const grants = [await give(platform, { asks: CLAIM }), await give(platform, { asks: CLAIM })];
    for (const { id } of grants) expect(await redeem(id, 'before')).toBeUndefined();
    const proposal = await officers.propose({ kind: 'SUSPEND_RECIPIENT', recipient: insurer });
    expect(proposal.confirmedBy).toBeNull();
    expect(await redeem(grants[0]!.id, 'only proposed')).toBeUndefined();
    const { confirmAct } = await officers.other.run(CONFIRM_ACT, { id: proposal.id });
    expect(confirmAct).toMatchObject({
      proposedBy: officers.one.identity.code,
      confirmedBy: officers.other.identity.code,
    });
    // Retries of earlier redemptions are refused too, and so are grants whose facts are still cached.
    for (const { id } of grants)
      for (const key of ['before', 'after']) expect(await redeem(id, key)).toBe('GRANT_SUSPENDED');
    const someone = platform.someone();
    await expect(ask(platform.insurer, someone, CLAIM)).rejects.toThrow(/FORBIDDEN/);
    const [entry] = await entries('RECIPIENT_SUSPENDED');
    expect(entry).toMatchObject({
      recipient_code: insurer,
      content: {
        recipient: insurer,
        why: 'SUSPEND_RECIPIENT',
        proposedBy: officers.one.identity.code,
        confirmedBy: officers.other.identity.code,
      },
    });
    await officers.act({ kind: 'REINSTATE_RECIPIENT', recipient: insurer });
    for (const { id } of grants) expect(await redeem(id, 'again')).toBeUndefined();
    expect(await entries('RECIPIENT_REINSTATED')).toHaveLength(1);
  });

  it('does not affect other recipients', async () => {
    const { id } = await give(platform, { asks: CLAIM, to: platform.otherInsurer });
    await officers.act({ kind: 'SUSPEND_RECIPIENT', recipient: insurer });
    expect(codeOf(await platform.otherInsurer.redeem(id, 'one', SELECTION))).toBeUndefined();
    await officers.act({ kind: 'REINSTATE_RECIPIENT', recipient: insurer });
  });
});

describe('R-34: of an act', () => {
  it('nobody but an officer can confirm it or list acts', async () => {
    const { id } = await officers.propose({ kind: 'SUSPEND_RECIPIENT', recipient: insurer });
    const me = await platform.person(platform.someone()).signIn('FACE');
    for (const client of [
      await platform.staff('CLERK'),
      await platform.staff('REVIEWER'),
      me,
      platform.insurer,
    ]) {
      expect((await client.refusal(CONFIRM_ACT, { id })).code).toBe('FORBIDDEN');
      expect((await client.refusal('{ officerActs { id } }')).code).toBe('FORBIDDEN');
    }
    expect((await platform.anonymous.refusal(CONFIRM_ACT, { id })).code).toBe('UNAUTHENTICATED');
  });

  it('the proposing officer cannot be the confirming one, not even under a second account', async () => {
    const leaving = await platform.staff('OFFICER');
    const { proposeAct: own } = await leaving.run(
      `mutation ($recipient: ID!) { proposeAct(input: { kind: FREEZE_RECIPIENT, recipient: $recipient, reason: "x" }) { id } }`,
      { recipient: insurer },
    );
    expect((await leaving.refusal(CONFIRM_ACT, own)).code).toBe('FORBIDDEN');
    await disabled(platform, leaving.identity.code);
    expect((await leaving.refusal(CONFIRM_ACT, own)).code).toBe('UNAUTHENTICATED');
    const again = await platform.staff('OFFICER', leaving.identity.certNo);
    expect((await again.refusal(CONFIRM_ACT, own)).code).toBe('FORBIDDEN');
    // Nobody can confirm the proposal of an officer whose account is disabled.
    expect((await officers.other.refusal(CONFIRM_ACT, own)).code).toBe('FORBIDDEN');
    await expect(
      platform.database.sql(
        'UPDATE assent.officer_act SET confirmed_by = proposed_by, confirmed_at = assent.now() WHERE id = $1',
        [own.id],
      ),
    ).rejects.toThrow(/act_takes_two/);
  });

  it('a proposal expires after a day, cannot be changed, and takes effect once', async () => {
    const { id } = await officers.propose({ kind: 'SUSPEND_RECIPIENT', recipient: insurer });
    await platform.database.advance(86_400);
    expect((await officers.other.refusal(CONFIRM_ACT, { id })).code).toBe('FORBIDDEN');
    await platform.database.advance(-86_400);
    await expect(
      platform.database.sql('UPDATE assent.officer_act SET recipient_code = $2 WHERE id = $1', [
        id,
        platform.otherInsurer.identity.code,
      ]),
    ).rejects.toThrow(/may not change/);
    const done = await officers.act({ kind: 'SUSPEND_RECIPIENT', recipient: insurer });
    await officers.act({ kind: 'REINSTATE_RECIPIENT', recipient: insurer });
    expect((await officers.other.run(CONFIRM_ACT, { id: done.id })).confirmAct).toEqual(done);
    const [recipient] = await platform.database.sql(
      'SELECT suspended_at FROM assent.recipient WHERE code = $1',
      [insurer],
    );
    expect(recipient!.suspended_at).toBeNull();
  });

  it.each([
    [{ kind: 'SUSPEND_RECIPIENT' }, 'BAD_USER_INPUT'],
    [{ kind: 'SUSPEND_RECIPIENT', recipient: 'NOBODY' }, 'NOT_FOUND'],
    [{ kind: 'SUSPEND_RECIPIENT', recipient: 'INS-ANXIN', raises: [] }, 'BAD_USER_INPUT'],
    [{ kind: 'PUBLISH_CATALOGUE' }, 'BAD_USER_INPUT'],
    [{ kind: 'PUBLISH_CATALOGUE', raises: [] }, 'BAD_USER_INPUT'],
    [{ kind: 'PUBLISH_CATALOGUE', raises: [{ item: 'NO_SUCH', level: 3 }] }, 'BAD_USER_INPUT'],
    [{ kind: 'PUBLISH_CATALOGUE', raises: [{ item: 'SETL_ID', level: 4 }] }, 'BAD_USER_INPUT'],
    [{ kind: 'PUBLISH_CATALOGUE', raises: [{ item: 'CERTNO', level: 2 }] }, 'BAD_USER_INPUT'],
  ])('a proposal that could never be carried out is refused: %j', async (acting, code) => {
    expect(codeOf(await officers.proposing(acting))).toBe(code);
  });
});

describe('R-34: after a breach', () => {
  const noticesOf = async (person: PersonClient) => (await person.run(NOTICES)).me.breachNotices;

  it('a freeze suspends every grant of the recipient, records each in the ledger and notifies the grantors', async () => {
    const first = await give(platform, { asks: CLAIM });
    const revoked = await give(platform, { asks: CLAIM });
    await revoked.owner.revoke(revoked.id);
    const elsewhere = await give(platform, { asks: CLAIM, to: platform.otherInsurer });
    const many = await copies(platform.database, first.id, 1_200);
    await officers.act({ kind: 'FREEZE_RECIPIENT', recipient: insurer });
    expect(await redeem(first.id, 'at once')).toBe('GRANT_SUSPENDED');
    await freezesApplied();
    expect((await first.owner.run(GRANT, { id: first.id })).grant.status).toBe('SUSPENDED');
    expect((await revoked.owner.run(GRANT, { id: revoked.id })).grant.status).toBe('REVOKED');
    expect((await elsewhere.owner.run(GRANT, { id: elsewhere.id })).grant.status).toBe('ACTIVE');
    const suspended = new Set((await entries('GRANT_SUSPENDED')).map(({ grant_id }) => grant_id));
    expect(many.filter((id) => !suspended.has(id))).toEqual([]);
    expect([suspended.has(first.id), suspended.has(revoked.id), suspended.has(elsewhere.id)]).toEqual([
      true,
      false,
      false,
    ]);
    for (const { owner } of [first, revoked])
      expect(await noticesOf(owner)).toEqual([
        {
          recipient: { code: insurer },
          noticedAt: expect.any(String),
          liftedAt: null,
          text: expect.stringContaining('数据安全事件'),
        },
      ]);
    expect(await noticesOf(elsewhere.owner)).toEqual([]);

    // A frozen recipient can't be reinstated directly: the freeze must be lifted first.
    const { id } = await officers.propose({ kind: 'REINSTATE_RECIPIENT', recipient: insurer });
    expect((await officers.other.refusal(CONFIRM_ACT, { id })).code).toBe('FORBIDDEN');
    const twice = await officers.propose({ kind: 'FREEZE_RECIPIENT', recipient: insurer });
    expect((await officers.other.refusal(CONFIRM_ACT, { id: twice.id })).code).toBe('FORBIDDEN');

    await first.owner.revoke(first.id);
    await officers.act({ kind: 'LIFT_FREEZE', recipient: insurer });
    await freezesApplied();
    expect(await redeem(many[0]!, 'after')).toBeUndefined();
    expect(await redeem(first.id, 'after')).toBe('GRANT_REVOKED');
    const reinstated = new Set((await entries('GRANT_REINSTATED')).map(({ grant_id }) => grant_id));
    expect(many.filter((one) => !reinstated.has(one))).toEqual([]);
    expect(reinstated.has(first.id)).toBe(false);
    expect((await noticesOf(revoked.owner))[0].liftedAt).not.toBeNull();
    const nothing = await officers.propose({ kind: 'LIFT_FREEZE', recipient: insurer });
    expect((await officers.other.refusal(CONFIRM_ACT, { id: nothing.id })).code).toBe('FORBIDDEN');
  });

  it('an officer can see the status of a grant, and a clerk cannot', async () => {
    const { id } = await give(platform, { asks: CLAIM });
    expect((await officers.one.run(GRANT, { id })).grant).toEqual({ status: 'ACTIVE', used: 0 });
    const clerk = await platform.staff('CLERK');
    expect((await clerk.run(GRANT, { id })).grant).toBeNull();
  });
});

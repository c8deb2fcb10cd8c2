import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { PersonClient } from '../../examples/clients/person-client.js';
import { about, ask, CLAIM, ELIGIBILITY, ENROLLED, freshKey, giveGrant } from '../support/clients/consent.js';
import { concerning } from '../support/people/concerned.js';
import { APPROVE, aFamily, askOf, CONFIRM, DENY, proven } from '../support/people/family.js';
import { type Platform, startPlatform } from '../support/platform/platform.js';

const COUNTS = '{ me { counts { toDecide awaitingMe toReconfirm active newUses } } }';
const NOTHING = { toDecide: 0, awaitingMe: 0, toReconfirm: 0, active: 0, newUses: 0 };

let platform: Platform;
beforeAll(async () => {
  platform = await startPlatform();
});
afterAll(() => platform.stop());

const { raise } = concerning(() => platform);
const counts = async (of: PersonClient) => (await of.run(COUNTS)).me.counts;
const signedIn = (person = platform.someone()) => platform.person(person).signIn('FACE');
const looks = async () =>
  (
    await platform.database.sql(
      "SELECT count(*)::int AS n FROM assent.ledger_entry WHERE kind = 'OWN_ACCESS'",
    )
  )[0]!.n;

describe('Account.counts', () => {
  it('counts requests to decide, grants that can be used, and uses since markSeen', async () => {
    const me = await signedIn();
    expect(await counts(me)).toEqual(NOTHING);
    const { grant } = await giveGrant(me, platform.insurer);
    const pending = await ask(platform.insurer, about(me.person), CLAIM);
    await platform.insurer.redeem(grant.id, freshKey(), ENROLLED);
    expect(await counts(me)).toEqual({ ...NOTHING, toDecide: 1, active: 1, newUses: 1 });
    expect((await me.run('mutation { markSeen }')).markSeen).toBe(true);
    expect(await counts(me)).toMatchObject({ newUses: 0 });
    await platform.insurer.redeem(grant.id, freshKey(), ENROLLED);
    await me.run(DENY, { id: pending.id });
    expect(await counts(me)).toEqual({ ...NOTHING, active: 1, newUses: 1 });
    await me.revoke(grant.id);
    expect(await counts(me)).toEqual({ ...NOTHING, newUses: 1 });
  });

  it('shows one person’s marks and uses to nobody else', async () => {
    const [me, other] = [await signedIn(), await signedIn()];
    const { grant } = await giveGrant(me, platform.insurer);
    await platform.insurer.redeem(grant.id, freshKey(), ENROLLED);
    await other.run('mutation { markSeen }');
    expect(await counts(other)).toEqual(NOTHING);
    expect(await counts(me)).toMatchObject({ newUses: 1 });
  });

  it('reads nothing of the record: no look is recorded, and it is the same with protected records and without', async () => {
    const me = await signedIn();
    await ask(platform.insurer, about(me.person), ELIGIBILITY);
    const before = await looks();
    await counts(me);
    await me.run('mutation { markSeen }');
    expect(await looks()).toBe(before);
  });

  it('counts a request to a child for the guardian and not for the child (R-10)', async () => {
    const { child, guardian } = aFamily(platform, 'CHILD_UNDER_14');
    const parent = await signedIn(guardian);
    const before = await counts(parent);
    await askOf(platform, child);
    expect(await counts(parent)).toEqual({ ...before, toDecide: before.toDecide + 1 });
  });

  it('counts a request to somebody of 14 to 17 for themselves, and what they gave for the guardian until it is confirmed (R-11)', async () => {
    const { child, guardian } = aFamily(platform, 'CHILD_14_TO_17');
    const [ward, parent] = [await signedIn(child), await signedIn(guardian)];
    const before = await counts(parent);
    const id = await askOf(platform, child);
    expect([(await counts(ward)).toDecide, await counts(parent)]).toEqual([1, before]);
    const { approveConsentRequest: grant } = await ward.run(APPROVE, await proven(ward, id));
    expect(await counts(parent)).toEqual({ ...before, awaitingMe: before.awaitingMe + 1 });
    await parent.run(CONFIRM, await proven(parent, grant.id));
    expect(await counts(parent)).toEqual(before);
    expect(await counts(ward)).toMatchObject({ toDecide: 0, active: 1 });
  });

  it('counts what a representative decides for a provider', async () => {
    const me = await signedIn(platform.someone('REPRESENTATIVE'));
    const subject = { provider: { code: me.person.providerCode } };
    const credit = { purpose: 'CREDIT_GRANT', mode: 'LIMITED', maxUses: 3, validForDays: 30, notice: '授信' };
    await ask(platform.bank, subject, credit);
    expect(await counts(me)).toMatchObject({ toDecide: 1, active: 0 });
    await giveGrant(me, platform.bank, credit, subject);
    expect(await counts(me)).toMatchObject({ toDecide: 1, active: 1 });
  });

  it('counts grants of which the level of an item was raised, until the person confirms it (R-07)', async () => {
    const me = await signedIn();
    const { grant } = await giveGrant(me, platform.insurer);
    expect(await counts(me)).toMatchObject({ toReconfirm: 0 });
    await raise('INSUTYPE')();
    expect(await counts(me)).toMatchObject({ toReconfirm: 1 });
    await me.run('mutation ($input: ConfirmGrantItemsInput!) { confirmGrantItems(input: $input) { id } }', {
      ...(await proven(me, grant.id)),
    });
    expect(await counts(me)).toMatchObject({ toReconfirm: 0 });
  });
});

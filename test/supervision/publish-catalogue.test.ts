import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { approving, COUNTER, Counter } from '../../examples/clients/counter.js';
import { expectOneGrowingLog, untilIntegrated } from '../support/database/tree-of.js';
import { ask, codeOf, type Given, give } from '../support/people/giving.js';
import { Officers } from '../support/people/officers.js';
import { type Platform, startPlatform } from '../support/platform/platform.js';

const ELIGIBILITY = {
  purpose: 'CLAIM_ELIGIBILITY_CHECK',
  mode: 'LIMITED',
  maxUses: 5,
  notice: '资格核验',
  items: [{ item: 'INSUTYPE' }, { item: 'PSN_INSU_STAS' }],
} as const;
const TYPE = 'id person { enrolments { nodes { insuranceType } } }';
const STATUS = 'id person { enrolments { nodes { insuredStatus } } }';
const WAITING =
  'query ($id: ID!) { grant(id: $id) { catalogueVersion suspendedItems { item { code } level catalogueVersion } } }';
const CONFIRM = `mutation ($input: ConfirmGrantItemsInput!) {
  confirmGrantItems(input: $input) { id status suspendedItems { item { code } } }
}`;
const CATALOGUE = `query ($version: Int) {
  catalogue(version: $version) { version publishedAt items { code level minimumStrength } }
}`;
const REQUEST = 'query ($id: ID!) { consentRequest(id: $id) { requiredStrength } }';

let platform: Platform;
let officers: Officers;
let given: Given;
let first: string;
let waiting: string;
beforeAll(async () => {
  platform = await startPlatform();
  officers = await Officers.of(platform);
  given = await give(platform, { asks: ELIGIBILITY });
  const { data } = await platform.insurer.redeem(given.id, 'first', STATUS);
  first = data.redeemGrant.id;
  waiting = await ask(platform.insurer, given.owner.person, ELIGIBILITY);
  await officers.act({ kind: 'PUBLISH_CATALOGUE', raises: [{ item: 'PSN_INSU_STAS', level: 3 }] });
});
afterAll(async () => {
  await untilIntegrated(platform.database);
  await expectOneGrowingLog(platform.database);
  await platform.stop();
});

const catalogue = async (version?: number) =>
  (await platform.anonymous.run(CATALOGUE, { version })).catalogue;
const itemIn = ({ items }: any) => items.find(({ code }: any) => code === 'PSN_INSU_STAS');
const refusedFor = async (key: string, selection: string) => {
  const { errors } = await platform.insurer.redeem(given.id, key, selection);
  return errors[0]?.extensions;
};

describe('R-07: a catalogue version that raises an item’s level', () => {
  it('is shown by the catalogue at once, and the version before it can still be queried', async () => {
    const [now, before] = [await catalogue(), await catalogue(1)];
    expect([now.version, before.version]).toEqual([2, 1]);
    expect(itemIn(now)).toMatchObject({ level: 3, minimumStrength: 'FACE' });
    expect(itemIn(before).level).toBeLessThan(3);
    expect(await catalogue(2)).toEqual(now);
    expect((await platform.anonymous.refusal(CATALOGUE, { version: 3 })).code).toBe('NOT_FOUND');
    const { catalogue: three } = await platform.anonymous.run('{ catalogue { items(level: 3) { code } } }');
    expect(three.items).toContainEqual({ code: 'PSN_INSU_STAS' });
    const { catalogue: nested } = await platform.anonymous.run(
      '{ catalogue(version: 1) { categories { items { code level category { items { code level } } } } } }',
    );
    const levels = nested.categories
      .flatMap(({ items }: any) => items)
      .flatMap((item: any) => [item, ...item.category.items])
      .filter(({ code }: any) => code === 'PSN_INSU_STAS')
      .map(({ level }: any) => level);
    expect(new Set(levels)).toEqual(new Set([itemIn(before).level]));
    const [entry] = await platform.database.sql(
      "SELECT content FROM assent.ledger_entry WHERE kind = 'CATALOGUE_PUBLISHED'",
    );
    expect(entry!.content).toMatchObject({
      version: 2,
      raises: [{ item: 'PSN_INSU_STAS', level: 3 }],
      proposedBy: officers.one.identity.code,
      confirmedBy: officers.other.identity.code,
    });
  });

  it('suspends that item, and no other, in every grant that includes it', async () => {
    expect(await refusedFor('after', STATUS)).toEqual({ code: 'ITEM_NOT_GRANTED', items: ['PSN_INSU_STAS'] });
    expect(await refusedFor('first', STATUS)).toMatchObject({ code: 'ITEM_NOT_GRANTED' });
    expect(await refusedFor('other', TYPE)).toBeUndefined();
    const REREAD = `query ($id: ID!) { disclosure(id: $id) { person { enrolments { nodes { insuredStatus } } } } }`;
    expect((await platform.insurer.refusal(REREAD, { id: first })).code).toBe('ITEM_NOT_GRANTED');
    const { grant } = await given.owner.run(WAITING, { id: given.id });
    expect(grant).toEqual({
      catalogueVersion: 1,
      suspendedItems: [{ item: { code: 'PSN_INSU_STAS' }, level: 3, catalogueVersion: 2 }],
    });
  });

  it('applies to requests that are answered after its publication', async () => {
    expect((await given.owner.run(REQUEST, { id: waiting })).consentRequest.requiredStrength).toBe('FACE');
    const { owner } = given;
    const weak = await owner.prove('SCAN', 'APPROVE', waiting);
    const APPROVE = `mutation ($input: ApproveConsentRequestInput!) { approveConsentRequest(input: $input) { catalogueVersion } }`;
    const input = { id: waiting, authentication: weak, sensitiveConfirmed: true };
    expect(await owner.refusal(APPROVE, { input })).toMatchObject({
      code: 'STRENGTH_REQUIRED',
      required: 'FACE',
    });
    const strong = { ...input, authentication: await owner.prove('FACE', 'APPROVE', waiting) };
    const unconfirmed = { ...strong, sensitiveConfirmed: false };
    expect((await owner.refusal(APPROVE, { input: unconfirmed })).code).toBe(
      'SENSITIVE_CONFIRMATION_REQUIRED',
    );
    const { approveConsentRequest } = await owner.run(APPROVE, { input: strong });
    expect(approveConsentRequest.catalogueVersion).toBe(2);
  });

  it('makes an approval at the counter wait for a reviewer', async () => {
    const person = platform.someone();
    const id = await ask(platform.insurer, person, ELIGIBILITY);
    const clerk = await platform.staff('CLERK');
    const session = await new Counter(platform.standInUrl).open(clerk, person);
    const { approveAtCounter } = await clerk.run(
      COUNTER.APPROVE,
      approving(session.id, { id, notice: ELIGIBILITY.notice }),
    );
    expect(approveAtCounter).toMatchObject({ twoPeople: true, grant: null });
  });
});

describe('R-07: confirmGrantItems', () => {
  const confirm = (authentication: string, changed: Record<string, unknown> = {}) => ({
    input: { id: given.id, authentication, sensitiveConfirmed: true, ...changed },
  });

  it('requires the strength of the new level, the second confirmation and the person’s own proof', async () => {
    const { owner } = given;
    const weak = confirm(await owner.prove('SCAN', 'APPROVE', given.id));
    expect(await owner.refusal(CONFIRM, weak)).toMatchObject({ code: 'STRENGTH_REQUIRED', required: 'FACE' });
    const proof = await owner.prove('FACE', 'APPROVE', given.id);
    const once = confirm(proof, { sensitiveConfirmed: false });
    expect((await owner.refusal(CONFIRM, once)).code).toBe('SENSITIVE_CONFIRMATION_REQUIRED');
    const elsewhere = confirm(await owner.prove('FACE', 'APPROVE', waiting));
    expect((await owner.refusal(CONFIRM, elsewhere)).code).toBe('AUTHENTICATION_FAILED');
    const wrong = confirm(proof, { items: ['INSUTYPE'] });
    expect((await owner.refusal(CONFIRM, wrong)).code).toBe('BAD_USER_INPUT');
    const stranger = await platform.person(platform.someone()).signIn('FACE');
    expect((await stranger.refusal(CONFIRM, confirm(proof))).code).toBe('NOT_FOUND');
    expect((await platform.insurer.refusal(CONFIRM, confirm(proof))).code).toBe('FORBIDDEN');
    expect(await refusedFor('still', STATUS)).toMatchObject({ code: 'ITEM_NOT_GRANTED' });
  });

  it('makes the item readable again at once and is recorded in the ledger', async () => {
    const { owner, id } = given;
    const { confirmGrantItems } = await owner.run(CONFIRM, confirm(await owner.prove('FACE', 'APPROVE', id)));
    expect(confirmGrantItems).toEqual({ id, status: 'ACTIVE', suspendedItems: [] });
    expect(await refusedFor('confirmed', STATUS)).toBeUndefined();
    const [entry] = await platform.database.sql(
      "SELECT content FROM assent.ledger_entry WHERE kind = 'GRANT_REINSTATED' AND grant_id = $1",
      [id],
    );
    expect(entry!.content).toMatchObject({
      why: 'CONFIRMED_AGAIN',
      confirmed: [{ item: 'PSN_INSU_STAS', version: 2 }],
      strength: 'FACE',
    });
    const again = confirm(await owner.prove('FACE', 'APPROVE', id));
    expect((await owner.refusal(CONFIRM, again)).code).toBe('BAD_USER_INPUT');
  });

  it('confirms an item once even if its level was raised twice', async () => {
    const other = await give(platform, { asks: ELIGIBILITY });
    for (const level of [2, 3])
      await officers.act({ kind: 'PUBLISH_CATALOGUE', raises: [{ item: 'INSUTYPE', level }] });
    expect((await catalogue()).version).toBe(4);
    expect(codeOf(await platform.insurer.redeem(other.id, 'one', TYPE))).toBe('ITEM_NOT_GRANTED');
    expect(codeOf(await platform.insurer.redeem(other.id, 'two', STATUS))).toBeUndefined();
    const authentication = await other.owner.prove('FACE', 'APPROVE', other.id);
    await other.owner.run(CONFIRM, { input: { id: other.id, authentication, sensitiveConfirmed: true } });
    expect(codeOf(await platform.insurer.redeem(other.id, 'three', TYPE))).toBeUndefined();
  });

  it('is refused for a revoked grant', async () => {
    const { owner, id } = given;
    const authentication = await owner.prove('FACE', 'APPROVE', id);
    await owner.revoke(id);
    expect((await owner.refusal(CONFIRM, confirm(authentication))).code).toBe('GRANT_REVOKED');
  });
});

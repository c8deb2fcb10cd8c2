import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { earliestRecord } from '../../consent/purposes/lookback.js';
import { purposeOf } from '../../consent/purposes/registry.js';
import {
  ask,
  copies,
  expectAuditEqualsUsed,
  type Given,
  give,
  toCityNoon,
} from '../support/people/giving.js';
import { type Platform, startPlatform } from '../support/platform/platform.js';

const CLAIM = { purpose: 'CLAIM_DIRECT_PAY', mode: 'LIMITED', maxUses: 12, validForDays: 30 } as const;

let platform: Platform;
let given: Given;
let earliest: string;
let before: string;
beforeAll(async () => {
  platform = await startPlatform();
  await toCityNoon(platform.database);
  given = await give(platform, { asks: CLAIM });
  const [{ now }] = (await platform.database.sql('SELECT assent.now()')) as [{ now: Date }];
  earliest = earliestRecord(purposeOf(CLAIM.purpose), now)!;
  before = new Date(Date.parse(earliest) - 86_400_000).toISOString().slice(0, 10);
});
afterEach(() => expectAuditEqualsUsed(platform.database));
afterAll(() => platform.stop());

const usesOf = async (grantId: string) =>
  (await platform.database.sql('SELECT used FROM assent.consent_grant WHERE id = $1', [grantId]))[0]!.used;

/** The refusal of a redemption, and the uses that it took. */
async function refused(grantId: string, selection: string, variables = '', values: object = {}) {
  const used = await usesOf(grantId);
  const { errors } = await platform.insurer.send(
    `mutation Redeem($input: RedeemGrantInput!${variables}) { redeemGrant(input: $input) { id ${selection} } }`,
    { input: { grantId, idempotencyKey: randomUUID() }, ...values },
  );
  return { ...errors[0]?.extensions, uses: (await usesOf(grantId)) - used };
}

const BILLS = (args: string) => `person { settlements${args} { nodes { totalFee } } }`;

describe('R-09: no use is taken for', () => {
  // biome-ignore format: a table is read by its rows
  it.each<[string, string, object]>([
    ['a period that ends before it begins', BILLS('(from: "2026-03-02", to: "2026-03-01")'), { code: 'BAD_USER_INPUT', field: 'from' }],
    ['days before the look-back', BILLS('(to: "2001-01-01")'), { code: 'TERMS_NOT_ALLOWED', field: 'to' }],
    ['days to come', BILLS('(from: "2999-01-01")'), { code: 'TERMS_NOT_ALLOWED', field: 'from' }],
    ['nothing', '', { code: 'NOTHING_SELECTED' }],
    ['a person without a category', 'person { __typename }', { code: 'NOTHING_SELECTED' }],
    ['a category without an item', 'person { settlements { pageInfo { hasNextPage } } }', { code: 'NOTHING_SELECTED' }],
    ['rows without an item', 'person { settlements { nodes { __typename } } }', { code: 'NOTHING_SELECTED' }],
    ['one category without an item among others', 'person { settlements { nodes { totalFee } } encounters { __typename } }', { code: 'NOTHING_SELECTED' }],
    ['no assertion', 'verify(assertions: []) { match }', { code: 'NOTHING_SELECTED' }],
    ['an assertion of nothing', 'verify(assertions: [{ item: "MEDFEE_SUMAMT" }]) { match }', { code: 'BAD_USER_INPUT', field: 'assertions' }],
    ['a threshold above the other', 'verify(assertions: [{ item: "MEDFEE_SUMAMT", atLeast: "10", atMost: "9.99" }]) { match }', { code: 'BAD_USER_INPUT', field: 'assertions' }],
    ['a page of no rows', BILLS('(first: 0)'), { code: 'BAD_USER_INPUT', field: 'first' }],
    ['a page after nothing', BILLS('(after: "")'), { code: 'BAD_USER_INPUT', field: 'after' }],
    ['everything skipped', `... @skip(if: true) { ${BILLS('')} }`, { code: 'NOTHING_SELECTED' }],
    ['nothing included', 'person { settlements { nodes { totalFee @include(if: false) } } }', { code: 'NOTHING_SELECTED' }],
    ['data of a provider under the grant of a person', 'provider { profile { address } }', { code: 'ITEM_NOT_GRANTED' }],
  ])('%s', async (_what, selection, refusal) => {
    expect(await refused(given.id, selection)).toMatchObject({ ...refusal, uses: 0 });
  });

  it('what a variable skips', async () => {
    const selection = `... @include(if: $shown) { ${BILLS('')} }`;
    expect(await refused(given.id, selection, ', $shown: Boolean!', { shown: false })).toEqual({
      code: 'NOTHING_SELECTED',
      uses: 0,
    });
    expect((await refused(given.id, selection, ', $shown: Boolean!', { shown: true })).uses).toBe(1);
  });

  it('a field that is skipped itself', async () => {
    const used = await usesOf(given.id);
    await platform.insurer.send(
      `mutation ($input: RedeemGrantInput!) { redeemGrant(input: $input) @skip(if: true) { ${BILLS('')} } }`,
      { input: { grantId: given.id, idempotencyKey: randomUUID() } },
    );
    expect(await usesOf(given.id)).toBe(used);
  });

  it('a grant whose period is over before the look-back begins, but for what has no time', async () => {
    const [grant] = await copies(platform.database, given.id, 1, { records_to: before });
    for (const selection of [
      BILLS(''),
      'verify(assertions: [{ item: "MEDFEE_SUMAMT", atLeast: "1" }]) { match }',
    ])
      expect(await refused(grant!, selection)).toEqual({
        code: 'TERMS_NOT_ALLOWED',
        field: 'recordsTo',
        limit: earliest,
        uses: 0,
      });
    const name = 'verify(assertions: [{ item: "PSN_NAME", equals: "某" }]) { match }';
    expect((await refused(grant!, name)).uses).toBe(1);
  });

  it('a grant of records to come, while there are none', async () => {
    const [grant] = await copies(platform.database, given.id, 1, { records_from: '2999-01-01' });
    expect(await refused(grant!, BILLS(''))).toMatchObject({
      code: 'TERMS_NOT_ALLOWED',
      field: 'recordsFrom',
      uses: 0,
    });
  });

  it('days outside the granted period', async () => {
    const [from, to] = [
      before.replace(/^\d+/, (year) => String(Number(year) + 1)),
      earliest.replace(/^\d+/, (year) => String(Number(year) + 1)),
    ];
    const [grant] = await copies(platform.database, given.id, 1, { records_from: from, records_to: to });
    expect(await refused(grant!, BILLS('(from: "2999-01-01")'))).toMatchObject({
      code: 'TERMS_NOT_ALLOWED',
      field: 'from',
      limit: to,
      uses: 0,
    });
    expect(await refused(grant!, BILLS(`(to: "${earliest}")`))).toMatchObject({
      code: 'TERMS_NOT_ALLOWED',
      field: 'to',
      limit: from,
      uses: 0,
    });
    expect((await refused(grant!, BILLS(`(from: "${to}")`))).uses).toBe(1);
  });
});

describe('R-08: a period that is over before the look-back begins is not agreed on', () => {
  it('by a request', async () => {
    const { certNo, name } = given.owner.person;
    const input = {
      ...CLAIM,
      subject: { person: { certNo, name } },
      notice: '用途',
      reference: randomUUID(),
      recordsTo: before,
    };
    const asking = 'mutation ($input: RequestConsentInput!) { requestConsent(input: $input) { id } }';
    expect(await platform.insurer.refusal(asking, { input })).toMatchObject({
      code: 'TERMS_NOT_ALLOWED',
      field: 'recordsTo',
      limit: earliest,
    });
  });

  it('by an approval that narrows it', async () => {
    const { owner } = given;
    const id = await ask(platform.insurer, owner.person, CLAIM);
    const authentication = await owner.prove('FACE', 'APPROVE', id);
    const approve =
      'mutation ($input: ApproveConsentRequestInput!) { approveConsentRequest(input: $input) { id } }';
    const input = { id, authentication, sensitiveConfirmed: true, recordsTo: before };
    expect(await owner.refusal(approve, { input })).toMatchObject({
      code: 'TERMS_NOT_ALLOWED',
      field: 'recordsTo',
    });
  });
});

it('R-24: one’s own record is not read for a period that ends before it begins', async () => {
  const { owner } = given;
  expect(
    await owner.refusal(
      '{ me { person { settlements(from: "2026-03-02", to: "2026-03-01") { nodes { totalFee } } } } }',
    ),
  ).toMatchObject({ code: 'BAD_USER_INPUT', field: 'from' });
});

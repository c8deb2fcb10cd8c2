import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { codeOf, expectAuditEqualsUsed, type Given, give } from '../support/people/giving.js';
import { type Platform, startPlatform } from '../support/platform/platform.js';

const SELECTION =
  'id useNumber usesRemaining disclosedAt items { item { code } delivery } person { settlements { nodes { settlementId totalFee } } }';
const OTHER = 'person { settlements { nodes { settlementId } } }';
const HOURS_24 = 24 * 3600;

let platform: Platform;
beforeAll(async () => {
  platform = await startPlatform();
});
afterEach(() => expectAuditEqualsUsed(platform.database));
afterAll(() => platform.stop());

const claim = (mode: 'ONE_TIME' | 'LIMITED', maxUses?: number): Promise<Given> =>
  give(platform, {
    asks: { purpose: 'CLAIM_DIRECT_PAY', validForDays: 30, mode, ...(maxUses && { maxUses }) },
  });

const kinds = async (grantId: string) =>
  (
    await platform.database.sql('SELECT kind FROM assent.ledger_entry WHERE grant_id = $1 ORDER BY id', [
      grantId,
    ])
  ).map(({ kind }) => kind);

describe('R-09: a retry with the same key', () => {
  it('gives the same disclosure, takes no use, and is recorded as a re-read', async () => {
    const { insurer } = platform;
    const { id } = await claim('LIMITED', 3);
    const first = await insurer.redeem(id, 'key', `replayed ${SELECTION}`);
    const again = await insurer.redeem(id, 'key', `replayed ${SELECTION}`);
    expect(first.data.redeemGrant.replayed).toBe(false);
    expect(again.data.redeemGrant).toEqual({ ...first.data.redeemGrant, replayed: true });
    expect(await kinds(id)).toEqual(['GRANT_GIVEN', 'DISCLOSURE', 'REREAD']);
  });

  it('gets the first answer again after other keys took uses, and when no use is left', async () => {
    const { insurer } = platform;
    const { id } = await claim('LIMITED', 2);
    const first = await insurer.redeem(id, 'key', SELECTION);
    await insurer.redeem(id, 'other key', SELECTION);
    expect(codeOf(await insurer.redeem(id, 'third key', SELECTION))).toBe('GRANT_EXHAUSTED');
    expect((await insurer.redeem(id, 'key', SELECTION)).data).toEqual(first.data);
  });

  it('is answered for less than 24 hours', async () => {
    const { insurer, database } = platform;
    const { id } = await claim('ONE_TIME');
    await insurer.redeem(id, 'key', SELECTION);
    await database.advance(HOURS_24 - 60);
    expect(codeOf(await insurer.redeem(id, 'key', SELECTION))).toBeUndefined();
    await database.advance(60);
    expect(codeOf(await insurer.redeem(id, 'key', SELECTION))).toBe('IDEMPOTENCY_KEY_REUSED');
    await database.advance(-HOURS_24);
  });

  it('is refused once the grant is revoked', async () => {
    const { insurer } = platform;
    const { id, owner } = await claim('LIMITED', 2);
    await insurer.redeem(id, 'key', SELECTION);
    const { revokedAt } = await owner.revoke(id);
    const { errors } = await insurer.redeem(id, 'key', SELECTION);
    expect(errors[0]!.extensions).toEqual({ code: 'GRANT_REVOKED', at: revokedAt });
  });

  it('is refused once the grant has ended', async () => {
    const { insurer, database } = platform;
    const { id } = await give(platform, {
      asks: { purpose: 'CLAIM_DIRECT_PAY', validForDays: 1, mode: 'LIMITED', maxUses: 2 },
    });
    await database.advance(HOURS_24 - 600);
    expect(codeOf(await insurer.redeem(id, 'key', SELECTION))).toBeUndefined();
    await database.advance(600);
    expect(codeOf(await insurer.redeem(id, 'key', SELECTION))).toBe('GRANT_EXPIRED');
    await database.advance(-HOURS_24);
  });

  it('takes a use of another grant when it is used there', async () => {
    const { insurer } = platform;
    const [one, two] = [await claim('ONE_TIME'), await claim('ONE_TIME')];
    const answers = [
      await insurer.redeem(one.id, 'key', SELECTION),
      await insurer.redeem(two.id, 'key', SELECTION),
    ];
    expect(answers.map(codeOf)).toEqual([undefined, undefined]);
    expect(answers[0]!.data.redeemGrant.id).not.toBe(answers[1]!.data.redeemGrant.id);
  });
});

describe('R-09: a key that was used before is refused as IDEMPOTENCY_KEY_REUSED without taking a use', () => {
  const withFirst = (first: number) => ({
    query: `mutation Redeem($input: RedeemGrantInput!, $first: Int) { redeemGrant(input: $input) { person { settlements(first: $first) { nodes { settlementId } } } } }`,
    variables: { first },
  });

  it('for another selection', async () => {
    const { insurer } = platform;
    const { id } = await claim('LIMITED', 3);
    await insurer.redeem(id, 'key', SELECTION);
    expect(codeOf(await insurer.redeem(id, 'key', OTHER))).toBe('IDEMPOTENCY_KEY_REUSED');
    expect(await kinds(id)).toEqual(['GRANT_GIVEN', 'DISCLOSURE', 'REFUSAL']);
  });

  it('for the same operation with other variables', async () => {
    const { insurer } = platform;
    const { id } = await claim('LIMITED', 3);
    const send = ({ query, variables }: ReturnType<typeof withFirst>) =>
      insurer.send(query, { ...variables, input: { grantId: id, idempotencyKey: 'key' } });
    expect(codeOf(await send(withFirst(1)))).toBeUndefined();
    expect(codeOf(await send(withFirst(2)))).toBe('IDEMPOTENCY_KEY_REUSED');
    expect(codeOf(await send(withFirst(1)))).toBeUndefined();
  });

  it('but not for a difference in white space, commas or comments only', async () => {
    const { insurer } = platform;
    const { id } = await claim('ONE_TIME');
    await insurer.redeem(id, 'key', OTHER);
    expect(
      codeOf(await insurer.redeem(id, 'key', `${OTHER.replaceAll(' ', ' \n , ')} # the same\n`)),
    ).toBeUndefined();
  });

  it('for an operation that selects more than the entry of the use says', async () => {
    const { insurer } = platform;
    const { id } = await claim('LIMITED', 3);
    const ask = (item: string) =>
      insurer.send(
        `mutation Ask($input: RedeemGrantInput!) {
          redeemGrant(input: $input) { person { settlements(first: 1) { nodes { ${item} } } } }
        }`,
        { input: { grantId: id, idempotencyKey: 'key' } },
      );
    expect((await ask('settlementId')).errors).toEqual([]);
    expect((await ask('totalFee')).errors.map(({ extensions }) => extensions.code)).toEqual([
      'IDEMPOTENCY_KEY_REUSED',
    ]);
    expect(await kinds(id)).toEqual(['GRANT_GIVEN', 'DISCLOSURE', 'REFUSAL']);
  });

  it('for an operation that compares an item with a second value', async () => {
    const { insurer } = platform;
    const { id } = await give(platform, {
      asks: { purpose: 'HUIMIN_ENROL_VERIFY', mode: 'LIMITED', maxUses: 3 },
    });
    const guess = (area: string) =>
      insurer.send(
        `mutation Guess($input: RedeemGrantInput!) {
          redeemGrant(input: $input) { verify(assertions: [{ item: "INSUPLC_ADMDVS", equals: "${area}" }]) { match } }
        }`,
        { input: { grantId: id, idempotencyKey: 'key' } },
      );
    expect((await guess('370602')).errors).toEqual([]);
    expect((await guess('370611')).errors.map(({ extensions }) => extensions.code)).toEqual([
      'IDEMPOTENCY_KEY_REUSED',
    ]);
  });
});

describe('two redemptions in one operation', () => {
  it('are refused together before anything happens', async () => {
    const { insurer } = platform;
    const { id } = await claim('LIMITED', 3);
    const { data, errors } = await insurer.send(
      `mutation Two($input: RedeemGrantInput!) {
        one: redeemGrant(input: $input) { person { settlements(first: 1) { nodes { settlementId } } } }
        two: redeemGrant(input: $input) { person { settlements(first: 1) { nodes { totalFee } } } }
      }`,
      { input: { grantId: id, idempotencyKey: 'key' } },
    );
    expect(data).toBeNull();
    expect(errors.map(({ extensions }) => extensions.code)).toEqual(['QUERY_TOO_EXPENSIVE']);
    expect(await kinds(id)).toEqual(['GRANT_GIVEN']);
  });
});

describe('an idempotency key', () => {
  // biome-ignore format: a table is read by its rows
  it.each([
    ['empty', ''], ['blank', '   '], ['longer than 200 characters', 'k'.repeat(201)], ['with a NUL', 'a\u0000b'],
  ])('that is %s is refused before anything happens', async (_what, key) => {
    const { id } = await claim('ONE_TIME');
    const { errors } = await platform.insurer.redeem(id, key, SELECTION);
    expect(errors[0]!.extensions).toEqual({ code: 'BAD_USER_INPUT', field: 'idempotencyKey' });
    expect(await kinds(id)).toEqual(['GRANT_GIVEN']);
  });

  it('may be any text of up to 200 characters, with emoji and quotes', async () => {
    const { id } = await claim('LIMITED', 3);
    for (const key of ['k'.repeat(200), '🔑🔑', `'"; DROP TABLE assent.disclosure; --`])
      expect(codeOf(await platform.insurer.redeem(id, key, OTHER))).toBeUndefined();
  });
});

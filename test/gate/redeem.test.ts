import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import {
  codeOf,
  copies,
  expectAuditEqualsUsed,
  type Given,
  give,
  recordsOf,
  toNoonOf,
} from '../support/people/giving.js';
import { type Platform, startPlatform } from '../support/platform/platform.js';
import { sealRows } from '../support/platform/seals.js';

const SELECTION =
  'useNumber usesRemaining replayed person { settlements(first: 1) { nodes { settlementId } } }';
const CLAIM = { purpose: 'CLAIM_DIRECT_PAY', validForDays: 30 };

let platform: Platform;
beforeAll(async () => {
  platform = await startPlatform();
});
afterEach(() => expectAuditEqualsUsed(platform.database));
afterAll(() => platform.stop());

const usesOf = async (grantId: string) =>
  (await platform.database.sql('SELECT used FROM assent.consent_grant WHERE id = $1', [grantId]))[0]!.used;

describe('R-09: a grant of mode', () => {
  it('ONE_TIME can be used once, and then says when it was used', async () => {
    const { insurer } = platform;
    const { id } = await give(platform, { asks: { ...CLAIM, mode: 'ONE_TIME' } });
    const { data } = await insurer.redeem(id, 'first', `disclosedAt ${SELECTION}`);
    expect(data.redeemGrant).toMatchObject({ useNumber: 1, usesRemaining: 0, replayed: false });
    const { errors } = await insurer.redeem(id, 'second', SELECTION);
    expect(errors[0]!.extensions).toEqual({ code: 'GRANT_EXHAUSTED', at: data.redeemGrant.disclosedAt });
  });

  it('LIMITED can be used as often as granted, with consecutive use numbers', async () => {
    const { insurer } = platform;
    const { id } = await give(platform, { asks: { ...CLAIM, mode: 'LIMITED', maxUses: 2 } });
    const answers = [];
    for (const key of ['1', '2', '3']) answers.push(await insurer.redeem(id, key, SELECTION));
    expect(answers.map(({ data }) => data?.redeemGrant.useNumber)).toEqual([1, 2, undefined]);
    expect(answers.map(({ data }) => data?.redeemGrant.usesRemaining)).toEqual([1, 0, undefined]);
    expect(answers.map(codeOf)).toEqual([undefined, undefined, 'GRANT_EXHAUSTED']);
  });

  it('MULTI_USE has no limit of uses in total', async () => {
    const { insurer } = platform;
    const { id } = await give(platform, { asks: { ...CLAIM, mode: 'MULTI_USE' } });
    const { data } = await insurer.redeem(id, 'any', SELECTION);
    expect(data.redeemGrant).toMatchObject({ useNumber: 1, usesRemaining: null });
  });
});

describe('a redemption that asks for more than was granted', () => {
  let given: Given;
  beforeAll(async () => {
    const items = [
      { item: 'SETL_ID' },
      { item: 'SETL_TIME', delivery: 'MASKED' },
      { item: 'PSN_NAME', delivery: 'VERIFY' },
    ];
    given = await give(platform, { asks: { ...CLAIM, mode: 'LIMITED', maxUses: 2, items } });
  });

  // biome-ignore format: a table is read by its rows
  it.each([
    ['an item that was not granted', 'person { settlements { nodes { settlementId totalFee } } }', ['MEDFEE_SUMAMT']],
    ['several, in several categories', 'person { settlements { nodes { totalFee settlementId accountPay } } contact { mobile } }', ['MEDFEE_SUMAMT', 'ACCT_PAY', 'MOB']],
    ['the value of what was granted for comparison', 'person { settlements { nodes { settlementId } } basicIdentity { personName } }', ['PSN_NAME']],
    ['a comparison of what was granted masked', 'person { settlements { nodes { settlementId } } } verify(assertions: [{ item: "SETL_TIME", equals: "2026-01-01" }]) { match }', ['SETL_TIME']],
    ['a filter by what was granted masked', 'person { settlements(from: "2026-01-01") { nodes { settlementId } } }', ['SETL_TIME']],
    ['an item of a provider', 'person { settlements { nodes { settlementId } } } provider { bank { bankAccount } }', ['PROVIDER:BANK.BANKACCT']],
  ])('R-08: with %s is refused as a whole, names the items, and takes no use', async (_what, selection, items) => {
    const { data, errors } = await platform.insurer.redeem(given.id, `too many ${selection}`, selection);
    expect(data).toBeNull();
    expect(errors).toHaveLength(1);
    expect(errors[0]!.extensions).toEqual({ code: 'ITEM_NOT_GRANTED', items });
    expect(await usesOf(given.id)).toBe(0);
  });

  it('R-08: can be repeated with the same key for what was granted', async () => {
    const { insurer } = platform;
    expect(codeOf(await insurer.redeem(given.id, 'again', 'person { contact { mobile } }'))).toBe(
      'ITEM_NOT_GRANTED',
    );
    const { data } = await insurer.redeem(given.id, 'again', SELECTION);
    expect(data.redeemGrant).toMatchObject({ useNumber: 1, replayed: false });
  });
});

describe('a grant can’t be used', () => {
  it('R-01: by another recipient, who does not learn that it exists', async () => {
    const { id } = await give(platform, { asks: { ...CLAIM, mode: 'ONE_TIME' } });
    const nowhere = '0199a0aa-0000-7000-8000-00000000ffff';
    for (const stranger of [platform.otherInsurer, platform.bank]) {
      const existing = await stranger.redeem(id, 'stolen', SELECTION);
      expect(codeOf(existing)).toBe('NOT_FOUND');
      expect(existing.errors[0]).toEqual((await stranger.redeem(nowhere, 'stolen', SELECTION)).errors[0]);
    }
    expect(await usesOf(id)).toBe(0);
    expect(
      await platform.database.sql('SELECT kind FROM assent.ledger_entry WHERE grant_id = $1', [id]),
    ).toEqual([{ kind: 'GRANT_GIVEN' }]);
  });

  it('R-01: by the person who gave it, or without a token', async () => {
    const { id, owner } = await give(platform, { asks: { ...CLAIM, mode: 'ONE_TIME' } });
    const redeem = `mutation { redeemGrant(input: { grantId: "${id}", idempotencyKey: "k" }) { ${SELECTION} } }`;
    expect((await owner.refusal(redeem)).code).toBe('FORBIDDEN');
    expect((await platform.anonymous.refusal(redeem)).code).toBe('UNAUTHENTICATED');
    expect(await usesOf(id)).toBe(0);
  });

  it('R-10: if the person gave it themselves and is not 14 years old on that day', async () => {
    const { insurer, database } = platform;
    const { id } = await give(platform, { asks: { ...CLAIM, mode: 'LIMITED', maxUses: 12 } });
    const [grant] = await copies(database, id, 1, {
      max_uses: 1000,
      valid_for_days: 36_500,
      valid_until: '2099-01-01T00:00:00Z',
    });
    const [year] = await database.sql('SELECT extract(year FROM assent.today())::int + 1 AS next');
    // Birthdays after months of 28 to 31 days, and on their last days.
    for (const birthday of ['01-01', '01-10', '01-31', '03-01', '05-31', '07-15', '08-31', '12-31']) {
      await database.sql(
        `UPDATE assent.person SET brdy = $2::date - interval '14 years' WHERE id = (SELECT person_id FROM assent.consent_grant WHERE id = $1)`,
        [grant, `${year!.next}-${birthday}`],
      );
      const distance = await toNoonOf(database, `${year!.next}-${birthday}`);
      const onThatDay = codeOf(await insurer.redeem(grant!, `on ${birthday}`, SELECTION));
      await database.advance(-86_400);
      const onItsEve = codeOf(await insurer.redeem(grant!, `before ${birthday}`, SELECTION));
      await database.advance(86_400 - distance);
      expect({ birthday, onItsEve, onThatDay }).toEqual({
        birthday,
        onItsEve: 'GRANT_SUSPENDED',
        onThatDay: undefined,
      });
    }
  });

  it('R-13: after the person’s death', async () => {
    const { insurer, database } = platform;
    const { id } = await give(platform, { asks: { ...CLAIM, mode: 'LIMITED', maxUses: 2 } });
    expect(codeOf(await insurer.redeem(id, 'alive', SELECTION))).toBeUndefined();
    await database.sql(
      `UPDATE assent.person SET surv_stas = '2' WHERE id = (SELECT person_id FROM assent.consent_grant WHERE id = $1)`,
      [id],
    );
    expect(codeOf(await insurer.redeem(id, 'dead', SELECTION))).toBe('GRANT_SUSPENDED');
  });

  it.each(['suspended_at', 'superseded_at'])(
    'R-07: once its %s is set, even right after a use',
    async (column) => {
      const { insurer, database } = platform;
      const { id } = await give(platform, { asks: { ...CLAIM, mode: 'LIMITED', maxUses: 2 } });
      expect(codeOf(await insurer.redeem(id, 'before', SELECTION))).toBeUndefined();
      const [row] = await database.sql(
        `UPDATE assent.consent_grant SET ${column} = assent.now() WHERE id = $1 RETURNING ${column} AS at`,
        [id],
      );
      const { errors } = await insurer.redeem(id, 'after', SELECTION);
      const code = column === 'suspended_at' ? 'GRANT_SUSPENDED' : 'GRANT_SUPERSEDED';
      expect(errors[0]!.extensions).toEqual({ code, at: row!.at.toISOString() });
    },
  );

  it('R-18: beyond an agreement that was narrowed right after a use', async () => {
    const { insurer, database } = platform;
    const { id } = await give(platform, { asks: { ...CLAIM, mode: 'LIMITED', maxUses: 3 } });
    expect(codeOf(await insurer.redeem(id, 'before', SELECTION))).toBeUndefined();
    const [before] = await database.sql(
      "SELECT version, purposes FROM assent.agreement WHERE recipient_code = 'INS-ANXIN'",
    );
    const agree = async (purposes: unknown) => {
      await database.sql(
        "UPDATE assent.agreement SET version = version + 1, purposes = $1 WHERE recipient_code = 'INS-ANXIN'",
        [JSON.stringify(purposes)],
      );
      await sealRows(database, 'agreement');
    };
    await agree([{ code: 'CLAIM_DIRECT_PAY', items: ['SETL_TIME'], impactAssessment: 'PIA-1' }]);
    expect((await insurer.redeem(id, 'narrowed', SELECTION)).errors[0]!.extensions).toEqual({
      code: 'ITEM_NOT_ALLOWED',
      items: ['SETL_ID'],
    });
    await agree([]);
    expect(codeOf(await insurer.redeem(id, 'ended', SELECTION))).toBe('PURPOSE_NOT_ALLOWED');
    await agree(before!.purposes);
    expect(codeOf(await insurer.redeem(id, 'restored', SELECTION))).toBeUndefined();
  });
});

describe('the end of a grant', () => {
  it('R-09: is exactly valid_until by the database’s time, at which it can no longer be used', async () => {
    const { insurer, database } = platform;
    const { id } = await give(platform, { asks: { ...CLAIM, validForDays: 7, mode: 'LIMITED', maxUses: 3 } });
    const [row] = await database.sql('SELECT valid_until AS at FROM assent.consent_grant WHERE id = $1', [
      id,
    ]);
    await database.advance(7 * 86_400 - 60);
    expect(codeOf(await insurer.redeem(id, 'a minute left', SELECTION))).toBeUndefined();
    await database.advance(60);
    expect((await insurer.redeem(id, 'over', SELECTION)).errors[0]!.extensions).toEqual({
      code: 'GRANT_EXPIRED',
      at: row!.at.toISOString(),
    });
    await database.advance(-7 * 86_400);
  });
});

describe('a disclosure', () => {
  it('R-38: contains every settlement with exact amounts, refunds included, newest first', async () => {
    const { insurer, database } = platform;
    const { id } = await give(platform, { asks: { ...CLAIM, mode: 'ONE_TIME' } });
    const [copy] = await copies(database, id, 1);
    const [{ person_id: personId }] = (await database.sql(
      'SELECT person_id FROM assent.consent_grant WHERE id = $1',
      [copy],
    )) as [{ person_id: string }];
    const lastYear = new Date().getUTCFullYear() - 1;
    // Amounts that binary fractions or rounding would change. The accounting identities hold for them.
    for (const [record, day, amount] of [
      ['exact-1', `${lastYear}-10-01`, '99999999999999.99'],
      ['exact-2', `${lastYear}-10-02`, '-0.10'],
      ['exact-3', `${lastYear}-10-03`, '0.30'],
    ])
      await recordsOf(
        database,
        `INSERT INTO assent.settlement SELECT (jsonb_populate_record(s, jsonb_build_object(
           'person_id', $1::bigint, 'record_id', $2::text, 'setl_time', $3::text, 'medfee_sumamt', $4::text, 'fulamt_ownpay_amt', $4::text,
           'overlmt_selfpay', 0, 'preselfpay_amt', 0, 'inscp_scp_amt', 0, 'hifp_pay', 0, 'cvlserv_pay', 0, 'hifes_pay', 0, 'hifmi_pay', 0,
           'hifob_pay', 0, 'maf_pay', 0, 'oth_pay', 0, 'fund_pay_sumamt', 0, 'acct_pay', 0, 'psn_cash_pay', $4::text, 'psn_part_amt', $4::text,
           'hosp_part_amt', 0, 'refd_setl_flag', $4::numeric < 0))).* FROM assent.settlement AS s LIMIT 1`,
        [personId, record, day, amount],
      );
    const expected = await recordsOf(
      database,
      `SELECT setl_id AS "settlementId", setl_time::text AS "settlementTime", medfee_sumamt::text AS "totalFee", psn_cash_pay::text AS "personalCashPay",
              (hifmi_pay + hifob_pay)::text AS "seriousIllnessPay"
       FROM assent.settlement WHERE person_id = $1 AND setl_time >= (assent.now() AT TIME ZONE 'UTC' - interval '24 months')::date
       ORDER BY setl_time DESC, record_id DESC`,
      [personId],
    );
    const fields = 'settlementId settlementTime totalFee personalCashPay seriousIllnessPay';
    const { data } = await insurer.redeem(
      copy!,
      'all',
      `person { settlements(first: 200) { nodes { ${fields} } } }`,
    );
    expect(data.redeemGrant.person.settlements.nodes).toEqual(expected);
    expect(expected.map(({ totalFee }) => totalFee)).toEqual(
      expect.arrayContaining(['99999999999999.99', '-0.10', '0.30']),
    );
  });

  it('R-08: contains masked values where the grant says masked, and never the clear ones', async () => {
    const items = [
      { item: 'FIXMEDINS_CODE', delivery: 'MASKED' },
      { item: 'MEDFEE_SUMAMT', delivery: 'MASKED' },
      { item: 'SETL_TIME', delivery: 'MASKED' },
    ];
    const { id } = await give(platform, { asks: { ...CLAIM, mode: 'ONE_TIME', items } });
    const { data } = await platform.insurer.redeem(
      id,
      'masked',
      'person { encounters { nodes { providerCode } } settlements { nodes { totalFee settlementTime } } }',
    );
    const { encounters, settlements } = data.redeemGrant.person;
    expect(encounters.nodes.length * settlements.nodes.length).toBeGreaterThan(0);
    for (const { providerCode } of encounters.nodes) expect(providerCode).toMatch(/^[HP]\*{11}$/);
    for (const node of settlements.nodes)
      expect(node).toEqual({ totalFee: '****', settlementTime: expect.stringMatching(/^\d{4}-\d{2}$/) });
  });

  it('R-01: contains data only in its own answer, not in the list of past disclosures', async () => {
    const { insurer } = platform;
    const { id } = await give(platform, { asks: { ...CLAIM, mode: 'LIMITED', maxUses: 2 } });
    await insurer.redeem(id, 'one', SELECTION);
    const nested = `${SELECTION} grant { disclosures { nodes { useNumber person { settlements { nodes { totalFee } } } verify(assertions: [{ item: "PSN_NAME", equals: "x" }]) { match } } } }`;
    const { data } = await insurer.redeem(id, 'two', nested);
    expect(data.redeemGrant.grant.disclosures.nodes).toEqual(
      [2, 1].map((useNumber) => ({ useNumber, person: null, verify: null })),
    );
  });

  it('R-30, R-31: contains a provider’s months for its bank, without small counts', async () => {
    const { bank, database } = platform;
    const { id } = await give(platform, { asks: { purpose: 'CREDIT_MONITOR', mode: 'MULTI_USE' } });
    const { data } = await bank.redeem(
      id,
      'months',
      'provider { settlementMonths(first: 200) { nodes { month totalFee patientCount } } }',
    );
    const expected = await recordsOf(
      database,
      `SELECT settle_date AS month, medfee_sumamt::text AS "totalFee", CASE WHEN person_num >= 10 THEN person_num END AS "patientCount"
       FROM assent.settlement_month WHERE provider_id = $1
         AND settle_date >= to_char(assent.now() AT TIME ZONE 'UTC' - interval '3 months', 'YYYYMM')
       ORDER BY settle_date DESC, record_id DESC`,
      [
        (await database.sql('SELECT provider_id FROM assent.consent_grant WHERE id = $1', [id]))[0]!
          .provider_id,
      ],
    );
    expect(expected.length).toBeGreaterThan(0);
    expect(data.redeemGrant.provider.settlementMonths.nodes).toEqual(expected);
  });
});

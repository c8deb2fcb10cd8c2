import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { RecipientClient } from '../../examples/clients/recipient-client.js';
import { codeOf, copies, expectAuditEqualsUsed, give, insist } from '../support/people/giving.js';
import { type Platform, startPlatform } from '../support/platform/platform.js';
import { type ApiProcess, startApiProcess } from '../support/processes/api-process.js';
import { scale } from '../support/scale.js';

const CALLERS = 1_000;
const FEWER = scale(50, 1_000);
const USES = 100;
const MANY = 2_000;

/** Everything that a retry must repeat, and whether it is a retry. */
const WHOLE = `id useNumber usesRemaining disclosedAt replayed items { item { code } delivery }
  person { settlements { nodes { settlementId settlementTime totalFee } } }`;
const SELECTION = 'useNumber person { settlements(first: 1) { nodes { settlementId } } }';

let platform: Platform;
/** Two processes of the platform on one database. */
let processes: ApiProcess[];
/** The same insurer, as a client of each process. */
let insurers: RecipientClient[];
beforeAll(async () => {
  platform = await startPlatform();
  processes = await Promise.all([startApiProcess(platform.database), startApiProcess(platform.database)]);
  insurers = processes.map((process) => process.client(platform.insurer));
  await Promise.all(insurers.map((insurer) => insurer.accessToken()));
});
afterEach(() => expectAuditEqualsUsed(platform.database));
afterAll(async () => {
  await Promise.all(processes.map((process) => process.stop()));
  await platform.stop();
});

/** This many concurrent callers, half of them at each process. */
const redeemAtOnce = (
  grantId: string,
  callers: number,
  keyOf = (caller: number) => `key ${caller}`,
  selection = SELECTION,
) =>
  Promise.all(
    Array.from({ length: callers }, (_, caller) =>
      insist(() => insurers[caller % 2]!.redeem(grantId, keyOf(caller), selection)),
    ),
  );

const tally = (codes: (string | undefined)[]) =>
  Object.fromEntries(
    [...Map.groupBy(codes, (code) => code ?? 'given')].map(([code, all]) => [code, all.length]),
  );

describe('R-09: with many concurrent callers through two API processes', () => {
  it(`exactly one of ${CALLERS} gets a ONE_TIME grant`, async () => {
    const { id } = await give(platform, { asks: { purpose: 'CLAIM_DIRECT_PAY', mode: 'ONE_TIME' } });
    const answers = await redeemAtOnce(id, CALLERS);
    expect(tally(answers.map(codeOf))).toEqual({ given: 1, GRANT_EXHAUSTED: CALLERS - 1 });
  });

  it(`exactly one of ${FEWER} gets a ONE_TIME grant, in each of twenty rounds`, async () => {
    const { id } = await give(platform, { asks: { purpose: 'CLAIM_DIRECT_PAY', mode: 'ONE_TIME' } });
    for (const grant of await copies(platform.database, id, 20)) {
      const answers = await redeemAtOnce(grant, FEWER);
      expect(tally(answers.map(codeOf))).toEqual({ given: 1, GRANT_EXHAUSTED: FEWER - 1 });
    }
  });

  it(`exactly ${USES} of ${MANY} get a LIMITED grant of ${USES} uses, numbered 1 to ${USES}`, async () => {
    const { id } = await give(platform, {
      asks: { purpose: 'CLAIM_DIRECT_PAY', mode: 'LIMITED', maxUses: 12 },
    });
    const [grant] = await copies(platform.database, id, 1, { max_uses: USES });
    const answers = await redeemAtOnce(grant!, MANY);
    expect(tally(answers.map(codeOf))).toEqual({ given: USES, GRANT_EXHAUSTED: MANY - USES });
    const numbers = answers.flatMap(({ data }) => data?.redeemGrant.useNumber ?? []);
    expect(numbers.sort((a, b) => a - b)).toEqual(Array.from({ length: USES }, (_, index) => index + 1));
  });

  it('exactly five of 40 get a MULTI_USE grant with a daily cap of five', async () => {
    const { id } = await give(platform, { asks: { purpose: 'CLAIM_DIRECT_PAY', mode: 'MULTI_USE' } });
    const answers = await redeemAtOnce(id, 40);
    expect(tally(answers.map(codeOf))).toEqual({ given: 5, GRANT_DAILY_LIMIT: 35 });
  });

  it('one key sent 100 times takes one use and gets one answer and ten equal replays, data included', async () => {
    const { id } = await give(platform, {
      asks: { purpose: 'CLAIM_DIRECT_PAY', mode: 'LIMITED', maxUses: 12 },
    });
    const answers = await redeemAtOnce(id, 100, () => 'the same key', WHOLE);
    expect(tally(answers.map(codeOf))).toEqual({ given: 11, DISCLOSURE_CLOSED: 89 });
    const disclosures = answers.flatMap(({ data }) => data?.redeemGrant ?? []);
    const [first] = disclosures;
    expect(first.person.settlements.nodes.length).toBeGreaterThan(0);
    expect(first).toMatchObject({ useNumber: 1, usesRemaining: 11 });
    for (const disclosure of disclosures)
      expect({ ...disclosure, replayed: null }).toEqual({ ...first, replayed: null });
    expect(disclosures.filter(({ replayed }) => !replayed)).toHaveLength(1);
    const recorded = await platform.database.sql(
      `SELECT kind, count(*)::int FROM assent.ledger_entry WHERE disclosure_id = $1 AND kind <> 'REFUSAL'
       GROUP BY kind ORDER BY kind`,
      [first.id],
    );
    expect(recorded).toEqual([
      { kind: 'DISCLOSURE', count: 1 },
      { kind: 'REREAD', count: 10 },
    ]);
    const [grant] = await platform.database.sql('SELECT used FROM assent.consent_grant WHERE id = $1', [id]);
    expect(grant).toEqual({ used: 1 });
  });
});

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { cityDay } from '../../consent/kernel/city-time.js';
import { approving, COUNTER, Counter, evidenceOf } from '../../examples/clients/counter.js';
import type { Person } from '../../examples/clients/person-client.js';
import { nobodysCertNo, type StaffClient } from '../../examples/clients/staff-client.js';
import { faultsOfLedger } from '../support/people/family.js';
import { ask, codeOf, namedOnly } from '../support/people/giving.js';
import { Officers } from '../support/people/officers.js';
import { type Platform, startPlatform } from '../support/platform/platform.js';

const ELIGIBILITY = {
  purpose: 'CLAIM_ELIGIBILITY_CHECK',
  mode: 'LIMITED',
  maxUses: 5,
  notice: '资格核验',
  items: [{ item: 'INSUTYPE' }, { item: 'PSN_INSU_STAS' }],
} as const;
const STATUS = 'id person { enrolments { nodes { insuredStatus } } }';
const TYPE = 'id person { enrolments { nodes { insuranceType } } }';

/** Two items of a grant are raised: one to level 2, which one clerk may take, and one to level 3. */
const LOW = 'INSUTYPE';
const HIGH = 'PSN_INSU_STAS';

let platform: Platform;
let counter: Counter;
let clerk: StaffClient;
let reviewer: StaffClient;
let people: Person[];
let grants: string[];
beforeAll(async () => {
  platform = await startPlatform();
  counter = new Counter(platform.standInUrl);
  clerk = await platform.staff('CLERK');
  reviewer = await platform.staff('REVIEWER');
  people = [platform.someone(), platform.someone(), platform.someone()];
  grants = [];
  for (const person of people) {
    const id = await ask(platform.insurer, person, ELIGIBILITY);
    const session = await counter.open(clerk, person);
    const { approveAtCounter } = await clerk.run(
      COUNTER.APPROVE,
      approving(session.id, { id, notice: ELIGIBILITY.notice }, namedOnly(ELIGIBILITY)),
    );
    grants.push(approveAtCounter.grant.id);
  }
  const officers = await Officers.of(platform);
  await officers.act({
    kind: 'PUBLISH_CATALOGUE',
    raises: [
      { item: LOW, level: 2 },
      { item: HIGH, level: 3 },
    ],
  });
});
afterAll(() => platform.stop());

const confirming = (sessionId: string, grantId: string, changed = {}) => ({
  input: {
    sessionId,
    grantId,
    sensitiveConfirmed: true,
    evidence: evidenceOf(ELIGIBILITY.notice),
    ...changed,
  },
});
const codesOf = ({ suspendedItems }: any): string[] =>
  suspendedItems.map(({ item }: any) => item.code).sort();
const redeemed = async (id: string, key: string, selection: string) =>
  codeOf(await platform.insurer.redeem(id, key, selection));
const reinstated = (grantId: string) =>
  platform.database.sql(
    `SELECT content FROM assent.ledger_entry WHERE kind = 'GRANT_REINSTATED' AND grant_id = $1 ORDER BY id`,
    [grantId],
  );

describe('R-07: raised items are confirmed again at the counter', () => {
  it('by one clerk up to level 2, at once, and by two for level 3', async () => {
    const [id] = grants as [string];
    const session = await counter.open(clerk, people[0]!);
    expect(await redeemed(id, 'raised', TYPE)).toBe('ITEM_NOT_GRANTED');
    const low = await clerk.run(COUNTER.CONFIRM_ITEMS, confirming(session.id, id, { items: [LOW] }));
    expect(codesOf(low.confirmItemsAtCounter)).toEqual([HIGH]);
    expect(await redeemed(id, 'low', TYPE)).toBeUndefined();
    const high = await clerk.run(COUNTER.CONFIRM_ITEMS, confirming(session.id, id));
    expect(codesOf(high.confirmItemsAtCounter)).toEqual([HIGH]);
    expect(await redeemed(id, 'waiting', STATUS)).toBe('ITEM_NOT_GRANTED');
    const { pendingCounterApprovals } = await reviewer.run(
      `query ($c: ID!) { pendingCounterApprovals(counter: $c) { id confirms { id } terms { items { item { code } } } } }`,
      { c: counter.code },
    );
    expect(pendingCounterApprovals).toMatchObject([
      { confirms: { id }, terms: { items: [{ item: { code: HIGH } }] } },
    ]);
    const { counterSession } = await clerk.run(
      'query ($id: ID!) { counterSession(id: $id) { approvals { id state } } }',
      { id: session.id },
    );
    expect(counterSession.approvals.map(({ state }: any) => state)).toEqual(['WAITING', 'GIVEN']);
    await reviewer.run(COUNTER.CONFIRM, { id: pendingCounterApprovals[0].id });
    expect(await redeemed(id, 'high', STATUS)).toBeUndefined();
    const [first, second] = await reinstated(id);
    expect(first!.content).toMatchObject({
      channel: 'COUNTER',
      strength: 'SCAN',
      reviewer: null,
      role: 'SELF',
    });
    expect(second!.content).toMatchObject({
      channel: 'COUNTER',
      strength: 'FACE',
      clerk: clerk.identity.code,
      reviewer: reviewer.identity.code,
      confirmed: [{ item: HIGH }],
    });
    // Whoever else is told of the raised level is told by a task, before or after.
    const told = await platform.database.sql(
      "SELECT FROM assent.message m JOIN assent.consent_grant g ON g.person_id = m.person_id WHERE g.id = $1 AND m.text LIKE '%窗口再次确认信息项%'",
      [id],
    );
    expect(told.length).toBeGreaterThan(0);
    expect(await faultsOfLedger(platform.database)).toEqual([]);
  });

  it('not without the separate confirmation, not with another notice or a used signature, not of somebody else', async () => {
    const [, id] = grants as [string, string];
    const session = await counter.open(clerk, people[1]!);
    const refusal = async (changed: object) =>
      (await clerk.refusal(COUNTER.CONFIRM_ITEMS, confirming(session.id, id, changed))).code;
    expect(await refusal({ sensitiveConfirmed: false })).toBe('SENSITIVE_CONFIRMATION_REQUIRED');
    expect(await refusal({ evidence: evidenceOf('别的') })).toBe('BAD_USER_INPUT');
    expect(await refusal({ items: ['BEGNDATE'] })).toBe('BAD_USER_INPUT');
    expect(await refusal({ grantId: grants[2] })).toBe('NOT_FOUND');
    const evidence = evidenceOf(ELIGIBILITY.notice);
    await clerk.run(COUNTER.CONFIRM_ITEMS, confirming(session.id, id, { items: [LOW], evidence }));
    expect(await refusal({ items: [HIGH], evidence })).toBe('BAD_USER_INPUT');
    await clerk.run(COUNTER.CLOSE, { id: session.id });
    expect(await refusal({ items: [HIGH] })).toBe('FORBIDDEN');
  });

  it('by an agent only as far as the power goes, and not after the reviewer has returned it', async () => {
    const [, , id] = grants as [string, string, string];
    const today = cityDay(new Date());
    const power = { recipients: [platform.insurer.identity.code], validFrom: today, validUntil: today };
    const holder = { certNo: nobodysCertNo(931) };
    const narrow = await counter.open(clerk, people[2]!, {
      holder,
      power: { ...power, purposes: ['CLAIM_DIRECT_PAY'] },
    });
    expect((await clerk.refusal(COUNTER.CONFIRM_ITEMS, confirming(narrow.id, id))).code).toBe('FORBIDDEN');
    const session = await counter.open(clerk, people[2]!, {
      holder,
      power: { ...power, purposes: [ELIGIBILITY.purpose] },
    });
    await clerk.run(COUNTER.CONFIRM_ITEMS, confirming(session.id, id));
    const { counterSession } = await clerk.run(
      'query ($id: ID!) { counterSession(id: $id) { approvals { id } } }',
      { id: session.id },
    );
    const [waiting] = counterSession.approvals;
    await reviewer.run(COUNTER.RETURN, { id: waiting.id, reason: '委托书不清楚' });
    expect((await reviewer.refusal(COUNTER.CONFIRM, { id: waiting.id })).code).toBe('FORBIDDEN');
    expect(await redeemed(id, 'returned', STATUS)).toBe('ITEM_NOT_GRANTED');
    expect(await reinstated(id)).toEqual([]);
  });

  it('and the database takes a confirmation that rests on no approval for nothing', async () => {
    const [, , id] = grants as [string, string, string];
    const [waiting] = await platform.database.sql(
      'SELECT id FROM assent.counter_approval WHERE confirms_grant = $1 AND returned_at IS NOT NULL',
      [id],
    );
    await expect(
      platform.database.sql('SELECT assent.confirm_item($1::jsonb)', [
        JSON.stringify({
          grant_id: id,
          item: HIGH,
          version: 2,
          approval_id: waiting!.id,
          confirmed_at: new Date().toISOString(),
          seal: '\\x',
        }),
      ]),
    ).rejects.toThrow(/rests on nothing/);
  });
});

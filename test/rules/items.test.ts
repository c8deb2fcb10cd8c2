import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { SuspendedItem } from '../../consent/catalogue/suspended-items.js';
import { decide, type Facts, type GrantFacts, type Permit } from '../../consent/gate/decide.js';
import { STANDINGS, type Standing } from '../../consent/grants/standing.js';
import { covers, DELIVERIES, type Delivery } from '../../consent/kernel/delivery.js';
import { GRANT_MODES } from '../../consent/kernel/grant-mode.js';
import { REFUSALS, Refusal, type RefusalCode } from '../../consent/kernel/refusal.js';
import { purposeOf } from '../../consent/purposes/registry.js';
import { type Need } from '../../consent/records/need.js';
import { findItem } from '../../schema/catalogue.js';

const NOW = new Date('2026-11-20T10:00:00+08:00');
const EARLIER = new Date('2026-11-19T09:00:00+08:00');

/** An insurer's grant for a claim: two items in clear, two masked, and the person's name to compare. */
const GRANT: GrantFacts = {
  id: '0199a0aa-0000-7000-8000-000000000001',
  recipientCode: 'INS-ANXIN',
  mode: 'LIMITED',
  items: [
    { item: 'SETL_ID', delivery: 'RETURN' },
    { item: 'SETL_TIME', delivery: 'RETURN' },
    { item: 'FIXMEDINS_NAME', delivery: 'MASKED' },
    { item: 'BEGNTIME', delivery: 'MASKED' },
    { item: 'PSN_NAME', delivery: 'VERIFY' },
  ],
  maxUses: 3,
  maxUsesPerDay: 2,
  lastUsedAt: EARLIER,
  recordsFrom: null,
  recordsTo: null,
  validFrom: new Date('2026-11-01T10:00:00+08:00'),
  validUntil: new Date('2026-12-20T10:00:00+08:00'),
  revokedAt: null,
  suspendedAt: null,
  supersededAt: null,
};

const FACTS: Facts = {
  grant: GRANT,
  purpose: purposeOf('CLAIM_DIRECT_PAY'),
  agreement: {
    version: 1,
    purposes: [{ code: 'CLAIM_DIRECT_PAY', items: null, impactAssessment: 'PIA-2026-001' }],
    validUntil: null,
  },
  recipientSuspendedAt: null,
  suspendedItems: [],
  standing: null,
  now: NOW,
};

const show = (...items: string[]): Need[] => items.map((item) => ({ item, use: 'SHOWN' }));
const compare = (...items: string[]): Need[] => items.map((item) => ({ item, use: 'VERIFIED' }));
const filterBy = (...items: string[]): Need[] => items.map((item) => ({ item, use: 'FILTERED' }));
const given = (item: string, delivery: Delivery) => ({ item, delivery });

const grant = (changed: Partial<GrantFacts>): Partial<Facts> => ({ grant: { ...GRANT, ...changed } });
const agreement = (changed: object): Partial<Facts> => ({ agreement: { ...FACTS.agreement!, ...changed } });
const opens = (items: string[] | null) =>
  agreement({ purposes: [{ code: 'CLAIM_DIRECT_PAY', items, impactAssessment: 'PIA-2026-001' }] });
/** The grant in this state, which the database judged. */
const stands = (
  standing: Standing,
  changed: Partial<GrantFacts> = {},
  recipientSuspendedAt: Date | null = null,
) => ({
  ...grant(changed),
  recipientSuspendedAt,
  standing,
});
const at = (time: string) => new Date(time);

type Outcome = Permit['items'] | readonly [RefusalCode, Record<string, unknown>];
type Row = readonly [
  rule: string,
  situation: string,
  changed: Partial<Facts>,
  asked: Need[],
  outcome: Outcome,
];

const PERMITTED = [given('SETL_ID', 'RETURN')];
const ASKED = show('SETL_ID');

const raised = (item: string): SuspendedItem => ({ item, level: 3, version: 2 });

// biome-ignore format: a table is read by its rows
/** The decisions of the gate. Read a row as: by this rule, in this situation, this request has this outcome. */
const TABLE: readonly Row[] = [
  // What is given
  ['R-01', 'a granted item is permitted', {}, ASKED, PERMITTED],
  ['R-08', 'an item granted in clear is shown', {}, show('SETL_ID', 'SETL_TIME'), [given('SETL_ID', 'RETURN'), given('SETL_TIME', 'RETURN')]],
  ['R-08', 'an item granted masked is shown masked', {}, show('FIXMEDINS_NAME'), [given('FIXMEDINS_NAME', 'MASKED')]],
  ['R-08', 'an item granted for comparison is compared', {}, compare('PSN_NAME'), [given('PSN_NAME', 'VERIFY')]],
  ['R-08', 'an item granted in clear may be compared too', {}, compare('SETL_ID'), [given('SETL_ID', 'VERIFY')]],
  ['R-08', 'an item granted in clear may be filtered by', {}, filterBy('SETL_TIME'), [given('SETL_TIME', 'RETURN')]],
  ['R-08', 'an item both shown and compared is given once', {}, [...show('SETL_ID'), ...compare('SETL_ID')], PERMITTED],
  ['R-08', 'an item selected twice is given once', {}, show('SETL_ID', 'SETL_ID'), PERMITTED],
  // What is not granted
  ['R-08', 'an empty selection is refused', {}, [], ['NOTHING_SELECTED', {}]],
  ['R-08', 'an item outside the grant is refused', {}, show('MOB'), ['ITEM_NOT_GRANTED', { items: ['MOB'] }]],
  ['R-08', 'one item too many refuses the whole, and is named', {}, show('SETL_ID', 'MOB'), ['ITEM_NOT_GRANTED', { items: ['MOB'] }]],
  ['R-08', 'several items too many are all named', {}, show('MOB', 'SETL_ID', 'BALC'), ['ITEM_NOT_GRANTED', { items: ['MOB', 'BALC'] }]],
  ['R-08', 'an item granted for comparison is never shown', {}, show('PSN_NAME'), ['ITEM_NOT_GRANTED', { items: ['PSN_NAME'] }]],
  ['R-08', 'an item granted for comparison is not shown beside its comparison', {}, [...compare('PSN_NAME'), ...show('PSN_NAME')], ['ITEM_NOT_GRANTED', { items: ['PSN_NAME'] }]],
  ['R-08', 'an item granted masked is not compared, because that can tell more than the mask', {}, compare('FIXMEDINS_NAME'), ['ITEM_NOT_GRANTED', { items: ['FIXMEDINS_NAME'] }]],
  ['R-08', 'an item granted masked is not filtered by', {}, filterBy('BEGNTIME'), ['ITEM_NOT_GRANTED', { items: ['BEGNTIME'] }]],
  ['R-08', 'an item granted for comparison is not filtered by', grant({ items: [given('SETL_TIME', 'VERIFY')] }), filterBy('SETL_TIME'), ['ITEM_NOT_GRANTED', { items: ['SETL_TIME'] }]],
  ['R-08', 'an item that the catalogue does not have is refused', {}, show('NO_SUCH_ITEM'), ['ITEM_NOT_GRANTED', { items: ['NO_SUCH_ITEM'] }]],
  ['R-08', 'a granted item that the catalogue no longer has is refused', grant({ items: [given('NO_SUCH_ITEM', 'RETURN')] }), show('NO_SUCH_ITEM'), ['ITEM_NOT_GRANTED', { items: ['NO_SUCH_ITEM'] }]],
  ['R-31', 'the ID number of a natural person behind a provider is not shown even if it was granted', grant({ items: [given('PROVIDER:PERSON.LEGREP_CERTNO', 'RETURN')] }), show('PROVIDER:PERSON.LEGREP_CERTNO'), ['ITEM_NOT_GRANTED', { items: ['PROVIDER:PERSON.LEGREP_CERTNO'] }]],
  ['R-31', 'the ID number of a natural person behind a provider can be compared', grant({ items: [given('PROVIDER:PERSON.LEGREP_CERTNO', 'VERIFY')] }), compare('PROVIDER:PERSON.LEGREP_CERTNO'), [given('PROVIDER:PERSON.LEGREP_CERTNO', 'VERIFY')]],
  // What standing is told as which refusal; what stands how is in grant-standing.test.ts
  ['R-06', 'a revoked grant is refused', stands('REVOKED', { revokedAt: EARLIER }), ASKED, ['GRANT_REVOKED', { at: EARLIER.toISOString() }]],
  ['R-07', 'a superseded grant is refused', stands('SUPERSEDED', { supersededAt: EARLIER }), ASKED, ['GRANT_SUPERSEDED', { at: EARLIER.toISOString() }]],
  ['R-09', 'an expired grant is refused', stands('EXPIRED'), ASKED, ['GRANT_EXPIRED', { at: GRANT.validUntil.toISOString() }]],
  ['R-09', 'a grant whose time has not begun is refused', stands('NOT_YET_VALID'), ASKED, ['GRANT_SUSPENDED', { at: GRANT.validFrom.toISOString() }]],
  ['R-07', 'a suspended grant is refused', stands('SUSPENDED', { suspendedAt: EARLIER }), ASKED, ['GRANT_SUSPENDED', { at: EARLIER.toISOString() }]],
  ['R-34', 'a grant of a suspended recipient is refused', stands('RECIPIENT_SUSPENDED', {}, EARLIER), ASKED, ['GRANT_SUSPENDED', { at: EARLIER.toISOString() }]],
  ['R-13', 'a grant of a person who has died is refused, and the refusal does not say when', stands('DECEASED'), ASKED, ['GRANT_SUSPENDED', { at: NOW.toISOString() }]],
  ['R-10', 'a grant that a child under 14 gave is refused', stands('MINOR'), ASKED, ['GRANT_SUSPENDED', { at: NOW.toISOString() }]],
  ['R-11', 'a grant whose guardian is no longer one is refused', stands('UNGUARDED'), ASKED, ['GRANT_SUSPENDED', { at: NOW.toISOString() }]],
  ['R-09', 'a fourth use of three is refused', stands('EXHAUSTED'), ASKED, ['GRANT_EXHAUSTED', { at: EARLIER.toISOString() }]],
  ['R-09', 'an exhausted grant without a time of its last use is told the present time', stands('EXHAUSTED', { lastUsedAt: null }), ASKED, ['GRANT_EXHAUSTED', { at: NOW.toISOString() }]],
  ['R-09', 'a full day lasts until the city’s midnight', stands('DAY_FULL'), ASKED, ['GRANT_DAILY_LIMIT', { retryAfterSeconds: 14 * 3600 }]],
  ['R-09', 'the day is the city’s: at 23:59:59 one second is left', { ...stands('DAY_FULL'), now: at('2026-11-20T23:59:59+08:00') }, ASKED, ['GRANT_DAILY_LIMIT', { retryAfterSeconds: 1 }]],
  // Items whose level was raised
  ['R-07', 'an item whose level was raised is refused until the person confirms it', { suspendedItems: [raised('SETL_ID')] }, show('SETL_ID', 'SETL_TIME'), ['ITEM_NOT_GRANTED', { items: ['SETL_ID'] }]],
  ['R-07', 'an item whose level was raised is not compared either', { suspendedItems: [raised('PSN_NAME')] }, compare('PSN_NAME'), ['ITEM_NOT_GRANTED', { items: ['PSN_NAME'] }]],
  ['R-07', 'the other items of the grant stay usable', { suspendedItems: [raised('SETL_TIME')] }, ASKED, PERMITTED],
  // The recipient's present agreement
  ['R-18', 'without an agreement the purpose is refused', { agreement: null }, ASKED, ['PURPOSE_NOT_ALLOWED', {}]],
  ['R-18', 'on the agreement’s last day a grant can be used', agreement({ validUntil: '2026-11-20' }), ASKED, PERMITTED],
  ['R-18', 'on the day after the agreement’s last day the purpose is refused', agreement({ validUntil: '2026-11-19' }), ASKED, ['PURPOSE_NOT_ALLOWED', {}]],
  ['R-18', 'the agreement’s last day ends at the city’s midnight', { ...agreement({ validUntil: '2026-11-20' }), now: at('2026-11-21T00:01:00+08:00') }, ASKED, ['PURPOSE_NOT_ALLOWED', {}]],
  ['R-18', 'a purpose that the agreement no longer contains is refused', agreement({ purposes: [] }), ASKED, ['PURPOSE_NOT_ALLOWED', {}]],
  ['R-18', 'an item that the agreement contains is permitted', opens(['SETL_ID']), ASKED, PERMITTED],
  ['R-18', 'a granted item that the agreement no longer contains is refused', opens(['SETL_ID']), show('SETL_ID', 'SETL_TIME'), ['ITEM_NOT_ALLOWED', { items: ['SETL_TIME'] }]],
  // The order of the rules, when several apply
  ['R-09', 'expired comes before an item too many', stands('EXPIRED'), show('MOB'), ['GRANT_EXPIRED', { at: GRANT.validUntil.toISOString() }]],
  ['R-09', 'exhausted comes before an item too many', stands('EXHAUSTED'), show('MOB'), ['GRANT_EXHAUSTED', { at: EARLIER.toISOString() }]],
  ['R-18', 'the agreement comes before the grant’s items', opens(['SETL_ID']), show('MOB'), ['ITEM_NOT_ALLOWED', { items: ['MOB'] }]],
];

const outcomeOf = (verdict: Permit | Refusal): Outcome =>
  verdict instanceof Refusal ? [verdict.code, verdict.detail] : verdict.items;

describe('the decision table of the gate', () => {
  it.each(TABLE)('%s: %s', (_rule, _situation, changed, asked, outcome) => {
    expect(outcomeOf(decide(asked, { ...FACTS, ...changed }))).toEqual(outcome);
  });

  it('contains a permit and every code that facts can lead to', () => {
    const seen = new Set(
      TABLE.map(([, , , , outcome]) => (typeof outcome[0] === 'string' ? outcome[0] : 'PERMIT')),
    );
    expect([...seen].sort()).toEqual(
      [
        'PERMIT',
        'NOTHING_SELECTED',
        'PURPOSE_NOT_ALLOWED',
        'ITEM_NOT_ALLOWED',
        'ITEM_NOT_GRANTED',
        'GRANT_REVOKED',
        'GRANT_EXPIRED',
        'GRANT_EXHAUSTED',
        'GRANT_SUSPENDED',
        'GRANT_SUPERSEDED',
        'GRANT_DAILY_LIMIT',
      ].sort(),
    );
  });
});

const item = fc.constantFrom(
  'SETL_ID',
  'SETL_TIME',
  'PSN_NAME',
  'CERTNO',
  'MOB',
  'PROVIDER:PERSON.LEGREP_CERTNO',
  'NO_SUCH_ITEM',
);
const moment = fc.date({
  min: at('2026-01-01T00:00:00Z'),
  max: at('2027-12-31T00:00:00Z'),
  noInvalidDate: true,
});
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { freq: 2, nil: null });
const rarely = <T>(value: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 9, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: value });
const day = moment.map((time) => time.toISOString().slice(0, 10));
const uses = fc.nat({ max: 4 });

const needsArbitrary: fc.Arbitrary<Need[]> = fc.array(
  fc.record({ item, use: fc.constantFrom('SHOWN', 'VERIFIED', 'FILTERED') }),
  { maxLength: 4 },
);

const factsArbitrary: fc.Arbitrary<Facts> = fc.record({
  grant: fc.record({
    id: fc.constant(GRANT.id),
    recipientCode: fc.constant(GRANT.recipientCode),
    mode: fc.constantFrom(...GRANT_MODES),
    items: fc.uniqueArray(fc.record({ item, delivery: fc.constantFrom(...DELIVERIES) }), {
      selector: (one) => one.item,
      minLength: 3,
    }),
    maxUses: maybe(uses),
    maxUsesPerDay: maybe(uses),
    lastUsedAt: maybe(moment),
    recordsFrom: maybe(day),
    recordsTo: maybe(day),
    validFrom: moment,
    validUntil: moment,
    revokedAt: moment,
    suspendedAt: moment,
    supersededAt: moment,
  }),
  purpose: fc.constantFrom(purposeOf('CLAIM_DIRECT_PAY'), purposeOf('CREDIT_GRANT')),
  agreement: fc.option(
    fc.record({
      version: fc.constant(1),
      purposes: fc.array(
        fc.record({
          code: fc.constantFrom('CLAIM_DIRECT_PAY', 'CREDIT_GRANT'),
          items: maybe(fc.array(item)),
          impactAssessment: fc.constant('PIA'),
        }),
        { minLength: 1 },
      ),
      validUntil: maybe(day),
    }),
    { freq: 9, nil: null },
  ),
  recipientSuspendedAt: moment,
  standing: rarely(fc.constantFrom(...STANDINGS)),
  suspendedItems: fc.oneof(
    { weight: 9, arbitrary: fc.constant([]) },
    { weight: 1, arbitrary: fc.array(item.map((code) => raised(code))) },
  ),
  now: moment,
});

const frozen = <T>(value: T): T => {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    Object.values(value).forEach(frozen);
  }
  return value;
};

describe('for any facts and needs, the decision', () => {
  it('R-08: permits no more than was granted or is a refusal with a known code, and never throws', () => {
    let permits = 0;
    fc.assert(
      fc.property(needsArbitrary, factsArbitrary, (needs, facts) => {
        const verdict = decide(frozen(needs), frozen(facts));
        if (verdict instanceof Refusal) {
          expect(Object.keys(verdict.detail)).toEqual([...REFUSALS[verdict.code].extensions]);
          return;
        }
        permits += 1;
        expect(new Set(verdict.items.map((one) => one.item))).toEqual(
          new Set(needs.map((need) => need.item)),
        );
        for (const one of verdict.items) {
          const granted = facts.grant.items.find((entry) => entry.item === one.item)!;
          expect(covers(granted.delivery, one.delivery)).toBe(true);
          const isShown = needs.some((need) => need.item === one.item && need.use !== 'VERIFIED');
          expect(one.delivery === 'VERIFY').toBe(!isShown);
          if (isShown) expect(findItem(one.item)?.verifyOnly).toBe(false);
        }
      }),
      { numRuns: 10_000 },
    );
    // The property is not trivial: some of the cases are permitted.
    expect(permits).toBeGreaterThan(50);
  });

  it('is the same when repeated, and a refusal stays a refusal when more is needed', () => {
    fc.assert(
      fc.property(needsArbitrary, needsArbitrary, factsArbitrary, (needs, more, facts) => {
        const verdict = decide(needs, facts);
        expect(outcomeOf(decide(needs, facts))).toEqual(outcomeOf(verdict));
        if (needs.length > 0 && verdict instanceof Refusal)
          expect(decide([...needs, ...more], facts)).toBeInstanceOf(Refusal);
      }),
      { numRuns: 2_000 },
    );
  });
});

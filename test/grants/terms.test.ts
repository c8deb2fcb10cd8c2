import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type NarrowedTerms, narrowItems, narrowTerms } from '../../consent/grants/narrowing.js';
import {
  type RequestedItem,
  type RequestedTerms,
  requestedItems,
  requestTerms,
  type Terms,
} from '../../consent/grants/terms.js';
import { cityDay } from '../../consent/kernel/city-time.js';
import { covers, DELIVERIES, type ItemDelivery } from '../../consent/kernel/delivery.js';
import { GRANT_MODES, type GrantMode, within } from '../../consent/kernel/grant-mode.js';
import { Refusal } from '../../consent/kernel/refusal.js';
import { earliestRecord } from '../../consent/purposes/lookback.js';
import { deliveryIn, modeIn, type Purpose } from '../../consent/purposes/purpose.js';
import { purposeOf, purposes } from '../../consent/purposes/registry.js';
import { personItems } from '../../schema/catalogue.js';

const NOW = new Date('2026-11-20T02:00:00Z');
const DAY_MS = 86_400_000;
const inDays = (days: number) => new Date(NOW.getTime() + days * DAY_MS);

/** The purposes that a recipient can request; only their limits are ever applied. */
const open = purposes.filter(({ consentRequired, modes }) => consentRequired && modes.length > 0);
const CLAIM = purposeOf('CLAIM_DIRECT_PAY');
const ELIGIBILITY = purposeOf('CLAIM_ELIGIBILITY_CHECK');
const MONITOR = purposeOf('CREDIT_MONITOR');

/** The result of the function, or the code and the detail of its refusal. */
function outcome<T>(work: () => T): T | readonly [string, Readonly<Record<string, unknown>>] {
  try {
    return work();
  } catch (error) {
    if (error instanceof Refusal) return [error.code, error.detail];
    throw error;
  }
}

const tooWide = (field: string, limit: unknown) => ['TERMS_NOT_ALLOWED', { field, limit }];
const badInputFor = (field: string) => ['BAD_USER_INPUT', { field }];

const asked = (changed: Partial<RequestedTerms>): RequestedTerms => ({
  purpose: 'CLAIM_DIRECT_PAY',
  mode: 'LIMITED',
  maxUses: 3,
  validForDays: 30,
  ...changed,
});

describe('R-09: of every purpose', () => {
  const pairs = open.flatMap((purpose) => GRANT_MODES.map((mode) => [purpose.code, mode] as const));

  it.each(pairs)('%s allows the mode %s up to exactly the limits that it declares', (code, mode) => {
    const purpose = purposeOf(code);
    const limits = modeIn(purpose, mode);
    const request = (changed: Partial<RequestedTerms> = {}) =>
      outcome(() =>
        requestTerms(
          { purpose: code, mode, validForDays: 1, maxUses: mode === 'LIMITED' ? 2 : null, ...changed },
          purpose,
          NOW,
        ),
      );
    if (!limits) {
      expect(request()).toEqual(
        tooWide(
          'mode',
          purpose.modes.map((entry) => entry.mode),
        ),
      );
      return;
    }
    expect(request({ validForDays: limits.maxValidityDays })).toMatchObject({
      mode,
      validForDays: limits.maxValidityDays,
    });
    expect(request({ validForDays: limits.maxValidityDays + 1 })).toEqual(
      tooWide('validForDays', limits.maxValidityDays),
    );
    if (mode === 'LIMITED') {
      expect(request({ maxUses: limits.maxUses })).toMatchObject({ maxUses: limits.maxUses });
      expect(request({ maxUses: limits.maxUses! + 1 })).toEqual(tooWide('maxUses', limits.maxUses));
    }
  });
});

describe('requestTerms', () => {
  // biome-ignore format: a table is read by its rows
  it.each<[string, Partial<RequestedTerms>, unknown]>([
    ['gives ONE_TIME one use', { mode: 'ONE_TIME', maxUses: null }, { mode: 'ONE_TIME', maxUses: 1 }],
    ['accepts ONE_TIME with one use', { mode: 'ONE_TIME', maxUses: 1 }, { maxUses: 1 }],
    ['refuses ONE_TIME with two uses', { mode: 'ONE_TIME', maxUses: 2 }, tooWide('maxUses', 1)],
    ['refuses ONE_TIME with no use', { mode: 'ONE_TIME', maxUses: 0 }, tooWide('maxUses', 1)],
    ['accepts LIMITED with two uses', { maxUses: 2 }, { maxUses: 2 }],
    ['refuses LIMITED with one use', { maxUses: 1 }, badInputFor('maxUses')],
    ['refuses LIMITED with a negative number of uses', { maxUses: -1 }, badInputFor('maxUses')],
    ['refuses LIMITED without a number of uses', { maxUses: null }, badInputFor('maxUses')],
    ['accepts MULTI_USE without a total', { mode: 'MULTI_USE', maxUses: null }, { maxUses: null }],
    ['refuses MULTI_USE with a total', { mode: 'MULTI_USE', maxUses: 9 }, badInputFor('maxUses')],
    ['accepts a validity of one day', { validForDays: 1 }, { validForDays: 1 }],
    ['refuses a validity of no day', { validForDays: 0 }, badInputFor('validForDays')],
    ['refuses a negative validity', { validForDays: -1 }, badInputFor('validForDays')],
    ['accepts records from the first day that the purpose looks back to', { recordsFrom: '2024-11-20' }, { recordsFrom: '2024-11-20' }],
    ['refuses records from a day earlier than that', { recordsFrom: '2024-11-19' }, tooWide('recordsFrom', '2024-11-20')],
    ['accepts records of one day', { recordsFrom: '2026-03-01', recordsTo: '2026-03-01' }, { recordsFrom: '2026-03-01', recordsTo: '2026-03-01' }],
    ['refuses a record period that ends before it begins', { recordsFrom: '2026-03-02', recordsTo: '2026-03-01' }, badInputFor('recordsFrom')],
    ['accepts records until the first day that the purpose looks back to', { recordsTo: '2024-11-20' }, { recordsFrom: null, recordsTo: '2024-11-20' }],
    ['refuses records until the day before', { recordsTo: '2024-11-19' }, tooWide('recordsTo', '2024-11-20')],
    ['accepts records without a period', {}, { recordsFrom: null, recordsTo: null }],
  ])('(R-08, R-09) %s', (_what, changed, expected) => {
    const terms = outcome(() => requestTerms(asked(changed), CLAIM, NOW));
    if (Array.isArray(expected)) expect(terms).toEqual(expected);
    else expect(terms).toMatchObject(expected as object);
  });
});

describe('R-08: earliestRecord', () => {
  const looking = (lookbackMonths: number | null): Purpose => ({ ...CLAIM, lookbackMonths });

  // biome-ignore format: a table is read by its rows
  it.each<[string, string, number | null, string | null]>([
    ['keeps the day of the month', '2026-11-20', 24, '2024-11-20'],
    ['crosses the turn of a year', '2026-01-15', 3, '2025-10-15'],
    ['goes from the 31st to the last day of a month of 30 days', '2026-07-31', 1, '2026-06-30'],
    ['goes from the 31st to the last day of February', '2026-05-31', 3, '2026-02-28'],
    ['goes from the 31st to leap day', '2028-05-31', 3, '2028-02-29'],
    ['goes from leap day to the 28th in an ordinary year', '2028-02-29', 24, '2026-02-28'],
    ['goes from leap day to leap day in a leap year', '2028-02-29', 48, '2024-02-29'],
    ['goes from the 28th of February to the 28th of a longer month', '2026-02-28', 1, '2026-01-28'],
    ['is today for a purpose that looks back no month', '2026-11-20', 0, '2026-11-20'],
    ['is null for a purpose without a limit', '2026-11-20', null, null],
  ])('%s: from %s, %s months back, it is %s', (_what, today, months, earliest) => {
    expect(earliestRecord(looking(months), new Date(`${today}T12:00:00Z`))).toBe(earliest);
  });

  it('is always exactly that many calendar months before, and never on a later day of the month', () => {
    const moment = fc.date({
      min: new Date('2020-01-01T00:00:00Z'),
      max: new Date('2040-01-01T00:00:00Z'),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(moment, fc.integer({ min: 0, max: 120 }), (time, months) => {
        const now = new Date(`${cityDay(time)}T00:00:00Z`);
        const earliest = new Date(`${earliestRecord(looking(months), time)}T00:00:00Z`);
        const apart =
          (now.getUTCFullYear() - earliest.getUTCFullYear()) * 12 +
          now.getUTCMonth() -
          earliest.getUTCMonth();
        expect(apart).toBe(months);
        expect(earliest.getUTCDate()).toBeLessThanOrEqual(now.getUTCDate());
        // The day of the month is smaller only if the earlier month does not have that day.
        if (earliest.getUTCDate() < now.getUTCDate())
          expect(new Date(earliest.getTime() + DAY_MS).getUTCDate()).toBe(1);
      }),
    );
  });
});

const agreementOn = (purpose: Purpose, items: string[] | null = null) => ({
  version: 1,
  purposes: [{ code: purpose.code, items, impactAssessment: 'PIA-1' }],
  validUntil: null,
});

const wants = (
  item: string,
  delivery: ItemDelivery['delivery'] = 'RETURN',
  required = true,
): RequestedItem => ({ item, delivery, required });

/** A request for all that the purpose requires, with these items as they are given here. */
const whole = (...items: RequestedItem[]): RequestedItem[] => [
  ...items,
  ...CLAIM.required
    .filter(({ item }) => !items.some((given) => given.item === item))
    .map(({ item, delivery }) => wants(item, delivery)),
];

describe('requestedItems', () => {
  const request = (items: RequestedItem[] | null, purpose = CLAIM, agreed: string[] | null = null) =>
    outcome(() => requestedItems(items, purpose, agreementOn(purpose, agreed), '2026-11-20'));
  const notAllowed = (...items: string[]) => ['ITEM_NOT_ALLOWED', { items }];

  // biome-ignore format: a table is read by its rows
  it.each<[string, string, unknown, unknown]>([
    ['R-08', 'returns by default the purpose’s required items', request(null, ELIGIBILITY), ELIGIBILITY.required.map(({ item, delivery }) => wants(item, delivery))],
    ['R-08', 'accepts an item of the purpose', request(whole(wants('SETL_ID'))), whole(wants('SETL_ID'))],
    ['R-08', 'accepts an item masked that the purpose allows in plain', request(whole(wants('SETL_ID', 'MASKED'))), whole(wants('SETL_ID', 'MASKED'))],
    ['R-08', 'accepts a comparison of an item that the purpose allows in plain', request(whole(wants('SETL_ID', 'VERIFY'))), whole(wants('SETL_ID', 'VERIFY'))],
    ['R-08', 'refuses the value of an item that the purpose only compares', request([wants('CERTNO')]), tooWide('items.delivery', { CERTNO: ['VERIFY'] })],
    ['R-08', 'refuses the mask of an item that the purpose only compares', request([wants('CERTNO', 'MASKED')]), tooWide('items.delivery', { CERTNO: ['VERIFY'] })],
    ['R-08', 'refuses a comparison of an item that the purpose masks', request([wants('PROVIDER:BANK.BANKACCT', 'VERIFY')], purposeOf('CREDIT_GRANT')), tooWide('items.delivery', { 'PROVIDER:BANK.BANKACCT': ['MASKED'] })],
    ['R-08', 'refuses an item outside the purpose', request([wants('SETL_ID'), wants('MOB')]), notAllowed('MOB')],
    ['R-08', 'refuses an item that does not exist', request([wants('NO_SUCH_ITEM')]), notAllowed('NO_SUCH_ITEM')],
    ['R-14', 'refuses the name of another person in the record', request([wants('AGNTER_NAME')]), notAllowed('AGNTER_NAME')],
    ['R-18', 'refuses an item of the purpose that the agreement leaves out', request([wants('SETL_ID'), wants('DIAG_CODE')], CLAIM, ['SETL_ID']), notAllowed('DIAG_CODE')],
    ['R-30', 'refuses a person’s item to a lender', request([wants('DIAG_CODE')], purposeOf('CREDIT_GRANT')), notAllowed('DIAG_CODE')],
    ['R-04', 'keeps an optional item optional though it is requested as required', request(whole(wants('SETL_ID'), wants('HILIST_CODE'))), whole(wants('SETL_ID'), wants('HILIST_CODE', 'RETURN', false))],
    ['R-04', 'lets a required item be requested as optional', request(whole(wants('SETL_ID', 'RETURN', false))), whole(wants('SETL_ID', 'RETURN', false))],
    ['R-08', 'refuses to leave out an item that the purpose requires', request(whole().filter(({ item }) => item !== 'SETL_ID')), ['REQUIRED_ITEM_MISSING', { items: ['SETL_ID'] }]],
    ['R-08', 'refuses to ask for optional items alone', request([wants('HILIST_CODE')]), ['REQUIRED_ITEM_MISSING', { items: CLAIM.required.map(({ item }) => item) }]],
    ['R-18', 'requires no item that the agreement leaves out', request([wants('SETL_ID')], CLAIM, ['SETL_ID', 'HILIST_CODE']), [wants('SETL_ID')]],
    ['R-18', 'returns by default the required items that the agreement opens', request(null, CLAIM, ['SETL_ID', 'HILIST_CODE']), [wants('SETL_ID')]],
    ['R-01', 'refuses an empty list', request([]), badInputFor('items')],
    ['R-01', 'refuses an item that is listed twice', request([wants('SETL_ID'), wants('SETL_ID', 'VERIFY')]), badInputFor('items')],
  ])('(%s) %s', (_rule, _what, actual, expected) => {
    expect(actual).toEqual(expected);
  });

  it.each([
    [
      'an item that does not exist',
      [wants('NO_SUCH_ITEM')],
      null,
      /No such item: "NO_SUCH_ITEM"\..* SETL_ID/,
    ],
    [
      'an item outside the purpose',
      [wants('MOB')],
      null,
      /Outside the purpose CLAIM_DIRECT_PAY: MOB\..* SETL_ID/,
    ],
    [
      'an item outside the agreement',
      [wants('DIAG_CODE')],
      ['SETL_ID'],
      /Outside your agreement: DIAG_CODE\. You may ask for SETL_ID\.$/,
    ],
    ['a missing item', whole().slice(1), null, /CLAIM_DIRECT_PAY also requires PSN_NAME\./],
    ['a delivery', [wants('CERTNO')], null, /CLAIM_DIRECT_PAY gives CERTNO as VERIFY\.$/],
    ['an item listed twice', [wants('SETL_ID'), wants('SETL_ID')], null, /Asked for twice: "SETL_ID"/],
  ])('a refusal of %s names it and what is allowed', (_what, items, agreed, message) => {
    const refused = () => requestedItems(items, CLAIM, agreementOn(CLAIM, agreed), '2026-11-20');
    expect(refused).toThrow(message);
  });

  it('(R-30) finds no item of a person in any purpose of a bank', () => {
    const items = purposes
      .filter(({ requesters }) => requesters.includes('COMMERCIAL_BANK'))
      .flatMap(({ required, optional }) => [...required, ...optional].map(({ item }) => item));
    expect(items.length).toBeGreaterThan(0);
    expect(items.filter((item) => personItems.some(({ code }) => code === item))).toEqual([]);
  });
});

describe('narrowItems', () => {
  const requested = [wants('SETL_ID'), wants('SETL_TIME'), wants('HILIST_CODE', 'MASKED', false)];

  // biome-ignore format: a table is read by its rows
  it.each<[string, string[] | null, unknown]>([
    ['keeps all items by default', null, requested.map(({ item, delivery }) => ({ item, delivery }))],
    ['drops an optional item', ['SETL_ID', 'SETL_TIME'], [{ item: 'SETL_ID', delivery: 'RETURN' }, { item: 'SETL_TIME', delivery: 'RETURN' }]],
    ['refuses to drop a required item', ['SETL_ID', 'HILIST_CODE'], ['REQUIRED_ITEM_MISSING', { items: ['SETL_TIME'] }]],
    ['refuses to drop every item', [], ['REQUIRED_ITEM_MISSING', { items: ['SETL_ID', 'SETL_TIME'] }]],
    ['refuses an item that was not requested', ['SETL_ID', 'SETL_TIME', 'MOB'], ['ITEM_NOT_ALLOWED', { items: ['MOB'] }]],
  ])('(R-04) %s', (_what, kept, expected) => {
    expect(outcome(() => narrowItems(requested, kept))).toEqual(expected);
  });

  it('(R-04) refuses an empty list even where every item is optional', () => {
    expect(outcome(() => narrowItems([wants('SETL_ID', 'RETURN', false)], []))).toEqual(badInputFor('items'));
  });
});

describe('narrowTerms', () => {
  const LIMITED_5 = {
    mode: 'LIMITED' as const,
    maxUses: 5,
    validForDays: 30,
    recordsFrom: '2026-01-01',
    recordsTo: '2026-06-30',
  };
  const MULTI = { ...LIMITED_5, mode: 'MULTI_USE' as const, maxUses: null };
  const ONCE = { ...LIMITED_5, mode: 'ONE_TIME' as const, maxUses: 1 };
  const OPEN = { ...LIMITED_5, recordsFrom: null, recordsTo: null };

  // biome-ignore format: a table is read by its rows
  it.each<[string, Terms & { validForDays: number }, NarrowedTerms, unknown]>([
    ['keeps the requested terms by default', LIMITED_5, {}, { mode: 'LIMITED', maxUses: 5, maxUsesPerDay: null, validUntil: inDays(30), recordsFrom: '2026-01-01', recordsTo: '2026-06-30' }],
    ['accepts fewer uses', LIMITED_5, { maxUses: 2 }, { maxUses: 2 }],
    ['refuses more uses', LIMITED_5, { maxUses: 6 }, tooWide('maxUses', 5)],
    ['refuses LIMITED with one use', LIMITED_5, { maxUses: 1 }, badInputFor('maxUses')],
    ['accepts ONE_TIME instead of five uses', LIMITED_5, { mode: 'ONE_TIME' }, { mode: 'ONE_TIME', maxUses: 1 }],
    ['refuses ONE_TIME with two uses', LIMITED_5, { mode: 'ONE_TIME', maxUses: 2 }, tooWide('maxUses', 1)],
    ['refuses MULTI_USE instead of five uses', LIMITED_5, { mode: 'MULTI_USE' }, tooWide('mode', 'LIMITED')],
    ['refuses two uses instead of ONE_TIME', ONCE, { mode: 'LIMITED', maxUses: 2 }, tooWide('mode', 'ONE_TIME')],
    ['keeps the daily cap of MULTI_USE', MULTI, {}, { mode: 'MULTI_USE', maxUses: null, maxUsesPerDay: 5 }],
    ['accepts LIMITED instead of MULTI_USE', MULTI, { mode: 'LIMITED', maxUses: 12 }, { mode: 'LIMITED', maxUses: 12, maxUsesPerDay: null }],
    ['refuses LIMITED instead of MULTI_USE with more uses than the purpose allows', MULTI, { mode: 'LIMITED', maxUses: 13 }, tooWide('maxUses', 12)],
    ['refuses LIMITED instead of MULTI_USE without a number of uses', MULTI, { mode: 'LIMITED' }, badInputFor('maxUses')],
    ['shortens the validity to that of ONE_TIME', { ...MULTI, validForDays: 365 }, { mode: 'ONE_TIME' }, { validUntil: inDays(30) }],
    ['accepts an earlier end', LIMITED_5, { validUntil: inDays(1) }, { validUntil: inDays(1) }],
    ['accepts the requested end', LIMITED_5, { validUntil: inDays(30) }, { validUntil: inDays(30) }],
    ['refuses an end that is a millisecond later', LIMITED_5, { validUntil: new Date(inDays(30).getTime() + 1) }, tooWide('validUntil', inDays(30).toISOString())],
    ['refuses an end that is not in the future', LIMITED_5, { validUntil: NOW }, badInputFor('validUntil')],
    ['accepts a later begin of the records', LIMITED_5, { recordsFrom: '2026-02-01' }, { recordsFrom: '2026-02-01', recordsTo: '2026-06-30' }],
    ['refuses an earlier begin of the records', LIMITED_5, { recordsFrom: '2025-12-31' }, tooWide('recordsFrom', '2026-01-01')],
    ['accepts an earlier end of the records', LIMITED_5, { recordsTo: '2026-05-31' }, { recordsFrom: '2026-01-01', recordsTo: '2026-05-31' }],
    ['refuses a later end of the records', LIMITED_5, { recordsTo: '2026-07-01' }, tooWide('recordsTo', '2026-06-30')],
    ['refuses records that begin after the requested period', LIMITED_5, { recordsFrom: '2026-07-01' }, badInputFor('recordsFrom')],
    ['refuses records that end before the requested period', LIMITED_5, { recordsTo: '2025-12-31' }, badInputFor('recordsFrom')],
    ['accepts a record period where none was requested', OPEN, { recordsFrom: '2026-02-01', recordsTo: '2026-02-28' }, { recordsFrom: '2026-02-01', recordsTo: '2026-02-28' }],
  ])('(R-09) %s', (_what, request, narrowed, expected) => {
    const terms = outcome(() => narrowTerms(request, narrowed, CLAIM, NOW));
    if (Array.isArray(expected)) expect(terms).toEqual(expected);
    else expect(terms).toMatchObject(expected as object);
  });

  it('(R-09) refuses a mode that the purpose does not have', () => {
    const terms = outcome(() =>
      narrowTerms({ ...MULTI, validForDays: 1 }, { mode: 'ONE_TIME' }, MONITOR, NOW),
    );
    expect(terms).toEqual(tooWide('mode', ['LIMITED', 'MULTI_USE']));
  });
});

const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { freq: 2, nil: null });
const day = fc.integer({ min: -40, max: 1 }).map((months) =>
  inDays(months * 25)
    .toISOString()
    .slice(0, 10),
);
const mode = fc.constantFrom<GrantMode>(...GRANT_MODES);
const purpose = fc.constantFrom(...open);
const uses = fc.integer({ min: 0, max: 14 });
const modeAndUses = fc.oneof(
  fc.constant({ mode: 'ONE_TIME' as const, maxUses: null }),
  fc.constant({ mode: 'MULTI_USE' as const, maxUses: null }),
  fc.record({ mode: fc.constant('LIMITED' as const), maxUses: fc.integer({ min: 1, max: 14 }) }),
  fc.record({ mode, maxUses: maybe(uses) }),
);
const everyItem = [
  ...new Set(open.flatMap(({ required, optional }) => [...required, ...optional].map(({ item }) => item))),
  'NO_SUCH_ITEM',
];

/** Mostly items of the purpose, so that many of the generated requests are allowed. */
const itemsFor = (of: Purpose) =>
  fc.uniqueArray(
    fc.oneof(
      {
        weight: 9,
        arbitrary: fc.constantFrom(
          ...[...of.required, ...of.optional].map(({ item, delivery }) => ({ item, delivery })),
        ),
      },
      {
        weight: 1,
        arbitrary: fc.record({
          item: fc.constantFrom(...everyItem),
          delivery: fc.constantFrom(...DELIVERIES),
        }),
      },
    ),
    { selector: ({ item }) => item, minLength: 1, maxLength: 6 },
  );

describe('for arbitrary requests and narrowings, granted is within requested and requested within the purpose', () => {
  it('as to the items (R-08)', () => {
    let granted = 0;
    const cases = purpose.chain((of) =>
      fc.record({
        of: fc.constant(of),
        items: itemsFor(of),
        // Most requests ask for all that the purpose requires; what it requires and nobody names is refused.
        all: fc.nat({ max: 4 }).map((one) => one > 0),
        required: fc.array(fc.boolean(), { minLength: 6, maxLength: 6 }),
        kept: maybe(fc.subarray(everyItem)),
        drop: fc.nat({ max: 6 }),
      }),
    );
    fc.assert(
      fc.property(cases, ({ of, items: named, all, required, kept, drop }) => {
        const unnamed = of.required.filter(({ item }) => !named.some((one) => one.item === item));
        const items = all ? [...named, ...unnamed] : named;
        const wanted = items.map((one, index) => ({ ...one, required: required[index % 6]! }));
        const requested = outcome(() => requestedItems(wanted, of, agreementOn(of), '2026-11-20'));
        if (typeof requested[0] === 'string') return;
        expect(requested).toHaveLength(named.length + unnamed.length);
        for (const { item, delivery } of requested as RequestedItem[]) {
          const allowed = deliveryIn(of, item);
          expect(allowed !== null && covers(allowed, delivery)).toBe(true);
        }
        // The person keeps an arbitrary list, or everything requested but one item.
        const keeps = kept ?? items.map(({ item }) => item).filter((_, index) => index !== drop);
        const given = outcome(() => narrowItems(requested as RequestedItem[], keeps));
        if (typeof given[0] === 'string') return;
        granted += 1;
        for (const one of given as ItemDelivery[]) {
          expect(requested).toContainEqual(expect.objectContaining(one));
          expect(keeps).toContain(one.item);
        }
        const missing = (requested as RequestedItem[]).filter(
          (one) => one.required && !keeps.includes(one.item),
        );
        expect(missing).toEqual([]);
      }),
      { numRuns: 1_000 },
    );
    expect(granted).toBeGreaterThan(50);
  });

  it('as to mode, uses, validity and record period (R-09)', () => {
    let granted = 0;
    const cases = fc
      .record({
        of: purpose,
        asked: modeAndUses,
        ask: fc.record({
          validForDays: fc.integer({ min: 1, max: 40 }),
          recordsFrom: maybe(day),
          recordsTo: maybe(day),
        }),
        narrower: fc.oneof(
          modeAndUses,
          fc.constant({}),
          maybe(uses).map((maxUses) => ({ maxUses })),
        ),
        narrow: fc.record({
          validUntil: maybe(fc.integer({ min: 0, max: 41 }).map(inDays)),
          recordsFrom: maybe(day),
          recordsTo: maybe(day),
        }),
      })
      .map(({ of, asked, ask, narrower, narrow }) => ({
        of,
        ask: { ...asked, ...ask },
        narrowed: { ...narrower, ...narrow },
      }));
    fc.assert(
      fc.property(cases, ({ of, ask, narrowed }) => {
        const request = outcome(() => requestTerms({ purpose: of.code, ...ask }, of, NOW));
        if (Array.isArray(request)) return;
        const terms = request as ReturnType<typeof requestTerms>;
        const limits = modeIn(of, terms.mode)!;
        expect(terms.validForDays).toBeLessThanOrEqual(limits.maxValidityDays);
        expect(terms.maxUses ?? 0).toBeLessThanOrEqual(limits.maxUses ?? 0);
        const earliest = earliestRecord(of, NOW)!;
        if (terms.recordsFrom) expect(terms.recordsFrom >= earliest).toBe(true);

        const given = outcome(() => narrowTerms(terms, narrowed, of, NOW));
        if (Array.isArray(given)) return;
        granted += 1;
        const grant = given as ReturnType<typeof narrowTerms>;
        const limitsNow = modeIn(of, grant.mode)!;
        expect(within(grant.mode, terms.mode)).toBe(true);
        expect(grant.maxUses === null).toBe(grant.mode === 'MULTI_USE');
        if (grant.maxUses !== null)
          expect(grant.maxUses).toBeLessThanOrEqual(Math.min(terms.maxUses ?? Infinity, limitsNow.maxUses!));
        expect(grant.maxUsesPerDay).toBe(limitsNow.maxUsesPerDay);
        expect(grant.validUntil > NOW).toBe(true);
        expect(grant.validUntil <= inDays(Math.min(terms.validForDays, limitsNow.maxValidityDays))).toBe(
          true,
        );
        if (terms.recordsFrom) expect(grant.recordsFrom! >= terms.recordsFrom).toBe(true);
        if (terms.recordsTo) expect(grant.recordsTo! <= terms.recordsTo).toBe(true);
        if (narrowed.recordsFrom) expect(grant.recordsFrom! >= narrowed.recordsFrom).toBe(true);
        if (narrowed.recordsTo) expect(grant.recordsTo! <= narrowed.recordsTo).toBe(true);
      }),
      { numRuns: 8_000 },
    );
    expect(granted).toBeGreaterThan(200);
  });
});

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  type AskedTerms,
  type NarrowedTerms,
  narrowItems,
  narrowTerms,
  type RequestedItem,
  requestedItems,
  requestTerms,
  type Terms,
} from '../../consent/grants/terms.js';
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

/** Purposes that a recipient may ask for, and so the ones whose limits hold back somebody. */
const open = purposes.filter(({ consentRequired, modes }) => consentRequired && modes.length > 0);
const CLAIM = purposeOf('CLAIM_DIRECT_PAY');
const ELIGIBILITY = purposeOf('CLAIM_ELIGIBILITY_CHECK');
const MONITOR = purposeOf('CREDIT_MONITOR');

/** What it answers, or the code of its refusal with what it carries. */
function outcome<T>(work: () => T): T | readonly [string, Readonly<Record<string, unknown>>] {
  try {
    return work();
  } catch (error) {
    if (error instanceof Refusal) return [error.code, error.detail];
    throw error;
  }
}

const tooWide = (field: string, limit: unknown) => ['TERMS_NOT_ALLOWED', { field, limit }];
const senseless = (field: string) => ['BAD_USER_INPUT', { field }];

const asked = (changed: Partial<AskedTerms>): AskedTerms => ({
  purpose: 'CLAIM_DIRECT_PAY',
  mode: 'LIMITED',
  maxUses: 3,
  validForDays: 30,
  ...changed,
});

describe('R-09: every mode of every purpose', () => {
  const pairs = open.flatMap((purpose) => GRANT_MODES.map((mode) => [purpose.code, mode] as const));

  it.each(pairs)('%s %s is allowed up to exactly what the purpose says', (code, mode) => {
    const purpose = purposeOf(code);
    const limits = modeIn(purpose, mode);
    const request = (changed: Partial<AskedTerms> = {}) =>
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

describe('what a request may say', () => {
  // biome-ignore format: a table is read by its rows
  it.each<[string, Partial<AskedTerms>, unknown]>([
    ['ONE_TIME has one use', { mode: 'ONE_TIME', maxUses: null }, { mode: 'ONE_TIME', maxUses: 1 }],
    ['ONE_TIME may say its one use', { mode: 'ONE_TIME', maxUses: 1 }, { maxUses: 1 }],
    ['ONE_TIME with two uses', { mode: 'ONE_TIME', maxUses: 2 }, tooWide('maxUses', 1)],
    ['ONE_TIME with no use', { mode: 'ONE_TIME', maxUses: 0 }, tooWide('maxUses', 1)],
    ['LIMITED starts at two', { maxUses: 2 }, { maxUses: 2 }],
    ['LIMITED with one use', { maxUses: 1 }, senseless('maxUses')],
    ['LIMITED with less than none', { maxUses: -1 }, senseless('maxUses')],
    ['LIMITED without a number', { maxUses: null }, senseless('maxUses')],
    ['MULTI_USE has no total', { mode: 'MULTI_USE', maxUses: null }, { maxUses: null }],
    ['MULTI_USE with a total', { mode: 'MULTI_USE', maxUses: 9 }, senseless('maxUses')],
    ['a day at least', { validForDays: 1 }, { validForDays: 1 }],
    ['no day', { validForDays: 0 }, senseless('validForDays')],
    ['a negative day', { validForDays: -1 }, senseless('validForDays')],
    ['records from the first day that the purpose looks back to', { recordsFrom: '2024-11-20' }, { recordsFrom: '2024-11-20' }],
    ['records from a day earlier', { recordsFrom: '2024-11-19' }, tooWide('recordsFrom', '2024-11-20')],
    ['records of one day', { recordsFrom: '2026-03-01', recordsTo: '2026-03-01' }, { recordsFrom: '2026-03-01', recordsTo: '2026-03-01' }],
    ['records that end before they begin', { recordsFrom: '2026-03-02', recordsTo: '2026-03-01' }, senseless('recordsFrom')],
    ['records without a period', {}, { recordsFrom: null, recordsTo: null }],
  ])('R-08, R-09: %s', (_what, changed, expected) => {
    const terms = outcome(() => requestTerms(asked(changed), CLAIM, NOW));
    if (Array.isArray(expected)) expect(terms).toEqual(expected);
    else expect(terms).toMatchObject(expected as object);
  });
});

describe('R-08: how far back a purpose looks', () => {
  const looking = (lookbackMonths: number | null): Purpose => ({ ...CLAIM, lookbackMonths });

  // biome-ignore format: a table is read by its rows
  it.each<[string, string, number | null, string | null]>([
    ['the same day of the month', '2026-11-20', 24, '2024-11-20'],
    ['over the turn of a year', '2026-01-15', 3, '2025-10-15'],
    ['from the 31st to a month of 30 days', '2026-07-31', 1, '2026-06-30'],
    ['from the 31st to February', '2026-05-31', 3, '2026-02-28'],
    ['from the 31st to February of a leap year', '2028-05-31', 3, '2028-02-29'],
    ['from leap day to an ordinary year', '2028-02-29', 24, '2026-02-28'],
    ['from leap day to a leap year', '2028-02-29', 48, '2024-02-29'],
    ['from the last of February, not to the last of a longer month', '2026-02-28', 1, '2026-01-28'],
    ['nothing but today', '2026-11-20', 0, '2026-11-20'],
    ['without limit', '2026-11-20', null, null],
  ])('%s: %s less %s months is %s', (_what, today, months, earliest) => {
    expect(earliestRecord(looking(months), new Date(`${today}T12:00:00Z`))).toBe(earliest);
  });

  it('never reaches further than that many months, nor a month less', () => {
    const moment = fc.date({
      min: new Date('2020-01-01T00:00:00Z'),
      max: new Date('2040-01-01T00:00:00Z'),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(moment, fc.integer({ min: 0, max: 120 }), (now, months) => {
        const earliest = new Date(`${earliestRecord(looking(months), now)}T00:00:00Z`);
        const apart =
          (now.getUTCFullYear() - earliest.getUTCFullYear()) * 12 +
          now.getUTCMonth() -
          earliest.getUTCMonth();
        expect(apart).toBe(months);
        expect(earliest.getUTCDate()).toBeLessThanOrEqual(now.getUTCDate());
        // Earlier in the month only where that month has no such day.
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

describe('which items a request may name', () => {
  const request = (items: RequestedItem[] | null, purpose = CLAIM, agreed: string[] | null = null) =>
    outcome(() => requestedItems(items, purpose, agreementOn(purpose, agreed), '2026-11-20'));
  const notAllowed = (...items: string[]) => ['ITEM_NOT_ALLOWED', { items }];

  // biome-ignore format: a table is read by its rows
  it.each<[string, string, unknown, unknown]>([
    ['R-08', 'by default, the purpose’s required items', request(null, ELIGIBILITY), ELIGIBILITY.required.map(({ item, delivery }) => wants(item, delivery))],
    ['R-08', 'an item of the purpose', request([wants('SETL_ID')]), [wants('SETL_ID')]],
    ['R-08', 'less than the purpose allows: masked', request([wants('SETL_ID', 'MASKED')]), [wants('SETL_ID', 'MASKED')]],
    ['R-08', 'less than the purpose allows: compared', request([wants('SETL_ID', 'VERIFY')]), [wants('SETL_ID', 'VERIFY')]],
    ['R-08', 'a value of what the purpose only compares', request([wants('CERTNO')]), notAllowed('CERTNO')],
    ['R-08', 'a mask of what the purpose only compares', request([wants('CERTNO', 'MASKED')]), notAllowed('CERTNO')],
    ['R-08', 'a comparison of what the purpose masks', request([wants('PROVIDER:BANK.BANKACCT', 'VERIFY')], purposeOf('CREDIT_GRANT')), notAllowed('PROVIDER:BANK.BANKACCT')],
    ['R-08', 'an item outside the purpose', request([wants('SETL_ID'), wants('MOB')]), notAllowed('MOB')],
    ['R-08', 'an item of nowhere', request([wants('NO_SUCH_ITEM')]), notAllowed('NO_SUCH_ITEM')],
    ['R-14', 'another’s name in the record', request([wants('AGNTER_NAME')]), notAllowed('AGNTER_NAME')],
    ['R-18', 'an item of the purpose that the agreement leaves out', request([wants('SETL_ID'), wants('DIAG_CODE')], CLAIM, ['SETL_ID']), notAllowed('DIAG_CODE')],
    ['R-30', 'a person’s item for a lender', request([wants('DIAG_CODE')], purposeOf('CREDIT_GRANT')), notAllowed('DIAG_CODE')],
    ['R-04', 'an optional item stays optional though asked for as required', request([wants('SETL_ID'), wants('HILIST_CODE')]), [wants('SETL_ID'), wants('HILIST_CODE', 'RETURN', false)]],
    ['R-04', 'a required item may be asked for as optional', request([wants('SETL_ID', 'RETURN', false)]), [wants('SETL_ID', 'RETURN', false)]],
    ['R-01', 'nothing', request([]), senseless('items')],
    ['R-01', 'an item twice', request([wants('SETL_ID'), wants('SETL_ID', 'VERIFY')]), senseless('items')],
  ])('%s: %s', (_rule, _what, actual, expected) => {
    expect(actual).toEqual(expected);
  });

  it('R-30: no purpose of a bank has an item of a person', () => {
    const items = purposes
      .filter(({ requesters }) => requesters.includes('COMMERCIAL_BANK'))
      .flatMap(({ required, optional }) => [...required, ...optional].map(({ item }) => item));
    expect(items.length).toBeGreaterThan(0);
    expect(items.filter((item) => personItems.some(({ code }) => code === item))).toEqual([]);
  });
});

describe('which items the person keeps', () => {
  const requested = [wants('SETL_ID'), wants('SETL_TIME'), wants('HILIST_CODE', 'MASKED', false)];

  // biome-ignore format: a table is read by its rows
  it.each<[string, string[] | null, unknown]>([
    ['all, when nothing is said', null, requested.map(({ item, delivery }) => ({ item, delivery }))],
    ['all but the optional one', ['SETL_ID', 'SETL_TIME'], [{ item: 'SETL_ID', delivery: 'RETURN' }, { item: 'SETL_TIME', delivery: 'RETURN' }]],
    ['all but a required one', ['SETL_ID', 'HILIST_CODE'], ['REQUIRED_ITEM_MISSING', { items: ['SETL_TIME'] }]],
    ['none', [], ['REQUIRED_ITEM_MISSING', { items: ['SETL_ID', 'SETL_TIME'] }]],
    ['one that was not asked for', ['SETL_ID', 'SETL_TIME', 'MOB'], ['ITEM_NOT_ALLOWED', { items: ['MOB'] }]],
  ])('R-04: %s', (_what, kept, expected) => {
    expect(outcome(() => narrowItems(requested, kept))).toEqual(expected);
  });

  it('R-04: at least one, even where all are optional', () => {
    expect(outcome(() => narrowItems([wants('SETL_ID', 'RETURN', false)], []))).toEqual(senseless('items'));
  });
});

describe('which terms the person gives', () => {
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
    ['as asked', LIMITED_5, {}, { mode: 'LIMITED', maxUses: 5, maxUsesPerDay: null, validUntil: inDays(30), recordsFrom: '2026-01-01', recordsTo: '2026-06-30' }],
    ['fewer uses', LIMITED_5, { maxUses: 2 }, { maxUses: 2 }],
    ['more uses', LIMITED_5, { maxUses: 6 }, tooWide('maxUses', 5)],
    ['LIMITED with one use', LIMITED_5, { maxUses: 1 }, senseless('maxUses')],
    ['once instead of five times', LIMITED_5, { mode: 'ONE_TIME' }, { mode: 'ONE_TIME', maxUses: 1 }],
    ['once, but twice', LIMITED_5, { mode: 'ONE_TIME', maxUses: 2 }, tooWide('maxUses', 1)],
    ['any time instead of five times', LIMITED_5, { mode: 'MULTI_USE' }, tooWide('mode', 'LIMITED')],
    ['twice instead of once', ONCE, { mode: 'LIMITED', maxUses: 2 }, tooWide('mode', 'ONE_TIME')],
    ['any time, five a day', MULTI, {}, { mode: 'MULTI_USE', maxUses: null, maxUsesPerDay: 5 }],
    ['a number instead of any time', MULTI, { mode: 'LIMITED', maxUses: 12 }, { mode: 'LIMITED', maxUses: 12, maxUsesPerDay: null }],
    ['a number instead of any time, more than the purpose has', MULTI, { mode: 'LIMITED', maxUses: 13 }, tooWide('maxUses', 12)],
    ['a number instead of any time, without saying it', MULTI, { mode: 'LIMITED' }, senseless('maxUses')],
    ['once instead of any time, for no longer than once lasts', { ...MULTI, validForDays: 365 }, { mode: 'ONE_TIME' }, { validUntil: inDays(30) }],
    ['an earlier end', LIMITED_5, { validUntil: inDays(1) }, { validUntil: inDays(1) }],
    ['the very end', LIMITED_5, { validUntil: inDays(30) }, { validUntil: inDays(30) }],
    ['a millisecond longer', LIMITED_5, { validUntil: new Date(inDays(30).getTime() + 1) }, tooWide('validUntil', inDays(30).toISOString())],
    ['an end that has come', LIMITED_5, { validUntil: NOW }, senseless('validUntil')],
    ['later records', LIMITED_5, { recordsFrom: '2026-02-01' }, { recordsFrom: '2026-02-01', recordsTo: '2026-06-30' }],
    ['earlier records', LIMITED_5, { recordsFrom: '2025-12-31' }, tooWide('recordsFrom', '2026-01-01')],
    ['records to an earlier day', LIMITED_5, { recordsTo: '2026-05-31' }, { recordsFrom: '2026-01-01', recordsTo: '2026-05-31' }],
    ['records to a later day', LIMITED_5, { recordsTo: '2026-07-01' }, tooWide('recordsTo', '2026-06-30')],
    ['records after all that was asked', LIMITED_5, { recordsFrom: '2026-07-01' }, senseless('recordsFrom')],
    ['records before all that was asked', LIMITED_5, { recordsTo: '2025-12-31' }, senseless('recordsFrom')],
    ['a period where none was asked', OPEN, { recordsFrom: '2026-02-01', recordsTo: '2026-02-28' }, { recordsFrom: '2026-02-01', recordsTo: '2026-02-28' }],
  ])('R-09: %s', (_what, request, narrowed, expected) => {
    const terms = outcome(() => narrowTerms(request, narrowed, CLAIM, NOW));
    if (Array.isArray(expected)) expect(terms).toEqual(expected);
    else expect(terms).toMatchObject(expected as object);
  });

  it('R-09: not in a mode that the purpose does not have', () => {
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

/** Items that are mostly of the purpose, so that many a request is allowed. */
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

describe('granted within requested within purpose, whatever is asked and narrowed', () => {
  it('R-08: items', () => {
    let granted = 0;
    const cases = purpose.chain((of) =>
      fc.record({
        of: fc.constant(of),
        items: itemsFor(of),
        required: fc.array(fc.boolean(), { minLength: 6, maxLength: 6 }),
        kept: maybe(fc.subarray(everyItem)),
        drop: fc.nat({ max: 6 }),
      }),
    );
    fc.assert(
      fc.property(cases, ({ of, items, required, kept, drop }) => {
        const wanted = items.map((one, index) => ({ ...one, required: required[index]! }));
        const requested = outcome(() => requestedItems(wanted, of, agreementOn(of), '2026-11-20'));
        if (typeof requested[0] === 'string') return;
        for (const { item, delivery } of requested as RequestedItem[]) {
          const allowed = deliveryIn(of, item);
          expect(allowed !== null && covers(allowed, delivery)).toBe(true);
        }
        // Either some arbitrary list, or what was asked without one of them.
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

  it('R-09: mode, uses, validity and record period', () => {
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
      { numRuns: 5_000 },
    );
    expect(granted).toBeGreaterThan(200);
  });
});

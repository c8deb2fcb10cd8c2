import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { judgeTerms, narrowable } from '../../consent/grants/narrowing.js';
import { requestTerms } from '../../consent/grants/terms.js';
import { GRANT_MODES } from '../../consent/kernel/grant-mode.js';
import { Refusal } from '../../consent/kernel/refusal.js';
import { modeIn } from '../../consent/purposes/purpose.js';
import { purposes } from '../../consent/purposes/registry.js';

const NOW = new Date('2026-11-20T02:00:00Z');
const DAY_MS = 86_400_000;
const later = (days: number) => new Date(NOW.getTime() + days * DAY_MS);
const dayBefore = (day: string) => new Date(Date.parse(day) - DAY_MS).toISOString().slice(0, 10);
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null });

/** Requests that a purpose allows, and when the authority of whoever decides ends. */
const requests = fc
  .constantFrom(...purposes.filter(({ consentRequired, modes }) => consentRequired && modes.length > 0))
  .chain((purpose) =>
    fc.record({
      purpose: fc.constant(purpose),
      asked: fc.constantFrom(...purpose.modes).chain(({ mode, maxUses, maxValidityDays }) =>
        fc.record({
          purpose: fc.constant(purpose.code),
          mode: fc.constant(mode),
          maxUses: mode === 'LIMITED' ? fc.integer({ min: 2, max: maxUses! }) : fc.constant(null),
          validForDays: fc.integer({ min: 1, max: maxValidityDays }),
          recordsFrom: maybe(
            fc.integer({ min: 0, max: 60 }).map((days) => later(-days).toISOString().slice(0, 10)),
          ),
        }),
      ),
      authorityEndsAt: maybe(fc.integer({ min: 1, max: 400 }).map(later)),
    }),
  )
  .map(({ purpose, asked, authorityEndsAt }) => {
    try {
      return { purpose, authorityEndsAt, request: requestTerms(asked, purpose, NOW) };
    } catch (error) {
      if (error instanceof Refusal) return null;
      throw error;
    }
  })
  .filter((one) => one !== null);

describe('the bounds that are told of a request', () => {
  it('are exact: what is within them is accepted, and the next value beyond is refused with TERMS_NOT_ALLOWED', () => {
    let tried = 0;
    fc.assert(
      fc.property(requests, ({ purpose, request, authorityEndsAt }) => {
        const { byMode, earliestRecord } = narrowable(request, purpose, NOW, authorityEndsAt);
        const refused = (narrowed: Parameters<typeof judgeTerms>[1]) =>
          judgeTerms(request, narrowed, purpose, NOW, authorityEndsAt).refusals.map(({ code, detail }) => [
            code,
            detail.field,
          ]);
        const wider = (field: string) => [['TERMS_NOT_ALLOWED', field]];
        expect(byMode.at(-1)!.mode).toBe(request.mode);
        for (const mode of GRANT_MODES) {
          const bounds = byMode.find((one) => one.mode === mode);
          const uses = mode === 'LIMITED' ? { maxUses: bounds?.usesMax ?? 2 } : {};
          if (!bounds) {
            expect(refused({ mode, ...uses })).toEqual(wider('mode'));
            continue;
          }
          tried += 1;
          const within = { mode, ...uses };
          // A request of two uses leaves LIMITED with two.
          if (mode === 'LIMITED') expect(bounds.usesMax).toBeGreaterThanOrEqual(2);
          expect(refused({ ...within, validUntil: bounds.latestEnd })).toEqual([]);
          const beyond = new Date(bounds.latestEnd.getTime() + 1);
          expect(refused({ ...within, validUntil: beyond })).toEqual(wider('validUntil'));
          expect(bounds.usesMax === null).toBe(modeIn(purpose, mode)!.maxUses === null);
          if (bounds.usesMax !== null)
            expect(refused({ mode, maxUses: bounds.usesMax + 1 })).toEqual(wider('maxUses'));
          if (earliestRecord) {
            expect(refused({ ...within, recordsFrom: earliestRecord })).toEqual([]);
            expect(refused({ ...within, recordsFrom: dayBefore(earliestRecord) })).toEqual(
              wider('recordsFrom'),
            );
          }
        }
      }),
      { numRuns: 2_000 },
    );
    expect(tried).toBeGreaterThan(1_000);
  });

  it('leave every refusal to be found at once', () => {
    const purpose = purposes.find(({ code }) => code === 'CLAIM_DIRECT_PAY')!;
    const request = {
      mode: 'LIMITED' as const,
      maxUses: 3,
      validForDays: 30,
      recordsFrom: '2026-01-01',
      recordsTo: '2026-06-30',
    };
    const narrowed = { maxUses: 4, validUntil: later(31), recordsFrom: '2025-12-31' };
    const { value, refusals } = judgeTerms(request, narrowed, purpose, NOW);
    expect(refusals.map(({ detail }) => detail.field)).toEqual(['maxUses', 'validUntil', 'recordsFrom']);
    expect(value).toMatchObject({ maxUses: 3, validUntil: later(30), recordsFrom: '2026-01-01' });
  });
});

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  cityClock,
  cityDay,
  endOfCityDay,
  lastDayBefore,
  monthsBefore,
} from '../../consent/kernel/city-time.js';

/** The calendar of the city as the system's time zones know it, which share no code with ours. */
const calendar = new Intl.DateTimeFormat('sv-SE', {
  timeZone: 'Asia/Shanghai',
  dateStyle: 'short',
  timeStyle: 'short',
});
const inCity = (time: Date) => calendar.format(time).split(' ') as [day: string, clock: string];

const anyTime = fc.date({
  min: new Date('2000-01-01T00:00:00Z'),
  max: new Date('2100-01-01T00:00:00Z'),
  noInvalidDate: true,
});
/** Moments around the midnights of the city and of UTC, at the turns of months and years too. */
const nearMidnight = fc
  .tuple(
    fc.integer({ min: 2000, max: 2099 }),
    fc.integer({ min: 0, max: 11 }),
    fc.constantFrom(0, 1, 2, 28, 29, 30, 31),
    fc.constantFrom(0, 8, 16),
    fc.integer({ min: -2, max: 2 }),
  )
  .map(([year, month, day, hour, ms]) => new Date(Date.UTC(year, month, day, hour) + ms));

describe('the days of the city', () => {
  it('and its clock are those of Asia/Shanghai at every moment', () => {
    fc.assert(
      fc.property(fc.oneof(anyTime, nearMidnight), (time) => {
        expect([cityDay(time), cityClock(time)]).toEqual(inCity(time));
      }),
      { numRuns: 2_000 },
    );
  });

  it('end with the last moment that still has their name', () => {
    fc.assert(
      fc.property(fc.oneof(anyTime, nearMidnight), (time) => {
        const end = endOfCityDay(time);
        expect(end > time).toBe(true);
        expect(inCity(new Date(end.getTime() - 1))[0]).toBe(cityDay(time));
        expect(inCity(end)).toEqual([expect.not.stringMatching(cityDay(time)), '00:00']);
      }),
    );
  });

  it.each([
    ['2026-12-04T00:00:00+08:00', '2026-12-03'],
    ['2026-12-04T00:00:00.001+08:00', '2026-12-04'],
    ['2026-12-04T23:59:59.999+08:00', '2026-12-04'],
    ['2027-01-01T00:00:00+08:00', '2026-12-31'],
    ['2028-03-01T00:00:00+08:00', '2028-02-29'],
    ['2026-12-31T16:00:00Z', '2026-12-31'],
  ])('what ends at %s holds last on %s', (end, last) => {
    expect(lastDayBefore(new Date(end))).toBe(last);
  });

  it('go back by calendar months and never past the end of a month', () => {
    fc.assert(
      fc.property(fc.oneof(anyTime, nearMidnight), fc.integer({ min: 0, max: 120 }), (time, months) => {
        const [year, month, date] = cityDay(time).split('-').map(Number) as [number, number, number];
        const [y, m, d] = monthsBefore(cityDay(time), months).split('-').map(Number) as [
          number,
          number,
          number,
        ];
        expect((year - y) * 12 + month - m).toBe(months);
        const lastOfMonth = new Date(y, m, 0).getDate();
        expect(d).toBe(Math.min(date, lastOfMonth));
      }),
    );
  });
});

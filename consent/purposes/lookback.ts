import { cityDay, monthsBefore } from '../kernel/city-time.js';
import { type Period, periodWithin } from '../kernel/record-period.js';
import { type Purpose } from './purpose.js';

/** The first day of the purpose's look-back period; null if there is no limit. In SQL: assent.first_day(). */
export const earliestRecord = ({ lookbackMonths }: Purpose, now: Date): string | null =>
  lookbackMonths === null ? null : monthsBefore(cityDay(now), lookbackMonths);

/**
 * What may be read of a granted period at this moment, within the look-back of its purpose. A purpose that reads only
 * what is in force reads nothing that begins later.
 */
export const readablePeriod = (granted: Period, purpose: Purpose, now: Date): Period =>
  periodWithin(granted, {
    recordsFrom: earliestRecord(purpose, now),
    recordsTo: purpose.lookbackMonths === 0 ? cityDay(now) : null,
  });

import { cityDay, monthsBefore } from '../kernel/city-time.js';
import { type Purpose } from './purpose.js';

/** The first day of the purpose's look-back period; null if there is no limit. In SQL: assent.first_day(). */
export const earliestRecord = ({ lookbackMonths }: Purpose, now: Date): string | null =>
  lookbackMonths === null ? null : monthsBefore(cityDay(now), lookbackMonths);

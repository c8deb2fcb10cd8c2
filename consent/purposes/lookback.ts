import { type Purpose } from './purpose.js';

/** Returns the first day of the purpose's look-back period; null if there is no limit. */
export function earliestRecord(purpose: Purpose, now: Date): string | null {
  if (purpose.lookbackMonths === null) return null;
  // Counted in UTC days. The UTC day is never after the city's day, so the period is never too short.
  const day = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - purpose.lookbackMonths, 1));
  const lastOfMonth = new Date(Date.UTC(day.getUTCFullYear(), day.getUTCMonth() + 1, 0)).getUTCDate();
  day.setUTCDate(Math.min(now.getUTCDate(), lastOfMonth));
  return day.toISOString().slice(0, 10);
}

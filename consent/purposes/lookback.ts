import { type Purpose } from './purpose.js';

/** First day that the purpose's look-back reaches; null: without limit. */
export function earliestRecord(purpose: Purpose, now: Date): string | null {
  if (purpose.lookbackMonths === null) return null;
  // Counted in UTC days, which is never a day shorter than the city's own reckoning.
  const day = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - purpose.lookbackMonths, 1));
  const lastOfMonth = new Date(Date.UTC(day.getUTCFullYear(), day.getUTCMonth() + 1, 0)).getUTCDate();
  day.setUTCDate(Math.min(now.getUTCDate(), lastOfMonth));
  return day.toISOString().slice(0, 10);
}

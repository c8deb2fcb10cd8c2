const CITY_AHEAD_MS = 8 * 3_600_000;

/** The date and the clock of the city (UTC+8, without summer time), in the form of RFC 3339 without an offset. */
const inCity = (time: Date): string => new Date(time.getTime() + CITY_AHEAD_MS).toISOString().slice(0, -1);

/** The calendar day in the city as YYYY-MM-DD. All days are the city's; in SQL, assent.city_day() tells the same. */
export const cityDay = (time: Date): string => inCity(time).slice(0, 10);

/** The last day on which something that ends at this moment still holds: what ends at midnight ends with the day before. */
export const lastDayBefore = (end: Date): string => cityDay(new Date(end.getTime() - 1));

/** The clock in the city, HH:MM. */
export const cityClock = (time: Date): string => inCity(time).slice(11, 16);

/** The first moment of a day of the city. @param day YYYY-MM-DD */
export const startOfCityDay = (day: string): Date => new Date(`${day}T00:00:00+08:00`);

/** When the city's day at this time ends. */
export const endOfCityDay = (time: Date): Date => new Date(`${cityDay(time)}T24:00:00+08:00`);

/** The same day so many calendar months before, or the last day of that month if it is shorter. */
export function monthsBefore(day: string, months: number): string {
  const [year, month, date] = day.split('-').map(Number) as [number, number, number];
  const lastOfMonth = new Date(Date.UTC(year, month - months, 0));
  lastOfMonth.setUTCDate(Math.min(date, lastOfMonth.getUTCDate()));
  return lastOfMonth.toISOString().slice(0, 10);
}

/** The day so many days after one of the calendar; before it, for a negative number. */
export const daysAfter = (day: string, days: number): string => {
  const [year, month, date] = day.split('-').map(Number) as [number, number, number];
  return new Date(Date.UTC(year, month - 1, date + days)).toISOString().slice(0, 10);
};

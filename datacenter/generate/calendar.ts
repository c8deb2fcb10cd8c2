const DAY_MS = 86_400_000;

/** A day is the number of days since 1970-01-01, so that days are added and compared as integers. */
export type Day = number;

export const dayOf = (text: string): Day => Date.parse(`${text}T00:00:00Z`) / DAY_MS;

const texts = new Map<Day, string>();

/** yyyy-MM-dd; cached, because a city has few different days. */
export function dayText(day: Day): string {
  let text = texts.get(day);
  if (text === undefined) {
    text = new Date(day * DAY_MS).toISOString().slice(0, 10);
    texts.set(day, text);
  }
  return text;
}

const TWO_DIGITS = Array.from({ length: 60 }, (_, value) => String(value).padStart(2, '0'));

/** yyyy-MM-dd HH:mm:ss, as the national platform writes times. */
export const timeText = (day: Day, second: number): string =>
  `${dayText(day)} ${TWO_DIGITS[(second / 3600) | 0]}:${TWO_DIGITS[((second / 60) | 0) % 60]}:${TWO_DIGITS[second % 60]}`;

export const yearOf = (day: Day): number => Number(dayText(day).slice(0, 4));

/** yyyyMM */
export const monthText = (day: Day): string => dayText(day).slice(0, 4) + dayText(day).slice(5, 7);

/** The same day some months later (earlier if negative), or the last day of a shorter month. */
export function addMonths(day: Day, months: number): Day {
  const date = new Date(day * DAY_MS);
  const wanted = date.getUTCDate();
  date.setUTCDate(1);
  date.setUTCMonth(date.getUTCMonth() + months + 1, 0);
  date.setUTCDate(Math.min(wanted, date.getUTCDate()));
  return date.getTime() / DAY_MS;
}

/** The first days of all months from that of `from` to that of `to`. */
export function monthsBetween(from: Day, to: Day): Day[] {
  const first = dayOf(`${dayText(from).slice(0, 7)}-01`);
  const months: Day[] = [];
  for (let month = first; month <= to; month = addMonths(month, 1)) months.push(month);
  return months;
}

/** Age on a day, by the calendar. */
export const fullYears = (birth: Day, on: Day): number =>
  yearOf(on) - yearOf(birth) - (dayText(on).slice(5) < dayText(birth).slice(5) ? 1 : 0);

/** The days for which visits, contributions and provider months are generated; the last one is `today`. */
export interface Period {
  readonly from: Day;
  readonly today: Day;
}

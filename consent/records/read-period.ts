import type { Category, RecordTime } from '../../schema/category.js';
import type { Bilingual } from '../kernel/bilingual.js';
import { earlierOf, laterOf, type Period } from '../kernel/record-period.js';
import { Refusal } from '../kernel/refusal.js';
import type { Page, Selection } from './selection.js';

/** A day in the form of the column (day, month or year). */
export function dayAs({ unit }: RecordTime, day: string): string | number {
  if (unit === 'year') return Number(day.slice(0, 4));
  return unit === 'month' ? day.slice(0, 4) + day.slice(5, 7) : day;
}

const outside = (field: string, limit: string, { en, zh }: Bilingual): Refusal =>
  new Refusal(
    'TERMS_NOT_ALLOWED',
    { en: `${en} No use was taken.`, zh: `${zh}本次未计使用次数。` },
    { field, limit },
  );

const endsOn = (day: string): Bilingual => ({
  en: `What may be read ends on ${day}.`,
  zh: `可读取的记录至 ${day} 止。`,
});
const beginsOn = (day: string): Bilingual => ({
  en: `What may be read begins on ${day}.`,
  zh: `可读取的记录自 ${day} 起。`,
});

/** What a selection reads of one category with a time. */
interface Reading {
  readonly time: RecordTime;
  readonly page: Pick<Page, 'from' | 'to'>;
}

function readingsOf({ person, provider, comparisons }: Selection): Reading[] {
  const ofTime = (category: Category, page: Reading['page']): Reading[] =>
    category.time ? [{ time: category.time, page }] : [];
  return [
    ...[...person, ...provider].flatMap(({ category, page }) => ofTime(category, page)),
    ...comparisons.flatMap(({ category }) => ofTime(category, { from: null, to: null })),
  ];
}

/**
 * Refuses what can read no record, because it asks for days outside the period that may be read: its use would be taken
 * for nothing.
 * @param period what may be read, by the terms and by the look-back of the purpose
 * @param today no record of something that has happened is of a later day
 */
export function periodRefusal(
  selection: Selection,
  { recordsFrom, recordsTo }: Period,
  today: string,
): Refusal | null {
  const readings = readingsOf(selection);
  if (readings.length > 0 && recordsFrom !== null && recordsTo !== null && recordsFrom > recordsTo)
    return recordsTo < today
      ? outside('recordsTo', recordsFrom, beginsOn(recordsFrom))
      : outside('recordsFrom', recordsTo, endsOn(recordsTo));
  for (const { time, page } of readings) {
    // A record that lasts from a day to another may be in both periods, however far they are apart.
    if (time.until) continue;
    const from = laterOf(page.from, recordsFrom);
    const to = earlierOf(earlierOf(page.to, recordsTo), today)!;
    if (from === null || dayAs(time, from) <= dayAs(time, to)) continue;
    return to !== page.to
      ? outside(from === page.from ? 'from' : 'recordsFrom', to, endsOn(to))
      : outside('to', from, beginsOn(from));
  }
  return null;
}

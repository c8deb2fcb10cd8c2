/** A time of day, perhaps with fractions of a second and the city's own offset. Another offset could mean another day. */
const TIME = String.raw`(?:[T ]+(?:[01]?\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d{1,9})?)?(?:\s*\+08:?00)?|\.0+)?`;
const FORMS = [
  new RegExp(String.raw`^(\d{4})-(\d{1,2})-(\d{1,2})${TIME}$`),
  new RegExp(String.raw`^(\d{4})/(\d{1,2})/(\d{1,2})${TIME}$`),
  /^(\d{4})\.(\d{1,2})\.(\d{1,2})$/,
  /^(\d{4})年(\d{1,2})月(\d{1,2})日$/,
  /^(\d{4})(\d{2})(\d{2})(?:(?:[01]\d|2[0-3])[0-5]\d[0-5]\d)?$/,
];
const MONTH_FORMS = /^(\d{4})(?:[-/.年](\d{1,2})月?)(?:[-/.]01)?$/;

/** A day as yyyy-MM-dd, of the forms that can mean only one; null for any other text. It need not be a day of the calendar. */
export function plainDay(text: string): string | null {
  for (const form of FORMS) {
    const [, year, month, day] = form.exec(text) ?? [];
    if (year) return `${year}-${month!.padStart(2, '0')}-${day!.padStart(2, '0')}`;
  }
  return null;
}

/** A month as yyyyMM; null for any other text. */
export function plainMonth(text: string): string | null {
  const [, year, month] = MONTH_FORMS.exec(text) ?? [];
  return year ? `${year}${month!.padStart(2, '0')}` : null;
}

// Citizen identity numbers (GB 11643): division, birth date, serial number (odd for men), check character. The residence
// permits of Hong Kong, Macao and Taiwan residents and the newer permits of foreign permanent residents have the same form.

const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const CHECK = '10X98765432';
const OLD_FORM = /^\d{15}$/;
/** In the old form, the serial numbers of people who were a hundred years old when numbers were given out. */
const CENTENARIANS = /99[6-9]$/;

/** The check character for the first 17 digits; undefined if one of them is not a digit. */
export function checkCharacter(certNo: string): string | undefined {
  let sum = 0;
  for (let at = 0; at < 17; at++) {
    const digit = certNo.charCodeAt(at) - 48;
    if (!(digit >= 0 && digit <= 9)) return undefined;
    sum += digit * WEIGHTS[at]!;
  }
  return CHECK[sum % 11];
}

/** Whether length and check character are right. The birth date in it may still be invalid. */
export const isCertNo = (text: string): boolean => text.length === 18 && text[17] === checkCharacter(text);

/** The birth date as YYYY-MM-DD. */
export const birthDateOf = (certNo: string): string =>
  `${certNo.slice(6, 10)}-${certNo.slice(10, 12)}-${certNo.slice(12, 14)}`;

/** The gender as a code of the table `gend`. */
export const genderOf = (certNo: string): '1' | '2' => (certNo.charCodeAt(16) % 2 === 1 ? '1' : '2');

/** Whether it is a day of the calendar in which somebody on record may have been born, up to the day `until`. */
export function isBirthDate(day: string, until = '9999-12-31'): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day) || day < EARLIEST_BIRTH || day > until) return false;
  const [year, month, date] = day.split('-').map(Number) as [number, number, number];
  const real = new Date(Date.UTC(year, month - 1, date));
  return real.getUTCMonth() === month - 1 && real.getUTCDate() === date;
}
const EARLIEST_BIRTH = '1850-01-01';

/** The number of 18 characters that replaced one of 15 digits (before 1999); null if it is none. */
export function upgraded(number: string): string | null {
  if (!OLD_FORM.test(number)) return null;
  const century = CENTENARIANS.test(number) ? '18' : '19';
  const long = `${number.slice(0, 6)}${century}${number.slice(6)}`;
  return isBirthDate(birthDateOf(long)) ? long + checkCharacter(long) : null;
}

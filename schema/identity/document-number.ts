import { plainText, withoutCase } from './plain-text.js';
import { birthDateOf, isBirthDate, isCertNo, upgraded } from './resident-number.js';

const SEPARATORS = /[\s().\u00B7\-\u2010-\u2014\u2212/]/gu;
/** What is typed for the check character X: the sign of multiplication, or a letter of another alphabet. */
const CHECK_X = /^(\d{17})[\u00D7\u2715\u2716\u0425\u03A7]$/u;
/** The permit of a resident of Hong Kong or Macao to travel: its last two digits count the reissues. */
const REISSUED = /^([HM]\d{8})\d{2}$/;

const isPlain = /^[0-9A-Z]+$/;

/**
 * The form in which the numbers of identity documents are compared, whatever the document: in the ordinary width, in capital
 * letters, without separators, and the old ID number of 15 digits as its successor of 18. It is never shown.
 */
export function canonicalNumber(number: string): string {
  const text = isPlain.test(number)
    ? number
    : withoutCase(plainText(number)).replace(SEPARATORS, '').replace(CHECK_X, '$1X');
  return upgraded(text) ?? text.replace(REISSUED, '$1');
}

/**
 * Whether a number has the form of an ID number and can't be one: the check character is wrong, or the birth date is no day.
 * Whoever says so tells nobody who is on record, because it follows from the number alone.
 */
export function isMistypedNumber(number: string): boolean {
  const text = canonicalNumber(number);
  return /^\d{17}[\dX]$/.test(text) && !(isCertNo(text) && isBirthDate(birthDateOf(text)));
}

import { isCertNo } from '../../schema/cert-no.js';
import type { CsvColumn, CsvFile } from '../csv/file-definitions.js';

/** Returns why a value is invalid, or null. The reason never contains the value: more people read rejects than data. */
export type Check = (value: string) => string | null;

const MONTH_DAYS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
const EARLIEST_YEAR = 1900;
const LARGEST_INTEGER = 2_147_483_647;
const INTEGER_DIGITS_OF_MONEY = 14;
const INSTITUTION = /^[HP]\d{11}$/;
const TIME_OF_DAY = /^ (?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d$/;
// U+FFFD replaces bytes that are not UTF-8 when the file is decoded. PostgreSQL does not store NUL in a text.
const DAMAGED = /[\0\uFFFD]/;

/** The number written by `count` digits; NaN if one of the characters is not a digit. */
function digits(text: string, from: number, count: number): number {
  let number = 0;
  for (let at = from; at < from + count; at++) {
    const digit = text.charCodeAt(at) - 48;
    if (!(digit >= 0 && digit <= 9)) return Number.NaN;
    number = number * 10 + digit;
  }
  return number;
}

const isLeapYear = (year: number) => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;

export function isDay(value: string): boolean {
  const year = digits(value, 0, 4);
  const month = digits(value, 5, 2);
  const day = digits(value, 8, 2);
  if (
    !(year >= EARLIEST_YEAR && month >= 1 && month <= 12 && day >= 1) ||
    value[4] !== '-' ||
    value[7] !== '-'
  )
    return false;
  return day <= MONTH_DAYS[month - 1]! && (month !== 2 || day < 29 || isLeapYear(year));
}

/** A day, with or without a time. */
const day: Check = (value) =>
  isDay(value) && (value.length === 10 || TIME_OF_DAY.test(value.slice(10)))
    ? null
    : 'is not a real day written yyyy-MM-dd or yyyy-MM-dd HH:mm:ss';

const month: Check = (value) => {
  const number = digits(value, 4, 2);
  const real = value.length === 6 && digits(value, 0, 4) >= EARLIEST_YEAR && number >= 1 && number <= 12;
  return real ? null : 'is not a month written yyyyMM';
};

const money: Check = (value) => {
  const from = value.charCodeAt(0) === 45 ? 1 : 0;
  const dot = value.indexOf('.');
  const whole = (dot < 0 ? value.length : dot) - from;
  const fraction = dot < 0 ? 0 : value.length - dot - 1;
  const right =
    whole >= 1 &&
    whole <= INTEGER_DIGITS_OF_MONEY &&
    !Number.isNaN(digits(value, from, whole)) &&
    (dot < 0 || (fraction >= 1 && fraction <= 2 && !Number.isNaN(digits(value, dot + 1, fraction))));
  return right ? null : 'is not an amount with at most 14 digits before and 2 after the point';
};

const integer: Check = (value) => {
  const from = value.charCodeAt(0) === 45 ? 1 : 0;
  const count = value.length - from;
  const right = count >= 1 && count <= 10 && digits(value, from, count) <= LARGEST_INTEGER;
  return right ? null : 'is not a whole number';
};

const flag: Check = (value) => (value === '0' || value === '1' ? null : 'is neither 0 nor 1');

/** PostgreSQL limits characters, whereas `length` counts a character outside the basic plane as two. */
const textUpTo =
  (length: number): Check =>
  (value) => {
    if (DAMAGED.test(value)) return 'contains a NUL character or bytes that are not UTF-8';
    if (value.length <= length || [...value].length <= length) return null;
    return `is longer than ${length} characters`;
  };

const matching =
  (pattern: RegExp, complaint: string): Check =>
  (value) =>
    pattern.test(value) ? null : complaint;

/** Columns whose format is narrower than their type. */
const BY_NAME: Record<string, Check> = {
  fixmedins_code: matching(INSTITUTION, 'is not H or P with 11 digits'),
  uscc: matching(/^[0-9A-Z]{18}$/, 'is not a credit code of 18 characters'),
  legrep_certno: (value) => (isCertNo(value) ? null : 'has a wrong check character'),
};

/** The check for every value of a column that is not empty. */
export function checkOf({ name, kind }: CsvColumn, file: CsvFile): Check {
  if (BY_NAME[name]) return BY_NAME[name];
  if (name === file.month) return month;
  switch (kind.type) {
    case 'string':
      return textUpTo(kind.size!);
    case 'code':
      return (value) => (kind.codes!.has(value) ? null : `is not in code table ${kind.codes!.name}`);
    case 'flag':
      return flag;
    case 'integer':
      return integer;
    case 'decimal':
      return money;
    case 'date':
      return day;
  }
}

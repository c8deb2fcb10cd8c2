import type { CsvColumn, CsvFile } from '../csv/file-definitions.js';
import { NUL, type Reason, reasonOf, SPREADSHEET } from './faults.js';

/** Returns why a value is invalid, or null. */
export type Check = (value: string) => Reason | null;

const MONTH_DAYS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
const EARLIEST_YEAR = 1900;
/** The first people on record were born then. */
const EARLIEST_BIRTH_YEAR = 1850;
/** What lies later is a placeholder such as 9999-12-31: an end that is not known is left empty. */
const LATEST_YEAR = 2199;
const LARGEST_INTEGER = 2_147_483_647;
const INTEGER_DIGITS_OF_MONEY = 14;
const INSTITUTION = /^[HP]\d{11}$/;
// U+FFFD replaces bytes that are not of the file's encoding. PostgreSQL does not store NUL in a text.
const DAMAGED = /[\0\uFFFD]/;
/** 6.2E+17, and 620000000000000.00 in a column of identifiers. */
const SCIENTIFIC = /^-?\d(?:\.\d+)?E\+?\d+$/i;

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

export function isDay(value: string, earliestYear = EARLIEST_YEAR): boolean {
  const year = digits(value, 0, 4);
  const month = digits(value, 5, 2);
  const day = digits(value, 8, 2);
  if (
    !(year >= earliestYear && year <= LATEST_YEAR && month >= 1 && month <= 12 && day >= 1) ||
    value[4] !== '-' ||
    value[7] !== '-'
  )
    return false;
  return day <= MONTH_DAYS[month - 1]! && (month !== 2 || day < 29 || isLeapYear(year));
}

const NO_DAY = reasonOf(
  'is not a real day, written as yyyy-MM-dd or in another form that can mean one day only, of a year up to 2199',
  '不是真实存在的日期（如 yyyy-MM-dd，年份不超过2199）',
  'Correct the day in the source; leave it empty if it is not known.',
  '请在源系统更正日期；未知的日期请留空。',
);

/** How a spreadsheet stores a day: the number of days since 1900. */
const SERIAL_DAY = /^\d{5}(?:\.\d+)?$/;

/** A day, brought to the form yyyy-MM-dd before (day-forms.ts). */
const dayFrom =
  (earliestYear: number): Check =>
  (value) =>
    value.length === 10 && isDay(value, earliestYear) ? null : SERIAL_DAY.test(value) ? SPREADSHEET : NO_DAY;

const NO_MONTH = reasonOf('is not a month written yyyyMM', '不是 yyyyMM 格式的月份');

const month: Check = (value) => {
  const number = digits(value, 4, 2);
  const year = digits(value, 0, 4);
  const real =
    value.length === 6 && year >= EARLIEST_YEAR && year <= LATEST_YEAR && number >= 1 && number <= 12;
  return real ? null : NO_MONTH;
};

const NO_AMOUNT = reasonOf(
  'is not an amount with at most 14 digits before and 2 after the point',
  '不是金额（小数点前最多14位、后最多2位，无千分位和货币符号）',
  'Export amounts as plain numbers, without separators or currency.',
  '请按纯数字导出金额，不带千分位和货币符号。',
);

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
  return right ? null : NO_AMOUNT;
};

const NO_INTEGER = reasonOf('is not a whole number', '不是整数');

const integer: Check = (value) => {
  const from = value.charCodeAt(0) === 45 ? 1 : 0;
  const count = value.length - from;
  const right = count >= 1 && count <= 10 && digits(value, from, count) <= LARGEST_INTEGER;
  return right ? null : NO_INTEGER;
};

const NO_YEAR = reasonOf(
  'is not a year written as a whole number of four digits, up to 2199',
  '不是四位整数年份（不超过2199）',
);

const year: Check = (value) =>
  value.length === 4 && digits(value, 0, 4) >= EARLIEST_YEAR && digits(value, 0, 4) <= LATEST_YEAR
    ? null
    : NO_YEAR;

export const NO_FLAG = reasonOf('is neither 0 nor 1', '只能是0或1');
const flag: Check = (value) => (value === '0' || value === '1' ? null : NO_FLAG);

/** PostgreSQL limits characters, whereas `length` counts a character outside the basic plane as two. */
function textUpTo(length: number): Check {
  const tooLong = reasonOf(`is longer than ${length} characters`, `超过${length}个字符`);
  return (value) => {
    if (DAMAGED.test(value)) return NUL;
    return value.length <= length || [...value].length <= length ? null : tooLong;
  };
}

/** An identifier of the source: a text that a spreadsheet may have taken for a number. */
function identifierUpTo(length: number): Check {
  const text = textUpTo(length);
  return (value) => (SCIENTIFIC.test(value) ? SPREADSHEET : text(value));
}

const matching =
  (pattern: RegExp, reason: Reason): Check =>
  (value) =>
    pattern.test(value) ? null : reason;

const INSTITUTION_FORM = reasonOf('is not H or P with 11 digits', '不是H或P加11位数字的定点机构编码');
/** Mainland mobile numbers and the eight digits of Hong Kong, Macao and Taiwan numbers, with or without a country code. */
const MOBILE = /^(?:\+?\d{1,3}[- ]?)?(?:1[3-9]\d[- ]?\d{4}[- ]?\d{4}|\d{8,10})$/;
const NO_MOBILE = reasonOf(
  'is not a mobile number',
  '不是手机号码',
  'Leave it empty if there is none; words such as 无 are no number.',
  '没有号码时请留空，不要填写“无”等文字。',
);
/** What is found where a mobile number had leading digits or its last ones rounded away. */
const mobile: Check = (value) => {
  if (SCIENTIFIC.test(value) || /^1\d{10}\.0+$/.test(value)) return SPREADSHEET;
  return MOBILE.test(value) ? null : NO_MOBILE;
};

/** Columns whose format is narrower than their type. */
const BY_NAME: Readonly<Record<string, Check>> = {
  fixmedins_code: matching(INSTITUTION, INSTITUTION_FORM),
  uscc: matching(
    /^[0-9A-Z]{18}$/,
    reasonOf('is not a credit code of 18 characters', '不是18位统一社会信用代码'),
  ),
  mob: mobile,
  year,
};

/** Identifiers that the source gives; all other texts are words. */
const IDENTIFIERS = new Set([
  'psn_no',
  'guardian_psn_no',
  'mdtrt_id',
  'setl_id',
  'feedetl_sn',
  'trt_dcla_detl_sn',
  'fix_cntr_id',
  'bankacct',
  'legrep_mobile',
  'drug_biz_lic_no',
  'equ_biz_lic_no',
  'medins_prac_lic_regno',
]);

/** The check for every value of a column that is not empty. */
export function checkOf({ name, kind }: CsvColumn, file: CsvFile): Check {
  if (Object.hasOwn(BY_NAME, name)) return BY_NAME[name]!;
  if (name === file.month) return month;
  switch (kind.type) {
    case 'string':
      return IDENTIFIERS.has(name) || kind.compared === 'NUMBER'
        ? identifierUpTo(kind.size!)
        : textUpTo(kind.size!);
    case 'code': {
      const unknown = reasonOf(
        `is not in code table ${kind.codes!.name}`,
        `不在代码表 ${kind.codes!.name} 中`,
      );
      return (value) => {
        if (kind.codes!.has(value)) return null;
        return /^\d$/.test(value) && kind.codes!.has(`0${value}`) ? SPREADSHEET : unknown;
      };
    }
    case 'flag':
      return flag;
    case 'integer':
      return integer;
    case 'decimal':
      return money;
    case 'date':
      return dayFrom(name === 'brdy' ? EARLIEST_BIRTH_YEAR : EARLIEST_YEAR);
  }
}

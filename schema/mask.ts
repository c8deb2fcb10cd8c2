import { divisionsIn } from './divisions.js';

/**
 * The masks of the catalogue. A masked value replaces the value when its delivery is MASKED, and when a person's session
 * is not strong enough for it. Each mask says what it shows, and everything else is hidden: of a value in a form that it
 * does not know it shows nothing. The hidden part always has the same length, except with KEEP.
 */
export type Mask =
  | { fn: 'NONE' }
  /** Keeps the first `head` and last `tail` characters of a value of at least `from` characters, and none of a shorter one. */
  | { fn: 'KEEP'; head: number; tail: number; from: number }
  | { fn: 'NAME_SURNAME' }
  | { fn: 'DATE_TO_YEAR' }
  | { fn: 'DATE_TO_MONTH' }
  | { fn: 'ADDR_TO_COUNTY' }
  | { fn: 'CODE_PREFIX'; length: number }
  | { fn: 'ORG_TO_TYPE' }
  /** A range of constant width: with width 3,000 and offset 2,000 the amount 5,321 becomes "5000-8000". */
  | { fn: 'AMOUNT_BAND'; width: number; offset: number }
  | { fn: 'AMOUNT_HIDE' }
  | { fn: 'HIDE' };

export const none: Mask = { fn: 'NONE' };
/** So many characters at least are hidden of a value that is shown in part. */
const HIDDEN_MIN = 4;
export const keep = (head: number, tail: number, from = head + tail + HIDDEN_MIN): Mask => ({
  fn: 'KEEP',
  head,
  tail,
  from,
});
/** The number of an identity document. A passport's or a permit's is too short to show any of it. */
export const identityNumber: Mask = keep(3, 4, 15);
export const surname: Mask = { fn: 'NAME_SURNAME' };
export const toYear: Mask = { fn: 'DATE_TO_YEAR' };
export const toMonth: Mask = { fn: 'DATE_TO_MONTH' };
export const toCounty: Mask = { fn: 'ADDR_TO_COUNTY' };
export const prefix = (length: number): Mask => ({ fn: 'CODE_PREFIX', length });
export const toInstitutionType: Mask = { fn: 'ORG_TO_TYPE' };
export const hideAmount: Mask = { fn: 'AMOUNT_HIDE' };
export const hide: Mask = { fn: 'HIDE' };
/** The catalogue gives one sample range, e.g. 5000-8000, from which all the others follow. */
export const band = (from: number, to: number): Mask => ({
  fn: 'AMOUNT_BAND',
  width: to - from,
  offset: from % (to - from),
});

const HIDDEN = '******';
const HIDDEN_AMOUNT = '****';
const AMOUNT = /^-?\d+(\.\d+)?$/;
const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** So many characters of a day, which is as text YYYY-MM-DD; nothing of anything else. */
const partOfDay = (day: string, length: number) => (DAY.test(day) ? day.slice(0, length) : HIDDEN_AMOUNT);

/** The first letter of a name, of whatever script. A given name and how long a name is are not told. */
const firstLetter = (name: string) => /^\s*(\p{L})/u.exec(name)?.[1] ?? '';

/** The first characters of a code, of which two thirds are shown at most. A dot is part of its form. */
const codePrefix = (code: string, length: number) => {
  const characters = [...code];
  const shown = Math.min(length, Math.floor((characters.length * 2) / 3));
  return characters.map((one, at) => (at < shown || one === '.' ? one : '*')).join('');
};

const keepEnds = (text: string, { head, tail, from }: { head: number; tail: number; from: number }) => {
  const characters = [...text];
  if (characters.length < from) return '*'.repeat(characters.length);
  const stars = '*'.repeat(characters.length - head - tail);
  return characters.slice(0, head).join('') + stars + characters.slice(characters.length - tail).join('');
};

const toBand = (amount: string, width: number, offset: number) => {
  if (!AMOUNT.test(amount)) return HIDDEN_AMOUNT;
  const from = Math.floor((Number(amount) - offset) / width) * width + offset;
  return `${from}-${from + width}`;
};

const INSTITUTION_TYPES = ['药店', '药房', '诊所', '卫生院', '卫生室', '服务中心', '医院'];
const GRADES = ['三', '二', '一'];

/** E.g. "某三级医院". The grade comes from the same record (`hosp_lv`, which is public). */
const institutionType = (name: string, hospitalGrade: string | null) => {
  const type = INSTITUTION_TYPES.find((word) => name.includes(word)) ?? '机构';
  const index = hospitalGrade === null ? -1 : [4, 7, 10].findIndex((last) => Number(hospitalGrade) <= last);
  return type === '医院' && index >= 0 ? `某${GRADES[index]}级医院` : `某${type}`;
};

/**
 * Applies a mask to a value in its text form (dates YYYY-MM-DD, amounts as decimal text).
 * @param hospitalGrade `hosp_lv` of the same record, for ORG_TO_TYPE.
 */
export function applyMask(mask: Mask, value: string, hospitalGrade: string | null = null): string {
  switch (mask.fn) {
    case 'NONE':
      return value;
    case 'KEEP':
      return keepEnds(value, mask);
    case 'NAME_SURNAME':
      return `${firstLetter(value)}**`;
    case 'DATE_TO_YEAR':
      return partOfDay(value, 4);
    case 'DATE_TO_MONTH':
      return partOfDay(value, 7);
    case 'ADDR_TO_COUNTY':
      return `${divisionsIn(value)}****`;
    case 'CODE_PREFIX':
      return codePrefix(value, mask.length);
    case 'ORG_TO_TYPE':
      return institutionType(value, hospitalGrade);
    case 'AMOUNT_BAND':
      return toBand(value, mask.width, mask.offset);
    case 'AMOUNT_HIDE':
      return HIDDEN_AMOUNT;
    case 'HIDE':
      return HIDDEN;
  }
}

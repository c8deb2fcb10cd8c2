/**
 * The masks of the catalogue. A masked value replaces the value when its delivery is MASKED, and when a person's session
 * is not strong enough for it. The hidden part always has the same length, except with KEEP.
 */
export type Mask =
  | { fn: 'NONE' }
  /** Keeps the first `head` and last `tail` characters. */
  | { fn: 'KEEP'; head: number; tail: number }
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
export const keep = (head: number, tail: number): Mask => ({ fn: 'KEEP', head, tail });
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

const keepEnds = (text: string, head: number, tail: number) => {
  const characters = [...text];
  if (characters.length <= head + tail) return '*'.repeat(characters.length);
  const stars = '*'.repeat(characters.length - head - tail);
  return characters.slice(0, head).join('') + stars + characters.slice(characters.length - tail).join('');
};

const toBand = (amount: string, width: number, offset: number) => {
  const from = Math.floor((Number(amount) - offset) / width) * width + offset;
  return `${from}-${from + width}`;
};

/**
 * Province, prefecture and county at the beginning of an address, as far as they are written. The pattern does not cross
 * a street or a village to reach a county, and a 小区 (housing estate) is not a county: in doubt the mask hides more.
 */
const DIVISIONS =
  /^(?:[^省市区县]{2,8}(?:省|自治区))?(?:[^省市区县]{2,8}(?:市|自治州|地区|盟))?(?:[^省市区县][^省市区县街道路镇乡村号]{0,6}(?:(?<![小社园校厂院])区|县|旗|市))?/u;

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
      return keepEnds(value, mask.head, mask.tail);
    case 'NAME_SURNAME':
      return `${[...value][0] ?? ''}**`;
    case 'DATE_TO_YEAR':
      return value.slice(0, 4);
    case 'DATE_TO_MONTH':
      return value.slice(0, 7);
    case 'ADDR_TO_COUNTY':
      return `${DIVISIONS.exec(value)![0]}****`;
    case 'CODE_PREFIX':
      return value.slice(0, mask.length) + value.slice(mask.length).replace(/[^.]/g, '*');
    case 'ORG_TO_TYPE':
      return institutionType(value, hospitalGrade);
    case 'AMOUNT_BAND':
      return toBand(value, mask.width, mask.offset);
    case 'AMOUNT_HIDE':
      return '****';
    case 'HIDE':
      return HIDDEN;
  }
}

/** What is wrong with a value or a row, and what the operator does about it, in English and in Chinese. */
export interface Reason {
  readonly en: string;
  readonly zh: string;
  readonly todo: string;
  readonly todoZh: string;
}

/** One fault of one row. It never holds the value, because more people read the rejects than the data. */
export interface Fault extends Reason {
  /** The column; '' if the row as a whole is bad. */
  readonly field: string;
  /** The shape of the value: # for a digit, @ for a Latin letter, □ for any other character. '' if there is none. */
  readonly shape: string;
}

const SHAPE_LENGTH_MAX = 60;

/** What a value looks like, without saying what it is. Signs are kept, because the fault often lies in them. */
export const shapeOf = (value: string): string =>
  value
    .slice(0, SHAPE_LENGTH_MAX)
    .replace(/\p{Nd}/gu, '#')
    .replace(/[A-Za-z]/g, '@')
    .replace(/[^#@\s\p{ASCII}\uFFFD]/gu, '□')
    .replace(/\p{Cc}/gu, '␀');

export const faultOf = (field: string, reason: Reason, value = ''): Fault => ({
  field,
  shape: shapeOf(value),
  ...reason,
});

const CORRECT = 'Correct it in the source and import the row again.';
const CORRECT_ZH = '请在源系统更正后重新导入该行。';

/** A reason, with the usual advice unless another one is given. */
export const reasonOf = (en: string, zh: string, todo = CORRECT, todoZh = CORRECT_ZH): Reason =>
  Object.freeze({ en, zh, todo, todoZh });

export const MISSING = reasonOf('is missing', '必填项为空');

export const WRONG_CHECK_CHARACTER = reasonOf(
  'has a wrong check character',
  '证件号码校验位错误',
  'Compare the number with the document and correct it in the source.',
  '请与证件原件核对，在源系统更正号码。',
);

export const NO_BIRTH_DATE = reasonOf(
  'holds no real birth date, or one in the future',
  '证件号码中的出生日期不存在或晚于今天',
  'Compare the number with the document and correct it in the source.',
  '请与证件原件核对，在源系统更正号码。',
);

export const WRONG_FORM = reasonOf(
  'is not a number of this type of document',
  '号码与证件类型不符',
  'Compare number and psn_cert_type with the document; correct the one that is wrong.',
  '请核对证件号码与证件类型，更正有误的一项。',
);

export const SPREADSHEET = reasonOf(
  'looks like a number rewritten by a spreadsheet',
  '疑似被电子表格改写的数字（前导零丢失或科学计数法）',
  'Export the file anew from the source and do not open it in a spreadsheet.',
  '请从源系统重新导出，不要用电子表格打开后另存。',
);

export const NUL = reasonOf(
  'contains a NUL character or bytes that are not UTF-8',
  '含有空字符或无法按UTF-8解码的字节',
  'Export the file as UTF-8, or name its encoding with --encoding.',
  '请导出为UTF-8编码，或用 --encoding 指明编码。',
);

export const EARLIER_ROW = reasonOf(
  'has the key of an earlier row',
  '主键与前面的行重复',
  'Keep the right one of the rows in the file.',
  '请在文件中只保留正确的一行。',
);

export const TAKEN = reasonOf(
  'belongs to another psn_no',
  '该证件号码已属于另一人员编号',
  'Find out whose number it is; merge or correct the two entries in the source.',
  '请查明号码归属，在源系统合并或更正两条记录。',
);

import { isBlank } from '../../schema/identity/plain-text.js';
import { withoutPrivateUse } from '../../schema/identity/private-use.js';
import { type CsvColumn, type CsvFile, VALIDITY } from '../csv/file-definitions.js';
import { copyText } from './copy-text.js';
import { AFTER_QUOTE, type CsvRecord, OPEN_QUOTE, TOO_LONG } from './csv-tokenizer.js';
import { plainDay, plainMonth } from './day-forms.js';
import { type Fault, faultOf, MISSING, type Reason, reasonOf } from './faults.js';
import { type ColumnNames, columnNames } from './file-source.js';
import { markerOf } from './row-marker.js';
import { rulesOf } from './row-rules.js';
import { type Check, checkOf, NO_FLAG } from './value-checks.js';

/** A row that passed every check that needs nothing but the file. */
export class Row {
  constructor(
    readonly line: number,
    /** The psn_no or fixmedins_code of each subject. */
    readonly subjects: readonly string[],
    /** Unique within the file. */
    readonly key: string,
    /** Record id and the columns stored in clear, in order, in the text format of COPY. */
    readonly copy: string,
    /** Values to encrypt with the subject's key, in order; '' means no value. */
    readonly toSeal: readonly string[],
    /** The values of the columns that the caller named in `keep`. */
    readonly kept: readonly string[],
    /** Whether the source declares the record void: it is removed. */
    readonly voids: boolean,
  ) {}
}

/** The file as a whole can't be read. */
export class FileRefused extends Error {}

const RECORD_ID_LENGTH_MAX = 64;
const DAY_LENGTH = 10;
const MONTH_LENGTH = 6;
const COLUMN_NAME = /^[a-z][a-z0-9_]{0,59}$/;
const PRIVATE_USE = /[\uE000-\uF8FF]/;

const LOOK = [
  'Look at the line in an editor, and export the file anew from the source.',
  '请用文本编辑器查看该行，并从源系统重新导出。',
] as const;
/** Why a record could not be parsed. */
const DAMAGES: Readonly<Record<string, Reason>> = {
  [TOO_LONG]: reasonOf(TOO_LONG, '一行过长', ...LOOK),
  [AFTER_QUOTE]: reasonOf(AFTER_QUOTE, '右引号之后还有内容', ...LOOK),
  [OPEN_QUOTE]: reasonOf(OPEN_QUOTE, '引号没有闭合', ...LOOK),
};

const KEY_TOO_LONG = reasonOf('has a key that is too long', '主键过长');

interface ColumnReader {
  readonly column: CsvColumn;
  readonly at: number;
  readonly check: Check;
  /** Whether to escape the value for COPY. Only free text needs it: the checks of other kinds exclude such characters. */
  readonly escaped: boolean;
  /** Read in several forms and stored as yyyy-MM-dd, without a time. */
  readonly day: boolean;
  readonly month: boolean;
  readonly name: boolean;
}

/** Turns the records of one file into rows: validates every value and arranges them in the order of the table. */
export class RowReader {
  /** The number of columns of the file. */
  readonly columnCount: number;
  /** Columns that the platform does not know; one whose name may be data is told by its place. */
  readonly ignored: readonly string[];
  /** Columns of the platform that the file does not have. */
  readonly absent: ReadonlySet<string>;
  private readonly voidAt: number;
  private readonly columnReaders: readonly ColumnReader[];
  private readonly subjectsAt: readonly number[];
  /** The columns that make up the record id. */
  private readonly keys: readonly ColumnReader[] | null;
  private readonly keptAt: readonly number[];
  private readonly rules;
  /** Whether a row reveals a specially protected disease; null if rows of this file never do. */
  private readonly isMarked;

  /**
   * @param today the day of the platform's clock, YYYY-MM-DD
   * @throws FileRefused if the header lacks a required column
   */
  constructor(
    file: CsvFile,
    header: CsvRecord,
    keep: readonly string[],
    private readonly today: string,
    mapping: ColumnNames = {},
  ) {
    if (header.damage !== null) throw new FileRefused(`the header ${header.damage}`);
    const names = columnNames(file, header.fields, mapping);
    refuseHeader(file, names);
    const known = new Set([...file.columns.map(({ name }) => name), VALIDITY]);
    // If the header is a person's data by mistake, it must not appear in the message.
    this.ignored = names.flatMap((name, at) =>
      known.has(name) ? [] : COLUMN_NAME.test(name) ? name : `number ${at + 1}`,
    );
    this.absent = new Set(file.columns.map(({ name }) => name).filter((name) => !names.includes(name)));
    this.voidAt = names.indexOf(VALIDITY);
    const at = (name: string) => names.indexOf(name);
    this.columnCount = names.length;
    this.columnReaders = file.columns.map((column) => ({
      column,
      at: at(column.name),
      check: checkOf(column, file),
      escaped: column.kind.type === 'string',
      day: column.kind.type === 'date',
      month: column.name === file.month,
      name: column.kind.compared === 'NAME',
    }));
    this.subjectsAt = file.subjects.map(({ name }) => at(name));
    const reading = (name: string) => this.columnReaders.find(({ column }) => column.name === name)!;
    this.keys = file.recordId?.map(reading) ?? null;
    this.keptAt = keep.map(at);
    this.isMarked = markerOf(file.table, at);
    this.rules = rulesOf(file.table).map((rule) => ({ rule, at: rule.columns.map(at) }));
  }

  /** @returns the row, or everything that is wrong with it */
  read(record: CsvRecord): Row | readonly Fault[] {
    const { line } = record;
    if (record.damage !== null) return [faultOf('', DAMAGES[record.damage]!)];
    if (record.fields.length !== this.columnCount)
      return [faultOf('', this.otherCount(record.fields.length))];
    const fields = record.fields.map(shorn);
    const stored: string[] = [];
    const toSeal: string[] = [];
    const faults: Fault[] = [];
    for (const { column, at, check, escaped, day, month, name } of this.columnReaders) {
      let value = at < 0 ? '' : fields[at]!;
      if (value === '') {
        if (column.required) faults.push(faultOf(column.name, MISSING));
        value = column.sealedAs === null ? '\\N' : '';
      } else {
        if (day && value.length !== DAY_LENGTH) value = fields[at] = plainDay(value) ?? value;
        else if (month && value.length !== MONTH_LENGTH) value = fields[at] = plainMonth(value) ?? value;
        const reason = check(value);
        if (reason !== null) faults.push(faultOf(column.name, reason, value));
        // A name is stored with the characters that Unicode has for it.
        if (name && PRIVATE_USE.test(value)) value = fields[at] = withoutPrivateUse(value);
        if (escaped && column.sealedAs === null) value = copyText(value);
      }
      if (column.sealedAs !== null) toSeal.push(value);
      else if (column.stored !== null) stored.push(value);
    }
    if (this.isMarked) stored.push(this.isMarked(fields) ? 't' : 'f');
    this.judge(fields, faults);
    const validity = this.voidAt < 0 ? '1' : fields[this.voidAt]!;
    if (validity !== '1' && validity !== '0' && validity !== '')
      faults.push(faultOf(VALIDITY, NO_FLAG, validity));
    const voids = validity === '0';
    return faults.length > 0 ? faults : this.row(line, fields, stored, toSeal, voids);
  }

  private otherCount(count: number) {
    return reasonOf(
      `has ${count} fields instead of ${this.columnCount}`,
      `有${count}个字段，应为${this.columnCount}个`,
      'Look for a separator or a line break inside a value, or for a file that was cut off.',
      '请检查字段内是否含有分隔符或换行，或文件是否不完整。',
    );
  }

  /** Adds the faults that several values have together, of those that are right by themselves. */
  private judge(fields: readonly string[], faults: Fault[]): void {
    const bad = faults.length === 0 ? null : new Set(faults.map(({ field }) => field));
    for (const { rule, at } of this.rules) {
      if (bad !== null && rule.columns.some((column) => bad.has(column))) continue;
      const fault = rule.check(
        at.map((place) => (place < 0 ? '' : fields[place]!)),
        this.today,
      );
      if (fault !== null) faults.push(fault);
    }
  }

  private row(
    line: number,
    fields: readonly string[],
    stored: readonly string[],
    toSeal: readonly string[],
    voids: boolean,
  ): Row | readonly Fault[] {
    const subjects = this.subjectsAt.map((at) => fields[at]!);
    const kept = this.keptAt.map((at) => fields[at] ?? '');
    if (this.keys === null)
      return new Row(line, subjects, subjects.join('\t'), stored.join('\t'), toSeal, kept, voids);
    const recordId = this.keys.map(({ at }) => fields[at]!).join('~');
    if (recordId.length > RECORD_ID_LENGTH_MAX) return [faultOf('', KEY_TOO_LONG)];
    const copy = [copyText(recordId), ...stored].join('\t');
    return new Row(line, subjects, `${subjects[0]}\t${recordId}`, copy, toSeal, kept, voids);
  }
}

/** The value without blanks at its ends, which columns of fixed width leave. What shows nothing at all is no value. */
function shorn(value: string): string {
  const last = value.length - 1;
  if (last < 0 || (isInk(value.charCodeAt(0)) && isInk(value.charCodeAt(last)))) return value;
  return isBlank(value) ? '' : value.trim();
}

/** Whether it is neither a blank nor anything that needs a closer look. */
const isInk = (unit: number): boolean => (unit > 0x20 && unit < 0x7f) || (unit > 0x3000 && unit < 0xfe00);

function refuseHeader(file: CsvFile, names: readonly string[]): void {
  const known = new Set(file.columns.map(({ name }) => name));
  // If the file has no header, its first line is a person's data and must not appear in the message.
  if (!names.some((name) => known.has(name)))
    throw new FileRefused(
      names.some((name) => /\p{Script=Han}/u.test(name))
        ? 'the first line names no column of this file; give the names of its columns with --columns'
        : 'the first line names no column of this file',
    );
  const twice = names.filter((name, at) => names.indexOf(name) !== at);
  if (twice.length > 0) throw new FileRefused(`column ${twice.join(', ')} is there twice`);
  const missing = file.columns.filter(
    ({ name, required, inHeader }) => (required || inHeader) && !names.includes(name),
  );
  if (missing.length > 0)
    throw new FileRefused(`missing column ${missing.map(({ name }) => name).join(', ')}`);
}

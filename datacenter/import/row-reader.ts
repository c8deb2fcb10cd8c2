import { isBlank } from '../../schema/identity/plain-text.js';
import { withoutPrivateUse } from '../../schema/identity/private-use.js';
import type { CsvColumn, CsvFile } from '../csv/file-definitions.js';
import { copyText } from './copy-text.js';
import type { CsvRecord } from './csv-tokenizer.js';
import { type Fault, faultOf, MISSING, reasonOf } from './faults.js';
import { markerOf } from './row-marker.js';
import { rulesOf } from './row-rules.js';
import { type Check, checkOf } from './value-checks.js';

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
  ) {}
}

/** The file as a whole can't be read. */
export class FileRefused extends Error {}

const RECORD_ID_LENGTH_MAX = 64;
const COLUMN_NAME = /^[a-z][a-z0-9_]{0,59}$/;
const PRIVATE_USE = /[\uE000-\uF8FF]/;

const KEY_TOO_LONG = reasonOf('has a key that is too long', '主键过长');

interface ColumnReader {
  readonly column: CsvColumn;
  readonly at: number;
  readonly check: Check;
  /** Whether to escape the value for COPY. Only free text needs it: the checks of other kinds exclude such characters. */
  readonly escaped: boolean;
  /** Only the day of a time is stored. */
  readonly day: boolean;
  readonly name: boolean;
}

/** Turns the records of one file into rows: validates every value and arranges them in the order of the table. */
export class RowReader {
  /** The number of columns of the file. */
  readonly columnCount: number;
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
   * @throws FileRefused if the header lacks a required column or names an unknown one
   */
  constructor(
    file: CsvFile,
    header: CsvRecord,
    keep: readonly string[],
    private readonly today: string,
  ) {
    if (header.damage !== null) throw new FileRefused(`the header ${header.damage.en}`);
    const names = header.fields.map((name) => name.trim().toLowerCase());
    refuseHeader(file, names);
    const at = (name: string) => names.indexOf(name);
    this.columnCount = names.length;
    this.columnReaders = file.columns.map((column) => ({
      column,
      at: at(column.name),
      check: checkOf(column, file),
      escaped: column.kind.type === 'string',
      day: column.kind.type === 'date',
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
    if (record.damage !== null) return [faultOf('', record.damage)];
    if (record.fields.length !== this.columnCount)
      return [faultOf('', this.otherCount(record.fields.length))];
    const fields = record.fields.map(shorn);
    const stored: string[] = [];
    const toSeal: string[] = [];
    const faults: Fault[] = [];
    for (const { column, at, check, escaped, day, name } of this.columnReaders) {
      let value = at < 0 ? '' : fields[at]!;
      if (value === '') {
        if (column.required) faults.push(faultOf(column.name, MISSING));
        value = column.sealedAs === null ? '\\N' : '';
      } else {
        const reason = check(value);
        if (reason !== null) faults.push(faultOf(column.name, reason, value));
        // A name is stored with the characters that Unicode has for it.
        if (name && PRIVATE_USE.test(value)) value = fields[at] = withoutPrivateUse(value);
        if (escaped && column.sealedAs === null) value = copyText(value);
        else if (day) value = value.slice(0, 10);
      }
      if (column.sealedAs !== null) toSeal.push(value);
      else if (column.stored !== null) stored.push(value);
    }
    if (this.isMarked) stored.push(this.isMarked(fields) ? 't' : 'f');
    this.judge(fields, faults);
    return faults.length > 0 ? faults : this.row(line, fields, stored, toSeal);
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
  ): Row | readonly Fault[] {
    const subjects = this.subjectsAt.map((at) => fields[at]!);
    const kept = this.keptAt.map((at) => fields[at] ?? '');
    if (this.keys === null)
      return new Row(line, subjects, subjects.join('\t'), stored.join('\t'), toSeal, kept);
    const recordId = this.keys.map(({ at, day }) => (day ? fields[at]!.slice(0, 10) : fields[at]!)).join('~');
    if (recordId.length > RECORD_ID_LENGTH_MAX) return [faultOf('', KEY_TOO_LONG)];
    const copy = [copyText(recordId), ...stored].join('\t');
    return new Row(line, subjects, `${subjects[0]}\t${recordId}`, copy, toSeal, kept);
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
    throw new FileRefused('the first line names no column of this file');
  const unknown = names.flatMap((name, at) =>
    known.has(name) ? [] : COLUMN_NAME.test(name) ? name : `number ${at + 1}`,
  );
  if (unknown.length > 0) throw new FileRefused(`unknown column ${unknown.join(', ')}`);
  const twice = names.filter((name, at) => names.indexOf(name) !== at);
  if (twice.length > 0) throw new FileRefused(`column ${twice.join(', ')} is there twice`);
  const missing = file.columns.filter(({ name, required }) => required && !names.includes(name));
  if (missing.length > 0)
    throw new FileRefused(`missing column ${missing.map(({ name }) => name).join(', ')}`);
}

import type { CsvColumn, CsvFile } from '../csv/file-definitions.js';
import { copyText } from './copy-text.js';
import type { CsvRecord } from './csv-tokenizer.js';
import { markerOf } from './row-marker.js';
import { type RowError, rulesOf } from './row-rules.js';
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

interface ColumnReader {
  readonly column: CsvColumn;
  readonly at: number;
  readonly check: Check;
  /** Whether to escape the value for COPY. Only free text needs it: the checks of other kinds exclude such characters. */
  readonly escaped: boolean;
  /** Only the day of a time is stored. */
  readonly day: boolean;
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

  /** @throws FileRefused if the header lacks a required column or names an unknown one */
  constructor(file: CsvFile, header: CsvRecord, keep: readonly string[]) {
    if (header.damage !== null) throw new FileRefused(`the header ${header.damage}`);
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
    }));
    this.subjectsAt = file.subjects.map(({ name }) => at(name));
    const reading = (name: string) => this.columnReaders.find(({ column }) => column.name === name)!;
    this.keys = file.recordId?.map(reading) ?? null;
    this.keptAt = keep.map(at);
    this.isMarked = markerOf(file.table, at);
    this.rules = rulesOf(file.table).map((rule) => ({ rule, at: rule.columns.map(at) }));
  }

  read(record: CsvRecord): Row | RowError {
    const { fields, line } = record;
    if (record.damage !== null) return { field: '', reason: record.damage };
    if (fields.length !== this.columnCount)
      return { field: '', reason: `has ${fields.length} fields instead of ${this.columnCount}` };
    const stored: string[] = [];
    const toSeal: string[] = [];
    for (const { column, at, check, escaped, day } of this.columnReaders) {
      let value = at < 0 ? '' : fields[at]!;
      if (value === '') {
        if (column.required) return { field: column.name, reason: 'is missing' };
        value = column.sealedAs === null ? '\\N' : '';
      } else {
        const reason = check(value);
        if (reason !== null) return { field: column.name, reason };
        if (escaped && column.sealedAs === null) value = copyText(value);
        else if (day) value = value.slice(0, 10);
      }
      if (column.sealedAs !== null) toSeal.push(value);
      else if (column.stored !== null) stored.push(value);
    }
    if (this.isMarked) stored.push(this.isMarked(fields) ? 't' : 'f');
    return this.errorOf(fields) ?? this.row(line, fields, stored, toSeal);
  }

  private errorOf(fields: readonly string[]): RowError | null {
    for (const { rule, at } of this.rules) {
      const error = rule.check(at.map((place) => (place < 0 ? '' : fields[place]!)));
      if (error !== null) return error;
    }
    return null;
  }

  private row(
    line: number,
    fields: readonly string[],
    stored: readonly string[],
    toSeal: readonly string[],
  ): Row | RowError {
    const subjects = this.subjectsAt.map((at) => fields[at]!);
    const kept = this.keptAt.map((at) => fields[at] ?? '');
    if (this.keys === null)
      return new Row(line, subjects, subjects.join('\t'), stored.join('\t'), toSeal, kept);
    const recordId = this.keys.map(({ at, day }) => (day ? fields[at]!.slice(0, 10) : fields[at]!)).join('~');
    if (recordId.length > RECORD_ID_LENGTH_MAX) return { field: '', reason: 'has a key that is too long' };
    const copy = [copyText(recordId), ...stored].join('\t');
    return new Row(line, subjects, `${subjects[0]}\t${recordId}`, copy, toSeal, kept);
  }
}

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

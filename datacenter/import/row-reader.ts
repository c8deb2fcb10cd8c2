import type { CsvColumn, CsvFile } from '../csv/file-definitions.js';
import { copyText } from './copy-text.js';
import type { CsvRecord } from './csv-tokenizer.js';
import { markerOf } from './protected-mark.js';
import { type Flaw, rulesOf } from './row-rules.js';
import { type Check, checkOf } from './value-checks.js';

/** A row that is good as far as the file itself can tell. */
export class Row {
  constructor(
    readonly line: number,
    /** psn_no or fixmedins_code of whom it belongs to. */
    readonly subjects: readonly string[],
    /** Tells the row from all others of the file. */
    readonly key: string,
    /** Record id and the columns kept in clear, in order, in COPY's text format. */
    readonly copy: string,
    /** Values to be sealed with the subject's key, in order; '' is none. */
    readonly toSeal: readonly string[],
    /** Values the caller asked for by name. */
    readonly kept: readonly string[],
  ) {}
}

/** The file as a whole can't be read. */
export class FileRefused extends Error {}

const LONGEST_RECORD_ID = 64;
const COLUMN_NAME = /^[a-z][a-z0-9_]{0,59}$/;

interface Reading {
  readonly column: CsvColumn;
  readonly at: number;
  readonly check: Check;
  /** Free text may hold what COPY gives a meaning to; whatever passed another check can't. */
  readonly free: boolean;
  /** Times are kept by the day. */
  readonly day: boolean;
}

/** Reads records of one file: validates every value and puts the row in the order of the table. */
export class RowReader {
  /** Columns of the file. */
  readonly width: number;
  private readonly readings: readonly Reading[];
  private readonly subjectsAt: readonly number[];
  /** What the record id is made of. */
  private readonly keys: readonly Reading[] | null;
  private readonly keptAt: readonly number[];
  private readonly rules;
  /** Whether a row tells of a specially protected disease; null: it can't. */
  private readonly isTelling;

  /** @throws FileRefused when the header lacks a required column or names an unknown one */
  constructor(file: CsvFile, header: CsvRecord, keep: readonly string[]) {
    if (header.damage !== null) throw new FileRefused(`the header ${header.damage}`);
    const names = header.fields.map((name) => name.trim().toLowerCase());
    refuseHeader(file, names);
    const at = (name: string) => names.indexOf(name);
    this.width = names.length;
    this.readings = file.columns.map((column) => ({
      column,
      at: at(column.name),
      check: checkOf(column, file),
      free: column.kind.type === 'string',
      day: column.kind.type === 'date',
    }));
    this.subjectsAt = file.subjects.map(({ name }) => at(name));
    const reading = (name: string) => this.readings.find(({ column }) => column.name === name)!;
    this.keys = file.recordId?.map(reading) ?? null;
    this.keptAt = keep.map(at);
    this.isTelling = markerOf(file.table, at);
    this.rules = rulesOf(file.table).map((rule) => ({ rule, at: rule.columns.map(at) }));
  }

  read(record: CsvRecord): Row | Flaw {
    const { fields, line } = record;
    if (record.damage !== null) return { field: '', reason: record.damage };
    if (fields.length !== this.width)
      return { field: '', reason: `has ${fields.length} fields instead of ${this.width}` };
    const stored: string[] = [];
    const toSeal: string[] = [];
    for (const { column, at, check, free, day } of this.readings) {
      let value = at < 0 ? '' : fields[at]!;
      if (value === '') {
        if (column.required) return { field: column.name, reason: 'is missing' };
        value = column.sealedAs === null ? '\\N' : '';
      } else {
        const reason = check(value);
        if (reason !== null) return { field: column.name, reason };
        if (free && column.sealedAs === null) value = copyText(value);
        else if (day) value = value.slice(0, 10);
      }
      if (column.sealedAs !== null) toSeal.push(value);
      else if (column.stored !== null) stored.push(value);
    }
    if (this.isTelling) stored.push(this.isTelling(fields) ? 't' : 'f');
    return this.flawOf(fields) ?? this.row(line, fields, stored, toSeal);
  }

  private flawOf(fields: readonly string[]): Flaw | null {
    for (const { rule, at } of this.rules) {
      const flaw = rule.check(at.map((place) => (place < 0 ? '' : fields[place]!)));
      if (flaw !== null) return flaw;
    }
    return null;
  }

  private row(
    line: number,
    fields: readonly string[],
    stored: readonly string[],
    toSeal: readonly string[],
  ): Row | Flaw {
    const subjects = this.subjectsAt.map((at) => fields[at]!);
    const kept = this.keptAt.map((at) => fields[at] ?? '');
    if (this.keys === null)
      return new Row(line, subjects, subjects.join('\t'), stored.join('\t'), toSeal, kept);
    const recordId = this.keys.map(({ at, day }) => (day ? fields[at]!.slice(0, 10) : fields[at]!)).join('~');
    if (recordId.length > LONGEST_RECORD_ID) return { field: '', reason: 'has a key that is too long' };
    const copy = [copyText(recordId), ...stored].join('\t');
    return new Row(line, subjects, `${subjects[0]}\t${recordId}`, copy, toSeal, kept);
  }
}

function refuseHeader(file: CsvFile, names: readonly string[]): void {
  const known = new Set(file.columns.map(({ name }) => name));
  // A file without a header begins with somebody's data, which must not be told.
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

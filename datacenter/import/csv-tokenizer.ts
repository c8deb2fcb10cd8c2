/**
 * One record of a CSV file. Records and rows are instances of classes and not object literals: V8 allocates literals in
 * the old generation once some of them have survived a collection (pretenuring), and millions would accumulate there.
 */
export class CsvRecord {
  constructor(
    /** The number of the record's first line in the file, from 1. */
    readonly line: number,
    readonly fields: readonly string[],
    /** Why the record can't be parsed; then there are no fields. null: it was parsed. */
    readonly damage: string | null,
  ) {}
}

/** In characters. A longer record is rejected, so that it can't fill the memory. */
export const RECORD_LENGTH_MAX = 64 * 1024;

export const TOO_LONG = `is longer than ${RECORD_LENGTH_MAX} characters`;
export const AFTER_QUOTE = 'has text after a closing quote';
export const OPEN_QUOTE = 'has a quote that is not closed';
const INCOMPLETE = Symbol('the record continues in the next chunk');

interface QuotedRecord {
  readonly fields: string[];
  /** The position of the record's line feed, or the end of the text. */
  readonly end: number;
}

/** Reads a field that begins with a quote; undefined if the quote is not closed. */
function quotedField(text: string, from: number): { value: string; end: number } | undefined {
  let value = '';
  for (let at = from + 1; ; ) {
    const quote = text.indexOf('"', at);
    if (quote < 0) return undefined;
    value += text.slice(at, quote);
    if (text[quote + 1] !== '"') return { value, end: quote + 1 };
    value += '"';
    at = quote + 2;
  }
}

/** Reads a record by RFC 4180. A quote inside an unquoted field is an ordinary character. */
function quotedRecord(
  text: string,
  from: number,
  separator: string,
): QuotedRecord | typeof INCOMPLETE | string {
  const fields: string[] = [];
  for (let at = from; ; at++) {
    let end: number;
    if (text[at] === '"') {
      const field = quotedField(text, at);
      if (!field) return INCOMPLETE;
      fields.push(field.value);
      end = field.end;
      if (text[end] === '\r' && (text[end + 1] === '\n' || end + 1 === text.length)) end++;
    } else {
      const feed = text.indexOf('\n', at);
      const stop = feed < 0 ? text.length : feed;
      const comma = text.indexOf(separator, at);
      end = comma >= 0 && comma < stop ? comma : stop;
      fields.push(
        end === stop && text[end - 1] === '\r' && end > at ? text.slice(at, end - 1) : text.slice(at, end),
      );
    }
    if (end >= text.length || text[end] === '\n') return { fields, end };
    if (text[end] !== separator) return AFTER_QUOTE;
    at = end;
  }
}

/**
 * Splits a CSV file, chunk by chunk, into records. A malformed record does not affect the records after it: if a quote is
 * never closed, reading resumes on the next line.
 */
export class Tokenizer {
  private rest = '';
  private line = 1;
  private skipping = false;
  private begun = false;

  constructor(private readonly separator = ',') {}

  /** @param last true for the last chunk */
  push(chunk: string, last = false): CsvRecord[] {
    const records: CsvRecord[] = [];
    let text = this.rest + chunk;
    if (!this.begun && text.length > 0) {
      this.begun = true;
      if (text.charCodeAt(0) === 0xfeff) text = text.slice(1);
    }
    let at = 0;
    let quote = text.indexOf('"');
    while (at < text.length) {
      const feed = text.indexOf('\n', at);
      if (feed < 0 && !last) break;
      const end = feed < 0 ? text.length : feed;
      if (quote >= 0 && quote < at) quote = text.indexOf('"', at);
      if (this.skipping) this.skipping = false;
      else if (end - at > RECORD_LENGTH_MAX) records.push(this.damaged(TOO_LONG));
      else if (quote < 0 || quote >= end) this.plain(text, at, end, records);
      else {
        const after = this.quoted(text, at, end, last, records);
        if (after === INCOMPLETE) break;
        at = after;
        continue;
      }
      this.line++;
      at = end + 1;
    }
    this.rest = text.slice(at);
    if (this.rest.length > RECORD_LENGTH_MAX && !this.rest.includes('\n')) this.skip(records);
    return records;
  }

  private plain(text: string, at: number, end: number, records: CsvRecord[]): void {
    const stop = text.charCodeAt(end - 1) === 13 && end > at ? end - 1 : end;
    if (stop > at) records.push(new CsvRecord(this.line, text.slice(at, stop).split(this.separator), null));
  }

  /** @returns the position of the next record */
  private quoted(text: string, at: number, end: number, last: boolean, records: CsvRecord[]) {
    const found = quotedRecord(text, at, this.separator);
    const whole = typeof found === 'object' && (last || found.end < text.length);
    if (whole && found.end - at <= RECORD_LENGTH_MAX) {
      records.push(new CsvRecord(this.line, found.fields, null));
      for (
        let feed = text.indexOf('\n', at);
        feed >= 0 && feed <= found.end;
        feed = text.indexOf('\n', feed + 1)
      )
        this.line++;
      return found.end + 1;
    }
    if (typeof found !== 'string' && !whole && !last && text.length - at <= RECORD_LENGTH_MAX)
      return INCOMPLETE;
    records.push(this.damaged(typeof found === 'string' ? found : OPEN_QUOTE));
    this.line++;
    return end + 1;
  }

  private skip(records: CsvRecord[]): void {
    if (!this.skipping) records.push(this.damaged(TOO_LONG));
    this.skipping = true;
    this.rest = '';
  }

  private damaged = (damage: string): CsvRecord => new CsvRecord(this.line, [], damage);
}

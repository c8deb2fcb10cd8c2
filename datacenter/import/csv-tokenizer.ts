/**
 * One record of a CSV file. Records, and the rows made of them, are instances and not literals: where literals
 * outlive a collection V8 begins to make them in the old generation, and there millions of them would pile up.
 */
export class CsvRecord {
  constructor(
    /** The first of the file's lines that it stands on, counted from 1. */
    readonly line: number,
    readonly fields: readonly string[],
    /** Why it can't be read; then there are no fields. */
    readonly damage: string | null,
  ) {}
}

/** In characters: what is longer is no record, and must not fill the memory. */
export const LONGEST_RECORD = 64 * 1024;

const TOO_LONG = `is longer than ${LONGEST_RECORD} characters`;
const NEEDS_MORE = Symbol('the record goes on in the next piece');

interface Quoted {
  readonly fields: string[];
  /** Where the record's line feed is, or the text's end. */
  readonly end: number;
}

/** One field that begins with a quote; undefined: its quote is never closed. */
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

/** RFC 4180, and a quote inside an unquoted field is a character like any other. */
function quotedRecord(text: string, from: number): Quoted | typeof NEEDS_MORE | string {
  const fields: string[] = [];
  for (let at = from; ; at++) {
    let end: number;
    if (text[at] === '"') {
      const field = quotedField(text, at);
      if (!field) return NEEDS_MORE;
      fields.push(field.value);
      end = field.end;
      if (text[end] === '\r' && (text[end + 1] === '\n' || end + 1 === text.length)) end++;
    } else {
      const feed = text.indexOf('\n', at);
      const stop = feed < 0 ? text.length : feed;
      const comma = text.indexOf(',', at);
      end = comma >= 0 && comma < stop ? comma : stop;
      fields.push(
        end === stop && text[end - 1] === '\r' && end > at ? text.slice(at, end - 1) : text.slice(at, end),
      );
    }
    if (end >= text.length || text[end] === '\n') return { fields, end };
    if (text[end] !== ',') return 'has text after a closing quote';
    at = end;
  }
}

/**
 * Splits a CSV file, piece by piece, into records. A damaged record costs itself and no other: after one whose
 * quote is never closed, reading goes on with the next line.
 */
export class Tokenizer {
  private rest = '';
  private line = 1;
  private skipping = false;
  private begun = false;

  /** @param last whether no piece follows */
  push(piece: string, last = false): CsvRecord[] {
    const records: CsvRecord[] = [];
    let text = this.rest + piece;
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
      else if (end - at > LONGEST_RECORD) records.push(this.damaged(TOO_LONG));
      else if (quote < 0 || quote >= end) this.plain(text, at, end, records);
      else {
        const after = this.quoted(text, at, end, last, records);
        if (after === NEEDS_MORE) break;
        at = after;
        continue;
      }
      this.line++;
      at = end + 1;
    }
    this.rest = text.slice(at);
    if (this.rest.length > LONGEST_RECORD && !this.rest.includes('\n')) this.skip(records);
    return records;
  }

  private plain(text: string, at: number, end: number, records: CsvRecord[]): void {
    const stop = text.charCodeAt(end - 1) === 13 && end > at ? end - 1 : end;
    if (stop > at) records.push(new CsvRecord(this.line, text.slice(at, stop).split(','), null));
  }

  /** @returns where the next record begins */
  private quoted(text: string, at: number, end: number, last: boolean, records: CsvRecord[]) {
    const found = quotedRecord(text, at);
    const whole = typeof found === 'object' && (last || found.end < text.length);
    if (whole && found.end - at <= LONGEST_RECORD) {
      records.push(new CsvRecord(this.line, found.fields, null));
      for (
        let feed = text.indexOf('\n', at);
        feed >= 0 && feed <= found.end;
        feed = text.indexOf('\n', feed + 1)
      )
        this.line++;
      return found.end + 1;
    }
    if (typeof found !== 'string' && !whole && !last && text.length - at <= LONGEST_RECORD) return NEEDS_MORE;
    records.push(this.damaged(typeof found === 'string' ? found : 'has a quote that is not closed'));
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

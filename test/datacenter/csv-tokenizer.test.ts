import { describe, expect, it } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { RECORD_LENGTH_MAX, Tokenizer } from '../../datacenter/import/csv-tokenizer.js';

const read = (...pieces: string[]) => {
  const tokenizer = new Tokenizer();
  return [...pieces.flatMap((piece) => tokenizer.push(piece)), ...tokenizer.push('', true)];
};
const fieldsOf = (...pieces: string[]) => read(...pieces).map(({ fields }) => fields);

/** What the library csv-parse reads; null: it refuses the text. */
function readByLibrary(text: string): string[][] | null {
  try {
    return parse(text, {
      bom: true,
      relax_column_count: true,
      skip_empty_lines: true,
      record_delimiter: ['\r\n', '\n'],
    });
  } catch {
    return null;
  }
}

const quoted = (field: string) => `"${field.replaceAll('"', '""')}"`;

describe('the CSV tokenizer', () => {
  it('reads back what was written, wherever the text is cut into chunks', () => {
    const character = fc.constantFrom('a', '知', '😀', '"', ',', '\n', '\r', ' ', '\0');
    const field = fc.string({ unit: character, maxLength: 6 });
    const table = fc.array(fc.array(field, { minLength: 2, maxLength: 3 }), { maxLength: 6 });
    fc.assert(
      fc.property(table, fc.constantFrom('\n', '\r\n'), fc.nat(), (rows, end, cut) => {
        const text = rows.map((row) => row.map(quoted).join(',') + end).join('');
        const at = cut % (text.length + 1);
        expect(fieldsOf(text.slice(0, at), text.slice(at))).toEqual(rows);
      }),
    );
  });

  it('reads every text that the library csv-parse can read as csv-parse does', () => {
    const part = fc.constantFrom('a', '知', '"', ',', '\n', '\r\n', '""', ',"', '",', '"\n', ' ');
    let compared = 0;
    fc.assert(
      fc.property(fc.string({ unit: part, maxLength: 14 }), fc.boolean(), (body, withMark) => {
        const text = (withMark ? '\ufeff' : '') + body;
        const expected = readByLibrary(text);
        if (expected === null) return;
        compared++;
        expect(read(text).map(({ fields, damage }) => damage ?? fields)).toEqual(expected);
      }),
      { numRuns: 3_000 },
    );
    expect(compared).toBeGreaterThan(1_000);
  });

  it('accepts a byte order mark, a last line without a line feed, and empty lines', () => {
    expect(fieldsOf('\ufeffa,b\r\n\r\n1,2')).toEqual([
      ['a', 'b'],
      ['1', '2'],
    ]);
  });

  it('numbers records by their first line in the file', () => {
    expect(read('a\n"1\n2"\n\n3\n').map(({ line }) => line)).toEqual([1, 2, 5]);
  });

  it('reads a quote inside an unquoted field as an ordinary character', () => {
    expect(fieldsOf('5" nail,b\n')).toEqual([['5" nail', 'b']]);
  });

  it('rejects only one line if a quote is never closed', () => {
    const records = read('a,"b\n1,2\n3,4\n');
    expect(records.map(({ fields, damage }) => damage ?? fields)).toEqual([
      'has a quote that is not closed',
      ['1', '2'],
      ['3', '4'],
    ]);
  });

  it('rejects only one line if text follows a closing quote', () => {
    expect(read('"a"b,c\n1,2\n').map(({ line, damage }) => [line, damage])).toEqual([
      [1, 'has text after a closing quote'],
      [2, null],
    ]);
  });

  it('rejects a record that is too long without keeping it in memory', () => {
    const piece = 'x'.repeat(10_000);
    const tokenizer = new Tokenizer();
    const damaged = Array.from({ length: 100 }, () => tokenizer.push(piece)).flat();
    expect(damaged).toEqual([
      { line: 1, fields: [], damage: `is longer than ${RECORD_LENGTH_MAX} characters` },
    ]);
    expect(tokenizer.push('\n1,2\n')).toEqual([{ line: 2, fields: ['1', '2'], damage: null }]);
  });

  // 300,000 of each in chunks of 64 kB: work that grew with the square of a file would not end within the time of a test.
  it.each(['"', '""', '"\n', ',"\n', '"",\n', '"a\n', 'a,"\n""', '\0"\n', '"\r', ',', '\n'])(
    'ends soon, and goes on with the next line, after 300,000 of %j',
    (piece) => {
      const tokenizer = new Tokenizer();
      const chunk = piece.repeat(Math.ceil(65_536 / piece.length));
      let damaged = 0;
      for (let sent = 0; sent < 300_000 * piece.length; sent += chunk.length)
        damaged += tokenizer.push(chunk).filter(({ damage }) => damage !== null).length;
      expect(damaged).toBeLessThanOrEqual(400_000);
      const last = [...tokenizer.push('\n"\n\na,b\n'), ...tokenizer.push('', true)].at(-1);
      expect(last!.fields).toEqual(['a', 'b']);
    },
  );
});

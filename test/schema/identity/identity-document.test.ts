import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { canonicalNumber } from '../../../schema/identity/document-number.js';
import { numberFault } from '../../../schema/identity/identity-document.js';
import { checkCharacter } from '../../../schema/identity/resident-number.js';

const TODAY = '2026-11-27';
const resident = (digits: string) => digits + checkCharacter(digits);
const wrong = (number: string) => number.slice(0, 17) + (number[17] === '1' ? '2' : '1');
const WITH_X = (() => {
  for (let serial = 100; ; serial++) {
    const number = resident(`37990019900101${serial}`);
    if (number.endsWith('X')) return number;
  }
})();

describe('the form in which numbers of documents are compared', () => {
  it('is one for all ways of writing a number', () => {
    const [head, tail] = [WITH_X.slice(0, 17), WITH_X.slice(0, 6)];
    const wide = [...WITH_X].map((sign) => String.fromCharCode(sign.charCodeAt(0) + 0xfee0)).join('');
    for (const way of [
      `${head}x`,
      `${head}ｘ`,
      `${head}×`,
      `${head}Х`,
      `${head}Ⅹ`,
      wide,
      ` ${tail} ${WITH_X.slice(6, 14)}\u3000${WITH_X.slice(14)}\u00A0`,
      `${tail}-${WITH_X.slice(6)}`,
      `\u200B${WITH_X}\uFEFF`,
    ])
      expect(canonicalNumber(way)).toBe(WITH_X);
    expect(canonicalNumber('e 1234 5678')).toBe('E12345678');
    expect(canonicalNumber('H12345678（01）')).toBe(canonicalNumber('H12345678'));
  });

  it('makes 18 characters of the old 15 digits, and of nothing else', () => {
    expect(canonicalNumber('379900900101001')).toBe(resident('37990019900101001'));
    expect(canonicalNumber('379900980101997')).toBe(resident('37990018980101997'));
    expect(canonicalNumber('379900901301001')).toBe('379900901301001');
    expect(canonicalNumber('USA110090000001')).toBe('USA110090000001');
  });

  it('is its own form', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 30 }), (text) => {
        expect(canonicalNumber(canonicalNumber(text))).toBe(canonicalNumber(text));
      }),
      { numRuns: 2000 },
    );
  });
});

describe('the number of a document', () => {
  const permit = resident('81000019900101001');
  const foreign = resident('91108401990010100'.slice(0, 6) + '19900101' + '001');
  it.each([
    ['01', WITH_X],
    ['01', WITH_X.toLowerCase()],
    ['', '379900900101001'],
    ['01', resident('37990018990101001')],
    ['04', 'H12345678'],
    ['05', 'M1234567801'],
    ['06', '12345678'],
    ['07', 'USA110090000001'],
    ['07', foreign],
    ['08', 'e12345678'],
    ['09', `${WITH_X}43`],
    ['16', 'EA1234567'],
    ['17', permit],
    ['91', 'T370123456'],
    ['02', '军字第2001988号'],
    ['99', 'ANY-1'],
  ])('of type %j may be %s', (type, number) => {
    expect(numberFault(type, number, TODAY)).toBeNull();
  });

  it.each([
    ['01', wrong(WITH_X), 'CHECK_CHARACTER'],
    ['', wrong(WITH_X), 'CHECK_CHARACTER'],
    ['01', resident('37990019900230001'), 'BIRTH_DATE'],
    ['01', resident('37990020310101001'), 'BIRTH_DATE'],
    ['01', resident('37990018490101001'), 'BIRTH_DATE'],
    ['01', 'H12345678', 'FORM'],
    ['01', '379900901301001', 'FORM'],
    ['04', '123', 'FORM'],
    ['07', wrong(foreign), 'CHECK_CHARACTER'],
    ['07', resident('91108420310101001'), 'BIRTH_DATE'],
    ['07', 'USA1', 'FORM'],
    ['09', `${wrong(WITH_X)}43`, 'CHECK_CHARACTER'],
    ['16', '12345678', 'FORM'],
    ['17', wrong(permit), 'CHECK_CHARACTER'],
    ['17', resident('83000020310101001'), 'BIRTH_DATE'],
    ['17', WITH_X, 'FORM'],
    ['91', '370123456', 'FORM'],
  ])('of type %j can’t be %s', (type, number, fault) => {
    expect(numberFault(type, number, TODAY)).toBe(fault);
  });
});

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { canonicalName } from '../../../schema/identity/person-name.js';
import { isBlank } from '../../../schema/identity/plain-text.js';
import { withoutPrivateUse } from '../../../schema/identity/private-use.js';

/** Ways to write one name, in each line. */
const SAME: readonly (readonly string[])[] = [
  [
    'SMITH JOHN',
    'Smith John',
    'smith  john',
    ' ＳＭＩＴＨ　ＪＯＨＮ ',
    'Smith\u00A0John',
    'SMITH, JOHN',
    'Smi\u00ADth\tJohn',
  ],
  [
    '艾力·买买提',
    ...'•・‧．.･∙⋅﹒․。●'.split('').map((dot) => `艾力${dot}买买提`),
    '艾力 · 买买提',
    '艾力··买买提',
    '艾力\u200B·\uFEFF买买提',
    '艾力\u0387买买提',
  ],
  [
    '张三',
    '张 三',
    '张　三',
    ' 张三\u3000',
    '张\u200D三',
    '张\uFE00三',
    '张\u{E0101}三',
    '\u202A张三\u202C',
    '张\n三',
  ],
  // A private-use code point of GBK, and the character that Unicode has for it.
  ['王\uE863', '王䶮'],
  ['李\uE831', '李𡗗'],
  ['林\uE7C7', '林ḿ'],
  // Compatibility ideographs and radicals.
  ['\uF90A', '金'],
  ['凌\u2F00', '凌一'],
  ['\u{2F81A}', '冬'],
  ['JOSÉ MARÍA', 'José María', 'Jose\u0301 Mari\u0301a'],
  ["O'BRIEN", 'O’Brien', 'OʼBrien', 'O＇BRIEN', 'O`Brien'],
  ['JEAN-LUC', 'Jean‐Luc', 'JEAN – LUC', 'Ｊｅａｎ－Ｌｕｃ'],
  ['GROSS', 'Groß', 'groß'],
  ['YILMAZ', 'Yılmaz', 'yilmaz'],
  ['ISIK', 'Isık', 'İsik'],
  ['J·R·TOLKIEN', 'J. R. Tolkien', 'j.r.tolkien'],
  ['김철수', '김 철수', '김철수'.normalize('NFD')],
  ['ガザ', 'ｶﾞｻﾞ'],
  ['ΝΙΚΟΣ', 'Νικος', 'Νικοσ'],
  ['МУХАМЕД', 'Мухамед'],
  ['才让卓玛', '才让　卓玛'],
  ['阿不都热合曼·吐尔逊', '阿不都热合曼‧吐尔逊'],
  ['张Ⅲ', '张III', '张ⅲ'],
];

describe('the form in which names are compared', () => {
  it.each(SAME)('is one for the ways of writing %s', (...ways) => {
    expect(new Set(ways.map(canonicalName)).size).toBe(1);
  });

  it('differs for different names', () => {
    const names = SAME.map(([name]) => canonicalName(name!));
    expect(new Set(names).size).toBe(names.length);
    const pairs = [
      ['张三', '张二'],
      ['戶田', '户田'],
      ['SMITH JOHN', 'SMITHJOHN'],
      ['JEAN-LUC', 'JEAN LUC'],
      ['PEÑA', 'PENA'],
      ['艾力·买买提', '艾力买买提'],
      ['ANN A', 'AN NA'],
      ['张²', '张2'],
      ['①', '1'],
      ['𠮷田', '吉田'],
      ['\uE000', '\uE001'],
    ];
    for (const [one, other] of pairs) expect(canonicalName(one!)).not.toBe(canonicalName(other!));
  });

  it('is its own form', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (text) => {
        const once = canonicalName(text);
        expect(canonicalName(once)).toBe(once);
      }),
      { numRuns: 2000 },
    );
  });

  const han = fc.integer({ min: 0x4e00, max: 0x9fff }).map((point) => String.fromCodePoint(point));
  const rare = fc.integer({ min: 0x20000, max: 0x2a6df }).map((point) => String.fromCodePoint(point));
  const part = fc.array(fc.oneof({ weight: 9, arbitrary: han }, rare), { minLength: 1, maxLength: 6 });
  const latin = fc.string({
    unit: fc.constantFrom(...'abcdefghijklmnopqrstuvwxyzéüñ'),
    minLength: 1,
    maxLength: 9,
  });
  const noise = fc.constantFrom('', ' ', '\u3000', '\u00A0', '\u200B', '\uFEFF', '\t');
  const dot = fc.constantFrom('·', '•', '・', '‧', '．', '.', ' · ', '\u200B·');

  it('does not depend on blanks, width, case or the kind of dot, and on nothing else', () => {
    const wide = (text: string) =>
      text.replace(/[!-~]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) + 0xfee0));
    fc.assert(
      fc.property(
        fc.array(part, { minLength: 1, maxLength: 3 }),
        dot,
        noise,
        noise,
        (parts, by, one, two) => {
          const plain = parts.map((characters) => characters.join('')).join('·');
          const typed = one + parts.map((characters) => characters.join(two)).join(by) + one;
          expect(canonicalName(typed)).toBe(canonicalName(plain));
          expect(canonicalName(plain)).toBe(plain);
        },
      ),
    );
    fc.assert(
      fc.property(
        fc.array(latin, { minLength: 1, maxLength: 4 }),
        fc.array(latin, { maxLength: 4 }),
        (words, others) => {
          const plain = words.join(' ');
          expect(canonicalName(wide(words.join('　')))).toBe(canonicalName(plain.toUpperCase()));
          expect(canonicalName(plain) === canonicalName(others.join(' '))).toBe(plain === others.join(' '));
        },
      ),
    );
  });
});

describe('private-use code points of GBK', () => {
  it('stand for the characters that the decoder of GB 18030 has at their places', () => {
    const decoder = new TextDecoder('gb18030');
    let point = 0xe815;
    let compared = 0;
    for (let trail = 0x50; trail <= 0xa0; trail++) {
      if (trail === 0x7f) continue;
      const known = decoder.decode(Uint8Array.of(0xfe, trail));
      // Those of supplementary planes are at other places in GB 18030.
      if (!/\p{Co}/u.test(known)) {
        expect(withoutPrivateUse(String.fromCodePoint(point))).toBe(known);
        compared++;
      }
      point++;
    }
    expect(compared).toBeGreaterThan(70);
  });
});

describe('a text of blanks', () => {
  it.each([
    '',
    ' ',
    '\u3000',
    '\u00A0',
    '\u200B',
    '\uFEFF',
    '\t\r\n',
    '\u2800',
    '\u3164',
    ' \u3000\u00A0\u200D',
  ])('says nothing: %j', (text) => {
    expect(isBlank(text)).toBe(true);
  });

  it('is not one that shows something', () => {
    for (const text of ['0', '无', '·', ' x ', '\uE000']) expect(isBlank(text)).toBe(false);
  });
});

import { plainText, withoutCase } from './plain-text.js';
import { withoutPrivateUse } from './private-use.js';

/**
 * What is typed for the middle dot of a name (U+00B7): bullets, hyphenation points, the dots of Japanese, Chinese and other
 * writings, and the full stop, in any width. Spaces beside it mean nothing.
 */
const MIDDLE_DOTS =
  / ?[\u00B7.\u2022\u2024\u2027\u2219\u22C5\u2E31\u2E33\u30FB\u3002\u0387\u16EB\u1427\uA78F\u25CF\u25E6\u2218\u23FA] ?/gu;
const OUTER_DOTS = /^\u00B7+|\u00B7+$/gu;
const APOSTROPHES = /['\u2019\u2018\u02BC\u02B9`\u00B4\u201B\u2032]/gu;
const HYPHENS = / ?[-\u2010-\u2014\u2212\u2043] ?/gu;
const COMMAS = / ?[,\u3001]+ ?/gu;
/** Writing that puts no space between the words of a name. */
const UNSPACED = String.raw`[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Bopomofo}\p{Script=Yi}]`;
const MEANINGLESS_SPACE = new RegExp(`(?<=${UNSPACED}) | (?=${UNSPACED})`, 'gu');
const HAN_ONLY = /^[\u4E00-\u9FFF]{1,20}$/;

/**
 * The form in which names are compared: two ways of writing one name have the same form. It is made of a name for the
 * blind index, for delivery VERIFY and for the papers of relatives alike, and is never shown.
 */
export function canonicalName(name: string): string {
  if (HAN_ONLY.test(name)) return name;
  return withoutCase(plainText(withoutPrivateUse(name)))
    .replace(APOSTROPHES, "'")
    .replace(MIDDLE_DOTS, '\u00B7')
    .replace(/\u00B7{2,}/gu, '\u00B7')
    .replace(OUTER_DOTS, '')
    .replace(HYPHENS, '-')
    .replace(COMMAS, ' ')
    .trim()
    .replace(MEANINGLESS_SPACE, '');
}

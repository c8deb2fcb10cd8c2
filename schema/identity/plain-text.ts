/** Characters that are seen as nothing: zero-width spaces and joiners, direction marks, variation selectors. */
const INVISIBLE = /[\p{Default_Ignorable_Code_Point}\u00AD]/gu;
/** The pattern of the Braille alphabet without dots is blank too. */
const SPACES = /[\s\p{Cc}\u2800]+/gu;
/**
 * The characters whose compatibility form is the same character in another shape: full and half width, compatibility
 * ideographs, radicals, ligatures, Arabic presentation forms, Roman numerals. Of others (as ² or ①) it loses something.
 */
const OTHER_SHAPE =
  /[\u2160-\u217F\u2E9F\u2EF3\u2F00-\u2FDF\u3131-\u318E\uF900-\uFAFF\uFB00-\uFDFF\uFE30-\uFE4F\uFE50-\uFE6F\uFE70-\uFEFC\uFF01-\uFFEE\u{2F800}-\u{2FA1F}]+/gu;
const PLAIN = /^[\x21-\x7E\u4E00-\u9FFF]*$/;

/** Whether nothing can be seen in it: blanks of any width are no value. */
export const isBlank = (text: string): boolean => text.replace(INVISIBLE, '').replace(SPACES, '') === '';

/** The text in the ordinary shape of its characters, with single spaces and none at its ends. */
export function plainText(text: string): string {
  if (PLAIN.test(text)) return text;
  return text
    .replace(INVISIBLE, '')
    .replace(OTHER_SHAPE, (found) => found.normalize('NFKC'))
    .normalize('NFC')
    .replace(SPACES, ' ')
    .trim();
}

/** Without regard to upper and lower case. ß is SS, and the İ and ı of Turkish are I, as in passports. */
export const withoutCase = (text: string): string =>
  text.toLowerCase().toUpperCase().replaceAll('I\u0307', 'I').normalize('NFC');

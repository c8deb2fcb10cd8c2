import { isBlank } from '../../schema/identity/plain-text.js';
import { badInput } from './refusal.js';

/** Checks free text, which is shown to a person or kept for years. PostgreSQL can't store the character NUL. */
export function checkText(
  field: string,
  text: string | null | undefined,
  maxLength: number,
  required = false,
): string | null {
  if (text == null || isBlank(text)) {
    if (required)
      throw badInput(field, {
        en: `${field} can’t be empty. Write something.`,
        zh: `${field} 不能为空。请填写。`,
      });
    return null;
  }
  // U+FFFD stands where a client decoded bytes by the wrong charset: what was meant is lost.
  // Half of a surrogate pair is no character: it has no UTF-8, so it can be neither kept nor sealed (RFC 8785).
  if (/[\0\uFFFD]/.test(text) || !text.isWellFormed())
    throw badInput(field, {
      en: `${field} contains a character that can’t be kept. Remove it.`,
      zh: `${field} 含有无法保存的字符。请去掉。`,
    });
  if (text.length > maxLength)
    throw badInput(field, {
      en: `${field} is longer than ${maxLength} characters. Shorten it.`,
      zh: `${field} 超过 ${maxLength} 个字符。请缩短。`,
    });
  return text;
}

import { badInput } from './refusal.js';

/** Lengths of free text; it is shown to a person or kept for years. NUL can't be stored. */
export function checkText(
  field: string,
  text: string | null | undefined,
  longest: number,
  required = false,
): string | null {
  if (text == null || text.trim() === '') {
    if (required) throw badInput(field, `${field} can’t be empty.`);
    return null;
  }
  if (text.includes('\0')) throw badInput(field, `${field} contains a character that can’t be kept.`);
  if (text.length > longest) throw badInput(field, `${field} is longer than ${longest} characters.`);
  return text;
}

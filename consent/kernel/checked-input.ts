import {
  check,
  type GenericSchema,
  getDotPath,
  type InferOutput,
  type ObjectEntries,
  pipe,
  safeParse,
  strictObject,
  string,
} from 'valibot';
import { isBlank } from '../../schema/identity/plain-text.js';

/** An object with these fields and no others: a misspelt optional field must not pass for one that was left out. */
export const fields = <const Entries extends ObjectEntries>(entries: Entries) =>
  strictObject(entries, ({ expected }) => {
    if (expected === 'never') return 'is not a known field';
    return expected === 'Object' ? 'must be an object' : 'is missing';
  });

/** Control characters, half characters, and what stands for a character that could not be read. */
const UNREADABLE = /[\p{Cc}\p{Cs}\uFFFD]/u;

/** A text that says something, of at most `lengthMax` characters. */
export function nonEmptyText(lengthMax: number) {
  const message = `must be a text of 1 to ${lengthMax} characters`;
  return pipe(
    string(message),
    check((text) => !isBlank(text) && text.length <= lengthMax, message),
    check((text) => !UNREADABLE.test(text), 'has a character that can’t be kept'),
  );
}

/** A day of the calendar, YYYY-MM-DD. */
export function calendarDay() {
  const message = 'must be a day, YYYY-MM-DD';
  return pipe(
    string(message),
    check((text) => isDay(text), message),
  );
}

/** Whether a text is a day that there is: 2026-02-30 is none. */
export function isDay(text: string): boolean {
  const date = new Date(`${text}T00:00:00Z`);
  return (
    /^\d{4}-\d\d-\d\d$/.test(text) &&
    !Number.isNaN(date.getTime()) &&
    date.toISOString().slice(0, 10) === text
  );
}

/** The values that a list holds more than once, each named once. */
export const repeated = (values: readonly string[]): string[] => [
  ...new Set(values.filter((value, at) => values.indexOf(value) < at)),
];

/**
 * Checks what came from outside, as a file or as settings.
 * @param failure makes an error of everything that is wrong, so that one run of a command tells all of it
 * @returns the input as the schema describes it
 */
export function checkInput<const Schema extends GenericSchema>(
  schema: Schema,
  input: unknown,
  failure: (problems: string) => Error,
): InferOutput<Schema> {
  const { success, output, issues } = safeParse(schema, input);
  if (success) return output;
  const problems = issues.map((issue) => {
    const place = getDotPath(issue)?.replace(/\.(\d+)/g, '[$1]');
    return place === undefined ? issue.message : `${place}: ${issue.message}`;
  });
  throw failure(problems.length === 1 ? problems[0]! : problems.map((one) => `\n  ${one}`).join(''));
}

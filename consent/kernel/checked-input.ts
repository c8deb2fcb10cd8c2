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

/** A text that says something, of at most `lengthMax` characters. */
export function nonEmptyText(lengthMax: number) {
  const message = `must be a text of 1 to ${lengthMax} characters`;
  return pipe(
    string(message),
    check((text) => !isBlank(text) && text.length <= lengthMax, message),
  );
}

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

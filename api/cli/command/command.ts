import type { ParseArgsOptionsConfig } from 'node:util';
import type { Io } from '../../../datacenter/io.js';

/** What was typed after the name of a command. */
export interface Arguments {
  readonly values: Readonly<Record<string, string | boolean | undefined>>;
  readonly positionals: readonly string[];
}

/** One command of `assent`. */
export interface Command {
  /** One line, for the list of commands. */
  readonly summary: string;
  /** What `assent NAME --help` shows: how it is called, its options, what it does. */
  readonly help: string;
  readonly options: ParseArgsOptionsConfig;
  /** @returns the exit code */
  run(args: Arguments, io: Io): Promise<number>;
}

/** The command was called wrongly: the message says how, and the help follows. */
export class UsageError extends Error {}

export function noArguments({ positionals }: Arguments): void {
  if (positionals.length > 0) throw new UsageError(`too many arguments: ${positionals.join(' ')}`);
}

/** The only positional argument. */
export function onlyArgument({ positionals }: Arguments, name: string): string {
  const [value, ...more] = positionals;
  if (value === undefined) throw new UsageError(`${name} is missing.`);
  noArguments({ values: {}, positionals: more });
  return value;
}

/** A whole number among the options. */
export function wholeNumber(name: string, text: unknown, min: number, max: number): number {
  const value = Number(text);
  if (text === '' || !Number.isInteger(value) || value < min || value > max)
    throw new UsageError(`${name} must be a whole number from ${min} to ${max}, not "${text}".`);
  return value;
}

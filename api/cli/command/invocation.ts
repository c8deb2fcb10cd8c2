import type { Command } from 'commander';
import type { Io } from '../../../datacenter/io.js';

/** One call of `assent`. */
export interface Invocation extends Io {
  /** The exit code, unless the command throws: 0, or 1 if the command ran and found something wrong. */
  exitCode: number;
}

/** Adds one command, with its arguments, options and help, to the program. */
export type DefineCommand = (program: Command, invocation: Invocation) => void;

/** The command was called wrongly in a way that its declaration can't say; the message says how. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

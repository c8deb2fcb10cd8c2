import type { Command } from 'commander';
import type { Io } from '../../../datacenter/io.js';

/** Where a call of `assent` writes. */
export interface Streams {
  readonly out: Io['out'];
  readonly err: Io['out'];
}

/** One call of `assent`. */
export class Invocation implements Io {
  /** The exit code, unless the command throws: 0, or 1 if the command ran and found something wrong. */
  exitCode = 0;

  /** Whether the result is printed as JSON (`--json`). */
  json = false;

  constructor(private readonly streams: Streams) {}

  /** What is told on the way. With --json it goes to standard error, so that standard output holds the result alone. */
  get out(): Io['out'] {
    return this.json ? this.streams.err : this.streams.out;
  }

  /** Prints what the command came to, in words or as JSON. Every command with a result prints it so, once. */
  result(value: object, words: string): void {
    this.streams.out.write(this.json ? `${JSON.stringify(value, null, 2)}\n` : words);
  }

  /** Prints text that is meant for another program as it is: a schema, a script. */
  text(text: string): void {
    this.streams.out.write(text);
  }
}

/** Adds one command, with its arguments, options and help, to the program. */
export type DefineCommand = (program: Command, invocation: Invocation) => void;

/** The command was called wrongly in a way that its declaration can't say; the message says how. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

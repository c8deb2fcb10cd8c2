import { parseArgs } from 'node:util';
import type { Io } from '../../datacenter/io.js';
import { type Arguments, type Command, UsageError } from './command/command.js';
import { exitOnSignal } from './command/stop-signal.js';
import { agreement } from './commands/agreement.js';
import { erase } from './commands/erase.js';
import { generate } from './commands/generate.js';
import { importDirectory } from './commands/import.js';
import { keys } from './commands/keys.js';
import { migrate } from './commands/migrate.js';
import { schema } from './commands/schema.js';
import { serve } from './commands/serve.js';
import { staff } from './commands/staff.js';
import { verify } from './commands/verify.js';

const COMMANDS: Readonly<Record<string, Command>> = {
  serve,
  migrate,
  generate,
  import: importDirectory,
  agreement,
  staff,
  keys,
  erase,
  verify,
  schema,
};

const SUCCESS = 0;
const FAILURE = 1;
const USAGE = 2;

const help = `Assent 知数

  assent COMMAND ...

${Object.entries(COMMANDS)
  .map(([name, { summary }]) => `  ${name.padEnd(10)} ${summary}`)
  .join('\n')}

  assent COMMAND --help tells more. Settings come from the environment: see README.md.
`;

function parse({ options }: Command, args: readonly string[]): Arguments {
  try {
    return parseArgs({
      args: [...args],
      options: { ...options, help: { type: 'boolean', short: 'h' } },
      allowPositionals: true,
    }) as Arguments;
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

export interface Streams {
  readonly out: Io['out'];
  readonly err: Io['out'];
}

/** Runs one command. @returns the exit code: 0 done, 1 failed, 2 called wrongly */
export async function run([name, ...args]: readonly string[], { out, err }: Streams): Promise<number> {
  if (name === undefined || name === 'help' || name === '--help' || name === '-h') {
    (name === undefined ? err : out).write(help);
    return name === undefined ? USAGE : SUCCESS;
  }
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name]! : null;
  if (command === null) {
    err.write(`assent: there is no command ${name}.\n\n${help}`);
    return USAGE;
  }
  try {
    const parsed = parse(command, args);
    if (!parsed.values.help) return await command.run(parsed, { out });
    out.write(command.help);
    return SUCCESS;
  } catch (error) {
    if (error instanceof UsageError) {
      err.write(`assent ${name}: ${error.message}\n\n${command.help}`);
      return USAGE;
    }
    err.write(`assent ${name}: ${describe(error)}\n`);
    return FAILURE;
  }
}

export function main(args: readonly string[]): Promise<number> {
  exitOnSignal();
  return run(args, { out: process.stdout, err: process.stderr });
}

/** Some errors of the system have no message but an inner one each. */
const describe = (error: unknown): string =>
  error instanceof AggregateError && error.message === ''
    ? error.errors.map(describe).join('; ')
    : error instanceof Error
      ? error.message
      : String(error);

import { Command, CommanderError } from 'commander';
import { type DefineCommand, Invocation, type Streams, UsageError } from './command/invocation.js';
import { exitOnSignal } from './command/stop-signal.js';
import { version } from './command/version.js';
import { agreement } from './commands/agreement.js';
import { backup, restore } from './commands/backup.js';
import { completion } from './commands/completion.js';
import { doctor } from './commands/doctor.js';
import { erase } from './commands/erase.js';
import { generate } from './commands/generate.js';
import { identity } from './commands/identity.js';
import { importDirectory } from './commands/import.js';
import { keys } from './commands/keys.js';
import { ledger } from './commands/ledger.js';
import { member } from './commands/member.js';
import { migrate } from './commands/migrate.js';
import { recover } from './commands/recover.js';
import { schema } from './commands/schema.js';
import { serve } from './commands/serve.js';
import { staff } from './commands/staff.js';
import { verify } from './commands/verify.js';
import { witness } from './commands/witness.js';

/** In the order in which the help lists them. */
const COMMANDS: readonly DefineCommand[] = [
  serve,
  migrate,
  generate,
  importDirectory,
  agreement,
  staff,
  member,
  keys,
  erase,
  identity,
  doctor,
  backup,
  restore,
  ledger,
  recover,
  verify,
  witness,
  schema,
  completion,
];

/** Commands that come to no result: one runs until it is stopped, the others print text for another program. */
const WITHOUT_RESULT = ['serve', 'schema', 'completion'];

const SUCCESS = 0;
const FAILURE = 1;
const USAGE = 2;

/** Offers the result of each command as JSON. */
function offerJson(command: Command): void {
  for (const one of command.commands) offerJson(one);
  if (command.commands.length === 0 && !WITHOUT_RESULT.includes(command.name()))
    command.option('--json', 'prints the result as JSON, and nothing else to standard output');
}

function createProgram(invocation: Invocation, { out, err }: Streams): Command {
  const program = new Command('assent')
    .description('Assent 知数. Settings come from the environment: see README.md.')
    .version(`assent ${version}, Node ${process.versions.node}`, '-V, --version', 'prints the version')
    .exitOverride()
    .showHelpAfterError()
    .configureOutput({
      writeOut: (text) => out.write(text),
      writeErr: (text) => err.write(text),
      outputError: (text, write) => write(text.replace(/^error: /, 'assent: ')),
    });
  for (const define of COMMANDS) define(program, invocation);
  offerJson(program);
  program.hook('preAction', (_program, command) => {
    invocation.json = command.opts().json === true;
  });
  return program;
}

/** Runs one command. @returns the exit code: 0 done, 1 failed, 2 called wrongly */
export async function run(args: readonly string[], streams: Streams): Promise<number> {
  const invocation = new Invocation(streams);
  try {
    await createProgram(invocation, streams).parseAsync([...args], { from: 'user' });
    return invocation.exitCode;
  } catch (error) {
    // Commander has written the help, or the error and the help.
    if (error instanceof CommanderError) return error.exitCode === 0 ? SUCCESS : USAGE;
    streams.err.write(`assent ${args[0]}: ${describe(error)}\n`);
    return error instanceof UsageError ? USAGE : FAILURE;
  }
}

export function main(args: readonly string[]): Promise<number> {
  exitOnSignal();
  return run(args, { out: process.stdout, err: process.stderr });
}

/** The message of an error. An AggregateError of a failed connection has no message of its own, only inner ones. */
const describe = (error: unknown): string =>
  error instanceof AggregateError && error.message === ''
    ? error.errors.map(describe).join('; ')
    : error instanceof Error
      ? error.message
      : String(error);

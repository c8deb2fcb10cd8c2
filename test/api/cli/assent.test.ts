import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { run as callCommand } from '../../../api/cli/main.js';
import { createBareDatabase } from '../../support/database/bare-database.js';
import { startProgram } from '../../support/processes/program.js';
import { projectFile, projectRoot } from '../../support/project.js';

const COMMANDS = [
  'serve',
  'migrate',
  'generate',
  'import',
  'agreement',
  'agreement apply',
  'agreement list',
  'agreement end',
  'staff',
  'staff add',
  'staff disable',
  'staff list',
  'keys',
  'keys rotate',
  'keys add',
  'keys retire',
  'erase',
  'identity',
  'identity list',
  'identity accept',
  'identity refuse',
  'identity another',
  'doctor',
  'backup',
  'restore',
  'ledger',
  'ledger set-aside',
  'recover',
  'verify',
  'verify receipt',
  'verify log',
  'verify database',
  'witness',
  'schema',
  'completion',
];

describe('assent', () => {
  let varDir: string;
  let database: Awaited<ReturnType<typeof createBareDatabase>>;
  beforeAll(async () => {
    varDir = mkdtempSync(join(tmpdir(), 'assent-cli-'));
    database = await createBareDatabase();
  });
  afterAll(async () => {
    await database.drop();
    rmSync(varDir, { recursive: true, force: true });
  });

  const start = (args: string[], env: Record<string, string> = {}) =>
    startProgram([join(projectRoot, 'dist/api/cli/assent.js'), ...args], {
      ASSENT_VAR: varDir,
      DATABASE_URL: database.url,
      ...env,
    });
  const run = async (...args: string[]) => {
    const program = start(args);
    return { code: await program.ended, output: program.output() };
  };
  /** Without a process of its own, for what ends before it reaches the database. */
  const call = async (...args: string[]) => {
    let output = '';
    const stream = { write: (text: string) => (output += text) };
    return { code: await callCommand(args, { out: stream, err: stream }), output };
  };

  it.each(COMMANDS)('lists the command "%s" with a description, and shows its usage', async (command) => {
    const words = command.split(' ');
    const list = await call(...words.slice(0, -1), '--help');
    expect(list.code).toBe(0);
    expect(list.output).toMatch(new RegExp(`^  ${words.at(-1)}( [<[].*?)?  +\\S`, 'm'));
    const help = await call(...words, '--help');
    expect(help.code).toBe(0);
    expect(help.output).toMatch(new RegExp(`^Usage: assent ${command} `));
  });

  it.each(['constructor', 'toString', '__proto__', 'hasOwnProperty'])(
    'says that there is no command %s',
    async (name) => {
      const { code, output } = await run(name);
      expect(output).toContain(`unknown command '${name}'`);
      expect(output).not.toContain('TypeError');
      expect(code).not.toBe(0);
    },
  );

  it('shows the same help for `assent help COMMAND`', async () => {
    expect(await call('help', 'import')).toEqual(await call('import', '--help'));
  });

  it.each([
    [[], /^Usage: assent .*Commands:/s],
    [['fly'], /^assent: unknown command 'fly'/],
    [['toString'], /^assent: unknown command 'toString'/],
    [
      ['generate', '--persons', 'many', '--out', 'x'],
      /'--persons <N>' argument 'many' is invalid. It must be a whole number from 1 to/,
    ],
    [['generate', '--persons', '10'], /required option '--out <DIR>' not specified/],
    [
      ['generate', '--persons', '10', '--out', 'x', '--until', '2026-02-30'],
      /'--until <DAY>' argument '2026-02-30' is invalid. It must be a day/,
    ],
    [['import'], /missing required argument 'DIR'/],
    [['import', 'a', 'b'], /too many arguments for 'import'/],
    [['import', 'a', '--fast'], /unknown option '--fast'/],
    [['keys', 'add', 'session'], /Allowed choices are receipt, log/],
    [['keys', 'retire', 'log', 'all'], /'all' is invalid for argument 'VERSION'. It must be a whole number/],
    [['erase'], /required option '--person <PSN_NO>' not specified/],
    [['verify', 'log', 'ftp:x'], /URL must begin with http/],
    [['agreement', 'sign', 'x'], /unknown command 'sign'.*apply \[options\] <FILE>/s],
    [['migrate', '0001_people'], /too many arguments for 'migrate'/],
  ])('refuses %j with the exit code 2 and says why', async (args, reason) => {
    const { code, output } = await call(...args);
    expect(code).toBe(2);
    expect(output).toMatch(reason);
  });

  it('exits with 1 and prints the reason without a stack trace', async () => {
    const notJson = join(varDir, 'not.json');
    writeFileSync(notJson, '{');
    const wrong = join(varDir, 'wrong.json');
    writeFileSync(
      wrong,
      JSON.stringify({ recipient: { code: 'X', name: 'Y', clientId: 'z', kind: 'SHOP' } }),
    );
    for (const [path, reason] of [
      [join(varDir, 'none.json'), /no such file/],
      [notJson, /is not JSON/],
      [wrong, /recipient\.kind: must be one of/],
    ] as const) {
      const { code, output } = await call('agreement', 'apply', path);
      expect(code).toBe(1);
      expect(output).toMatch(reason);
      expect(output).not.toContain('    at ');
    }
    const empty = await run('import', varDir);
    expect(empty).toEqual({
      code: 1,
      output: `assent import: There are no CSV files of the data center in ${varDir}.\n`,
    });
    const unreachable = start(['migrate'], { DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none' });
    expect(await unreachable.ended).toBe(1);
    expect(unreachable.output()).toMatch(/no connection to the database at DATABASE_URL/);
    const misconfigured = start(['serve'], { PORT: 'many' });
    expect(await misconfigured.ended).toBe(1);
    expect(misconfigured.output()).toMatch(/PORT: must be a whole number/);
  });

  it('migrates once, and has no command to migrate back', async () => {
    await run('migrate');
    expect(await run('migrate')).toEqual({ code: 0, output: 'The database is up to date.\n' });
    expect(await run('migrate', '--down')).toEqual({ code: 2, output: expect.stringContaining('--down') });
  });

  it('prints its version, and that of Node', async () => {
    const { version } = JSON.parse(projectFile('package.json'));
    for (const option of ['--version', '-V'])
      expect(await call(option)).toEqual({
        code: 0,
        output: `assent ${version}, Node ${process.versions.node}\n`,
      });
  });

  it.each([
    [['assent', 'ke'], ['keys']],
    [
      ['assent', 'keys', 'r'],
      ['rotate', 'retire'],
    ],
    [['assent', 'keys', 'rotate', '--m'], ['--make']],
    [['assent', 'agreement', 'apply', 'x.json', '--d'], ['--dry-run']],
    [['assent', 'restore', 'file', '--key-file', 'k', '--ch'], ['--check']],
  ])('completes %j in a shell', async (words, expected) => {
    const { code, output } = await call('completion', 'bash');
    expect(code).toBe(0);
    const script = `${output}\nCOMP_WORDS=(${words.join(' ')}); COMP_CWORD=${words.length - 1}; _assent; echo "\${COMPREPLY[@]}"`;
    expect(execFileSync('bash', ['-c', script], { encoding: 'utf8' }).trim().split(' ')).toEqual(expected);
  });

  it('prints the committed schema', async () => {
    expect((await call('schema')).output).toBe(projectFile('schema.graphql'));
  });
});

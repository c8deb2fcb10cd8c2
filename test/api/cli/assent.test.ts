import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { run as callCommand } from '../../../api/cli/main.js';
import { createBareDatabase } from '../../support/database/bare-database.js';
import { startProgram } from '../../support/processes/program.js';
import { projectFile, projectRoot } from '../../support/project.js';

const COMMANDS = ['serve', 'migrate', 'generate', 'import', 'agreement', 'staff', 'verify', 'schema'];

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

  it('lists its commands, and tells each one’s use', async () => {
    const all = await call('--help');
    expect(all.code).toBe(0);
    for (const command of COMMANDS) expect(all.output).toMatch(new RegExp(`^  ${command} +\\S`, 'm'));
    for (const command of COMMANDS) {
      const { code, output } = await call(command, '--help');
      expect(code).toBe(0);
      expect(output).toMatch(new RegExp(`^assent ${command}`));
    }
  });

  it.each([
    [[], /COMMAND/],
    [['fly'], /there is no command fly/],
    [['toString'], /there is no command toString/],
    [['generate', '--persons', 'many', '--out', 'x'], /--persons must be a whole number/],
    [['generate', '--persons', '10'], /--out is missing/],
    [['generate', '--persons', '10', '--out', 'x', '--until', '2026-02-30'], /--until must be a day/],
    [['import'], /DIR is missing/],
    [['import', 'a', 'b'], /too many arguments: b/],
    [['import', 'a', '--fast'], /--fast/],
    [['agreement', 'sign', 'x'], /agreement apply FILE/],
    [['migrate', '0001_people'], /too many arguments/],
  ])('refuses %j with 2 and says why', async (args, reason) => {
    const { code, output } = await call(...args);
    expect(code).toBe(2);
    expect(output).toMatch(reason);
  });

  it('fails with 1 and says why, without a stack', async () => {
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

  it('migrates up and down to a name', async () => {
    const order = ({ output }: { output: string }) =>
      [...output.matchAll(/^(\d{4}_\w+) /gm)].map(([, name]) => name);
    await run('migrate');
    expect((await run('migrate')).output).toBe('The database is up to date.\n');
    const strange = await run('migrate', '--down', '0009_nothing');
    expect(strange).toEqual({ code: 1, output: 'assent migrate: There is no migration 0009_nothing.\n' });
    const down = order(await run('migrate', '--down', '0003_authentication'));
    expect(down).toEqual(down.toSorted().reverse());
    expect(down.at(-1)).toMatch(/^0004_/);
    expect(order(await run('migrate'))).toEqual(down.toReversed());
  });

  it('prints the schema that is committed', async () => {
    expect((await call('schema')).output).toBe(projectFile('schema.graphql'));
  });
});

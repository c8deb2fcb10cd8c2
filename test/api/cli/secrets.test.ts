import { cpSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createBareDatabase } from '../../support/database/bare-database.js';
import { query } from '../../support/database/cluster.js';
import { assent } from '../../support/processes/command.js';
import { startProgram } from '../../support/processes/program.js';
import { projectFile, projectRoot } from '../../support/project.js';

const program = join(projectRoot, 'dist/api/cli/assent.js');
const example = (name: string) => join(projectRoot, 'docs/examples', name);

const call = (databaseUrl: string, varDir: string, ...args: string[]) =>
  assent(args, { DATABASE_URL: databaseUrl, ASSENT_VAR: varDir });

/** Commands on one database with the secrets of one directory: as processes, and without. */
const commandsOn = (databaseUrl: string, varDir: string) => ({
  start: (...args: string[]) =>
    startProgram([program, ...args], {
      ASSENT_VAR: varDir,
      DATABASE_URL: databaseUrl,
      PORT: '0',
      LOG_LEVEL: 'info',
    }),
  run: (...args: string[]) => call(databaseUrl, varDir, ...args),
});

describe('a database and its secrets', () => {
  let directory: string;
  let database: Awaited<ReturnType<typeof createBareDatabase>>;
  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), 'assent-own-secrets-'));
    database = await createBareDatabase();
    expect(await run('own', 'migrate')).toMatchObject({ code: 0 });
  });
  afterAll(async () => {
    await database.drop();
    rmSync(directory, { recursive: true, force: true });
  });

  const run = (name: string, ...args: string[]) => call(database.url, join(directory, name), ...args);
  const secret = (name: string, file: string) => join(directory, name, 'secrets', file);
  const passwords = () =>
    query(
      database.url,
      `SELECT rolname, rolpassword FROM pg_authid WHERE rolname LIKE (current_database() || '%') ORDER BY 1`,
    );
  /** A copy of the own secrets under another name, for a test to spoil. */
  const copied = (name: string) => {
    cpSync(join(directory, 'own'), join(directory, name), { recursive: true });
    return name;
  };

  it.each([
    ['serve'],
    ['migrate'],
    ['import', join(projectRoot, 'docs')],
    ['agreement', 'apply', example('agreement.json')],
    ['staff', 'list'],
    ['staff', 'disable', 'C-EXAMPLE'],
    ['keys', 'rotate'],
    ['keys', 'rotate', '--resume'],
    ['keys', 'add', 'receipt'],
    ['keys', 'add', 'seal'],
    ['keys', 'retire', 'log', '1'],
    ['erase', '--person', '1'],
    ['ledger', 'set-aside', '1', '--why', 'TEST'],
    ['verify', 'database'],
  ])('are not parted: assent %s %s %s refuses in a directory without its secrets', async (...args) => {
    const before = await passwords();
    const { code, output } = await run('elsewhere', ...args);
    expect(output).toMatch(
      /The secrets in .*elsewhere\/secrets are not those of this database: .*Nothing was changed/,
    );
    expect(output).toMatch(/master\.1\.key is missing.*seal\.1\.key is missing/);
    expect(code).toBe(1);
    expect(existsSync(join(directory, 'elsewhere', 'secrets'))).toBe(false);
    expect(await passwords()).toEqual(before);
  });

  it('are not parted when one secret is another one, and the error names it', async () => {
    const spoilt = copied('spoilt');
    rmSync(secret(spoilt, 'blind-index.key'));
    cpSync(secret('own', 'cursor.key'), secret(spoilt, 'blind-index.key'));
    const { code, output } = await run(spoilt, 'staff', 'list');
    expect([code, output]).toEqual([
      1,
      expect.stringMatching(/: blind-index\.key is another one\. Nothing was/),
    ]);
  });

  it('are not parted by a lost password: it is not made anew unasked, for others connect with it', async () => {
    const lost = copied('lost');
    const [file] = readdirSync(join(directory, lost, 'secrets')).filter((name) =>
      name.endsWith('_gate.password'),
    );
    rmSync(secret(lost, file!));
    const before = await passwords();
    expect(await run(lost, 'migrate')).toMatchObject({
      code: 1,
      output: expect.stringContaining(`${file} is missing`),
    });
    expect(await passwords()).toEqual(before);
  });

  it('take a new version of a key along, and every other directory must have it too', async () => {
    const behind = copied('behind');
    expect(await run('own', 'keys', 'add', 'receipt')).toMatchObject({ code: 0 });
    expect(await run('own', 'staff', 'list')).toMatchObject({ code: 0 });
    expect(await run(behind, 'staff', 'list')).toMatchObject({
      code: 1,
      output: expect.stringContaining('receipt.2.jwk.json is missing'),
    });
  });

  it('let an old master key go once nothing is encrypted with it any more', async () => {
    expect(await run('own', 'keys', 'rotate')).toMatchObject({ code: 0 });
    const without = copied('without');
    rmSync(secret(without, 'master.1.key'));
    expect(await run(without, 'staff', 'list')).toMatchObject({ code: 0 });
    rmSync(secret(without, 'master.2.key'));
    expect(await run(without, 'staff', 'list')).toMatchObject({ code: 1 });
  });

  it('let an old seal key go, whose retirement deletes it', async () => {
    expect(await run('own', 'keys', 'add', 'seal')).toMatchObject({ code: 0 });
    expect(await run('own', 'keys', 'retire', 'seal', '1')).toMatchObject({ code: 0 });
    expect(await run('own', 'staff', 'list')).toMatchObject({ code: 0 });
  });

  it('change places with others only by an explicit word, which names each of them', async () => {
    const { code, output } = await run('fresh', 'migrate', '--new-secrets');
    expect(code).toBe(0);
    expect(output).toMatch(/^master\.1\.key: another one belongs to the database now$/m);
    expect(output).toMatch(/^seal\.1\.key: another one/m);
    expect(await run('fresh', 'staff', 'list')).toMatchObject({ code: 0 });
    expect(await run('own', 'staff', 'list')).toMatchObject({ code: 1 });
    rmSync(secret('fresh', 'cursor.key'));
    expect(await run('fresh', 'migrate', '--new-secrets')).toMatchObject({
      code: 0,
      output: 'cursor.key: another one belongs to the database now\nThe database is up to date.\n',
    });
  });

  it('are explained in docs/operations.md, where the refusal sends its reader', () => {
    expect(projectFile('docs/operations.md')).toMatch(/^### Lost secrets$/m);
  });
});

describe('a database of an earlier version', () => {
  it('is refused by every command but migrate, which says what it did, and then it is served', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'assent-earlier-'));
    const database = await createBareDatabase();
    const { start, run } = commandsOn(database.url, directory);
    try {
      await run('migrate');
      await query(database.url, "UPDATE assent.migration SET digest = 'of before' WHERE name = 'code'");
      for (const args of [['serve'], ['staff', 'list'], ['import', projectRoot], ['verify', 'database']]) {
        const { code, output } = await run(...args);
        expect([code, output]).toEqual([
          1,
          expect.stringMatching(/须先升级.*must be migrated first: make a backup/),
        ]);
      }
      expect(await query(database.url, "SELECT digest FROM assent.migration WHERE name = 'code'")).toEqual([
        { digest: 'of before' },
      ]);
      expect(await run('migrate')).toMatchObject({ code: 0, output: 'code done\n' });
      const served = start('serve');
      await served.says(/"msg":"listening"/);
      served.signal('SIGTERM');
      expect(await served.ended).toBe(0);
    } finally {
      await database.drop();
      rmSync(directory, { recursive: true, force: true });
    }
  });
});

describe('assent doctor', () => {
  it('says of a new database, of foreign secrets and of an unreachable server what is wrong, and changes nothing', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'assent-doctor-'));
    const database = await createBareDatabase();
    try {
      expect(await call(database.url, directory, 'doctor')).toMatchObject({
        code: 1,
        output: expect.stringMatching(/^FAULT migrations: the database is empty: assent migrate sets it up/m),
      });
      expect(readdirSync(directory)).toEqual([]);
      await call(database.url, directory, 'migrate');
      const elsewhere = join(directory, 'elsewhere');
      const foreign = await call(database.url, elsewhere, 'doctor', '--json');
      expect(foreign.code).toBe(1);
      expect(JSON.parse(foreign.output)).toContainEqual({
        what: 'secrets',
        fault: expect.stringContaining('master.1.key is missing'),
      });
      expect(existsSync(elsewhere)).toBe(false);
      const nowhere = await call('postgres://nobody@127.0.0.1:1/none', directory, 'doctor');
      expect(nowhere).toMatchObject({
        code: 1,
        output: expect.stringMatching(/^FAULT database: There is no connection/m),
      });
    } finally {
      await database.drop();
      rmSync(directory, { recursive: true, force: true });
    }
  });
});

describe('a database that was restored without its roles', () => {
  it.each<[string, (names: string[]) => string]>([
    ['that are not on this server', (names) => `DROP OWNED BY ${names}; DROP ROLE ${names}`],
    ['without their privileges', (names) => `DROP OWNED BY ${names}`],
  ])('is refused with roles %s, and served after assent migrate', async (_what, lose) => {
    const directory = mkdtempSync(join(tmpdir(), 'assent-lost-roles-'));
    const database = await createBareDatabase();
    const run = (...args: string[]) => call(database.url, directory, ...args);
    try {
      await run('migrate');
      const roles = await query(
        database.url,
        "SELECT quote_ident(rolname) AS name FROM pg_roles WHERE rolname LIKE (current_database() || '%')",
      );
      expect(roles).toHaveLength(8);
      await query(database.url, 'DROP SCHEMA record CASCADE');
      await query(database.url, lose(roles.map(({ name }) => name)));
      expect(await run('staff', 'list')).toMatchObject({
        code: 1,
        output: expect.stringMatching(/These roles are missing .*_gate.*Run assent migrate/),
      });
      expect(await run('doctor')).toMatchObject({
        code: 1,
        output: expect.stringMatching(/^FAULT roles: .* are missing or may do nothing: run assent migrate$/m),
      });
      expect(await run('migrate')).toMatchObject({ code: 0, output: 'code done\n' });
      expect(await run('doctor')).toMatchObject({
        code: 0,
        output: expect.stringMatching(/^(ok {4}[^:]+\n){8}$/),
      });
      expect(await run('staff', 'list')).toMatchObject({ code: 0 });
      const serving = startProgram([program, 'serve'], {
        ASSENT_VAR: directory,
        DATABASE_URL: database.url,
        PORT: '0',
        LOG_LEVEL: 'info',
      });
      const [, url] = await serving.says(/"url":"(http[^"]+)"/);
      expect((await fetch(`${url}/readyz`)).status).toBe(200);
      serving.signal('SIGTERM');
      await serving.ended;
    } finally {
      await database.drop();
      rmSync(directory, { recursive: true, force: true });
    }
  });
});

describe('retiring a key of the log', () => {
  it('waits until the next key has signed a checkpoint, so that the log can be verified from one to the next', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'assent-log-key-'));
    const database = await createBareDatabase();
    const { start, run } = commandsOn(database.url, directory);
    const serving = async () => {
      const program = start('serve');
      const [, url] = await program.says(/"url":"(http[^"]+)"/);
      return {
        url: url!,
        async stop() {
          program.signal('SIGTERM');
          await program.ended;
        },
      };
    };
    /** The checkpoint that is served, once it has this many signatures. */
    const checkpoint = async (url: string, signatures: number) => {
      for (;;) {
        const text = await (await fetch(`${url}/log/checkpoint`)).text();
        if (text.split('\n— ').length - 1 === signatures) return;
        await delay(50);
      }
    };
    try {
      let platform = await serving();
      await run('agreement', 'apply', example('agreement.json'));
      await checkpoint(platform.url, 1);
      expect(await run('keys', 'add', 'log')).toMatchObject({ code: 0 });
      expect(await run('keys', 'retire', 'log', '1')).toMatchObject({
        code: 1,
        output:
          'assent keys: Log key 2 has not signed a checkpoint yet. Restart the processes that serve, and then retire log key 1.\n',
      });
      const state = join(directory, 'monitor.state');
      expect(await run('verify', 'log', platform.url, '--state', state)).toMatchObject({ code: 0 });
      await platform.stop();
      platform = await serving();
      await checkpoint(platform.url, 2);
      expect(await run('keys', 'retire', 'log', '1')).toMatchObject({ code: 0 });
      expect(await run('verify', 'log', platform.url, '--state', state)).toMatchObject({ code: 0 });
      await platform.stop();
    } finally {
      await database.drop();
      rmSync(directory, { recursive: true, force: true });
    }
  });
});

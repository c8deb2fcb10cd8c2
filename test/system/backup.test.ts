import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createBareDatabase } from '../support/database/bare-database.js';
import { query } from '../support/database/cluster.js';
import { type Given, give } from '../support/people/giving.js';
import { type ServedCity, servedCity } from '../support/processes/served-city.js';

const PAGE = 'id person { settlements(first: 1) { nodes { settlementId } } }';
const CLAIM = { purpose: 'CLAIM_DIRECT_PAY', mode: 'LIMITED', maxUses: 3 } as const;
const PASSPHRASE = 'correct horse battery staple';

let city: ServedCity;
let directory: string;
let target: Awaited<ReturnType<typeof createBareDatabase>>;
let grant: Given;
let file: string;
let keyFile: string;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'assent-backup-'));
  file = join(directory, 'city.backup');
  keyFile = join(directory, 'backup.key');
  writeFileSync(keyFile, `${PASSPHRASE}\n`, { mode: 0o600 });
  target = await createBareDatabase();
  city = await servedCity();
  await city.serve();
  grant = await give(city as never, { asks: CLAIM });
  await city.insurer.redeem(grant.id, 'before', PAGE);
});
afterAll(async () => {
  await city.end();
  await target.drop();
  rmSync(directory, { recursive: true, force: true });
});

const restored = () => join(directory, 'restored');
const intoTarget = () => ({ DATABASE_URL: target.url, ASSENT_VAR: restored() });
const ended = (args: readonly string[], env: Record<string, string> = {}) => city.run(args, env);

/** The rows of every table, but for what each migration makes and what names the secrets. */
async function contents(url: string, importUrl = url): Promise<Record<string, string>> {
  const tables = await query(
    url,
    `SELECT relname AS name FROM pg_class WHERE relnamespace = 'assent'::regnamespace AND relkind = 'r'
       AND relname NOT IN ('migration', 'limit', 'purpose_lookback', 'told_party', 'known_secret') ORDER BY 1`,
  );
  const digests: Record<string, string> = {};
  for (const { name } of tables) {
    const [row] = await query(
      importUrl,
      `SELECT count(*) || ' ' || coalesce(md5(string_agg(t::text, '|' ORDER BY t::text)), '') AS digest FROM assent."${name}" t`,
    );
    digests[name] = row!.digest;
  }
  return digests;
}

describe('assent backup', () => {
  it('writes one file, encrypted and for its owner only, while the platform serves, and reads it again', async () => {
    const { code, output } = await ended(['backup', file, '--key-file', keyFile]);
    expect([code, output]).toEqual([
      0,
      expect.stringMatching(
        /city\.backup: as of .*, \d+ tables with \d+ rows, \d+ secrets, log of \d+ entries; read again and whole\n$/,
      ),
    ]);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const bytes = readFileSync(file);
    for (const clear of ['assent.person', 'INS-', 'blind-index', 'commitment.key'])
      expect(bytes.includes(clear)).toBe(false);
  });

  it.each([
    ['a key file that others may read', 0o644, PASSPHRASE, /may be read by others/],
    ['a short passphrase', 0o600, 'short', /must hold 16 bytes or more/],
  ])('refuses %s', async (_what, mode, content, reason) => {
    const path = join(directory, 'other.key');
    rmSync(path, { force: true });
    writeFileSync(path, content);
    chmodSync(path, mode);
    expect(await ended(['backup', join(directory, 'x'), '--key-file', path])).toEqual({
      code: 1,
      output: expect.stringMatching(reason),
    });
  });
});

describe('assent restore', () => {
  const damaged = (change: (bytes: Buffer) => Buffer) => {
    const path = join(directory, 'damaged.backup');
    writeFileSync(path, change(readFileSync(file)));
    return path;
  };

  it.each<[string, () => string, RegExp]>([
    [
      'a byte was changed',
      () => damaged((bytes) => (bytes.writeUInt8(bytes[5000]! ^ 1, 5000), bytes)),
      /changed/,
    ],
    ['the end is missing', () => damaged((bytes) => bytes.subarray(0, bytes.length - 40)), /cut off|changed/],
    ['it has a longer end', () => damaged((bytes) => Buffer.concat([bytes, Buffer.of(0)])), /after its end/],
    [
      'it is something else',
      () => damaged(() => Buffer.from('PGDMP and so on, a dump')),
      /no backup of Assent/,
    ],
    ['it is empty', () => damaged(() => Buffer.of()), /no backup of Assent/],
  ])('finds out, before anything is changed, that %s', async (_what, path, reason) => {
    for (const args of [
      ['restore', path(), '--check'],
      ['restore', path()],
    ]) {
      const { code, output } = await ended([...args, '--key-file', keyFile], intoTarget());
      expect([code, output]).toEqual([1, expect.stringMatching(reason)]);
    }
    expect(await query(target.url, "SELECT to_regnamespace('assent') AS there")).toEqual([{ there: null }]);
  });

  it('does not open it with another passphrase', async () => {
    const other = join(directory, 'another.key');
    writeFileSync(other, 'another passphrase', { mode: 0o600 });
    const { code, output } = await ended(['restore', file, '--check', '--key-file', other]);
    expect([code, output]).toEqual([1, expect.stringContaining('The key file is another one')]);
  });

  it('refuses a database that is not empty', async () => {
    const { code, output } = await ended(['restore', file, '--key-file', keyFile]);
    expect([code, output]).toEqual([1, expect.stringContaining('The database is not empty')]);
  });

  it('brings back every row and every secret, with roles of the new database, and serves', async () => {
    await city.stop();
    expect((await ended(['backup', `${file}.2`, '--key-file', keyFile])).code).toBe(0);
    const { code, output } = await ended(['restore', `${file}.2`, '--key-file', keyFile], intoTarget());
    expect([code, output]).toEqual([
      0,
      expect.stringMatching(/^restored \d+ tables and \d+ secrets, .*assent recover/s),
    ]);
    expect(await contents(target.url)).toEqual(await contents(city.databaseUrl));
    const keys = (varDir: string) =>
      Object.fromEntries(
        readdirSync(join(varDir, 'secrets'))
          .filter((name) => !name.endsWith('.password'))
          .map((name) => [name, readFileSync(join(varDir, 'secrets', name)).toString('hex')]),
      );
    expect(keys(restored())).toEqual(keys(city.varDir));

    await city.serve(intoTarget());
    expect((await city.insurer.redeem(grant.id, 'after', PAGE)).errors).toEqual([]);
    const [{ used }] = (await query(target.url, 'SELECT used FROM assent.consent_grant WHERE id = $1', [
      grant.id,
    ])) as [{ used: number }];
    expect(used).toBe(2);
    await give(city as never, { asks: CLAIM });
    await city.stop();
    const verified = await ended(['verify', 'database'], intoTarget());
    expect([verified.code, verified.output]).toEqual([0, expect.stringContaining('verified')]);
  });

  it('opens no row by an old entry, although the numbers of transactions have begun anew', async () => {
    const roles = await query(
      target.url,
      "SELECT rolname FROM pg_roles WHERE rolname LIKE (current_database() || '%reader')",
    );
    const password = readFileSync(join(restored(), 'secrets', `${roles[0]!.rolname}.password`), 'utf8');
    const reader = new URL(target.url);
    reader.username = roles[0]!.rolname;
    reader.password = password;
    const entries = await query(
      target.url,
      "SELECT id::text FROM assent.ledger_entry WHERE kind = 'DISCLOSURE' AND at < assent.now() - interval '10 seconds'",
    );
    expect(entries.length).toBeGreaterThan(0);
    // Entries of the old numbers, with those that lie ahead of the present ones, and of a time that is past.
    await query(
      target.url,
      `ALTER TABLE assent.ledger_entry DISABLE TRIGGER USER;
       UPDATE assent.ledger_entry SET xact = (pg_current_xact_id()::text::bigint + 1000000)::text::xid8;
       ALTER TABLE assent.ledger_entry ENABLE TRIGGER USER`,
    );
    for (const { id } of entries)
      expect(await query(reader.href, 'SELECT FROM record.settlement WHERE "#entry" = $1', [id])).toEqual([]);
  });
});

it('a backup of one database does not go over the secrets of another', async () => {
  const fresh = await createBareDatabase();
  const own = join(directory, 'own');
  try {
    expect((await ended(['migrate'], { DATABASE_URL: target.url, ASSENT_VAR: restored() })).code).toBe(0);
    const other = await createBareDatabase();
    await ended(['migrate'], { DATABASE_URL: other.url, ASSENT_VAR: own });
    await other.drop();
    const { code, output } = await ended(['restore', file, '--key-file', keyFile], {
      DATABASE_URL: fresh.url,
      ASSENT_VAR: own,
    });
    expect([code, output]).toEqual([
      1,
      expect.stringMatching(/is another one\. Set ASSENT_VAR to an empty directory/),
    ]);
    expect(await query(fresh.url, "SELECT to_regnamespace('assent') AS there")).toEqual([{ there: null }]);
  } finally {
    await fresh.drop();
  }
});

import { createWriteStream } from 'node:fs';
import { open, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { Client } from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import { stepDigests } from '../database/migrate.js';
import type { OpenDatabase } from '../database/open.js';
import { isKeyFile } from '../secrets/fingerprints.js';
import { readSecretFile } from '../secrets/secret-file.js';
import { sealed } from './envelope.js';
import { type Manifest, type Part, partBytes } from './parts.js';
import { columnList, type StoredTable, sequencesOf, storedTables } from './tables.js';

const OWNER_ONLY = 0o600;
const CHUNK_BYTES = 256 * 1024;

/** Two connections with one view of the database: the owner does not see the rows that row-level security guards. */
interface Snapshot {
  readonly owner: Client;
  readonly importer: Client;
}

/**
 * Writes the database and its secrets to one encrypted file, as of one moment; serving goes on meanwhile. Passwords of
 * roles are left out: a restore makes new ones. The file appears whole or not at all.
 * @returns what the file says of itself
 */
export async function backUp(
  { ownerUrl, urls }: Pick<OpenDatabase, 'ownerUrl' | 'urls'>,
  { varDir, version, path, key }: { varDir: string; version: string; path: string; key: Buffer },
): Promise<Manifest> {
  const owner = new Client({ connectionString: ownerUrl, application_name: 'assent backup' });
  const importer = new Client({ connectionString: urls.import, application_name: 'assent backup' });
  const draft = `${path}.unfinished`;
  try {
    await owner.connect();
    await importer.connect();
    const snapshot = await oneSnapshot(owner, importer);
    const manifest = await manifestOf(owner, version);
    await pipeline(
      Readable.from(parts(snapshot, manifest, varDir)),
      createGzip({ level: 6 }),
      (plain: AsyncIterable<Buffer>) => sealed(plain, key),
      createWriteStream(draft, { mode: OWNER_ONLY, flags: 'wx', flush: true }),
    );
    await rename(draft, path);
    const directory = await open(dirname(path));
    await directory.sync().finally(() => directory.close());
    return manifest;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST')
      throw new Error(`${draft} is there: another backup runs, or was cut off. Delete it if none runs.`);
    await rm(draft, { force: true });
    throw error;
  } finally {
    await Promise.all([owner.end(), importer.end()]);
  }
}

async function oneSnapshot(owner: Client, importer: Client): Promise<Snapshot> {
  const begin = 'BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY';
  await owner.query(begin);
  const { rows } = await owner.query('SELECT pg_export_snapshot() AS id');
  await importer.query(begin);
  await importer.query(`SET TRANSACTION SNAPSHOT ${importer.escapeLiteral(rows[0].id)}`);
  return { owner, importer };
}

async function manifestOf(owner: Client, version: string): Promise<Manifest> {
  const { rows } = await owner.query(
    `SELECT d.id::text AS deployment, coalesce((SELECT max(size) FROM assent.ledger_checkpoint), 0)::float8 AS "logSize",
       to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS at FROM assent.deployment d`,
  );
  return { version, ...rows[0], steps: stepDigests(), sequences: await sequencesOf(owner) };
}

async function* parts(snapshot: Snapshot, manifest: Manifest, varDir: string): AsyncGenerator<Buffer> {
  yield partBytes({ type: 'M', content: manifest });
  const secrets = await secretsIn(varDir);
  for (const content of secrets) yield partBytes({ type: 'S', content });
  const tables = await storedTables(snapshot.owner);
  for (const table of tables) yield* partsOf(snapshot, table);
  yield partBytes({ type: 'W', content: { tables: tables.length, secrets: secrets.length } });
}

/** Read after the snapshot was taken, so a key that it needs is there. */
async function secretsIn(varDir: string) {
  const directory = join(varDir, 'secrets');
  const names = (await readdir(directory)).filter(isKeyFile).sort();
  return Promise.all(
    names.map(async (name) => ({
      name,
      content: (await readSecretFile(join(directory, name)))!.toString('base64'),
    })),
  );
}

async function* partsOf(
  { owner, importer }: Snapshot,
  { name, columns, guarded }: StoredTable,
): AsyncGenerator<Buffer> {
  yield partBytes({ type: 'T', content: { name, columns: [...columns] } });
  const client = guarded ? importer : owner;
  const rows = client.query(
    copyTo(
      `COPY (SELECT ${columnList(client, columns)} FROM assent.${client.escapeIdentifier(name)}) TO STDOUT`,
    ),
  );
  for await (const chunk of joined(rows)) yield partBytes({ type: 'D', content: chunk });
  yield partBytes({ type: 'E', content: { rows: rows.rowCount } });
}

/** COPY sends a chunk for each row. */
async function* joined(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let kept: Buffer[] = [];
  let length = 0;
  for await (const chunk of chunks) {
    kept.push(chunk);
    length += chunk.length;
    if (length < CHUNK_BYTES) continue;
    yield Buffer.concat(kept);
    [kept, length] = [[], 0];
  }
  if (length > 0) yield Buffer.concat(kept);
}

export type { Part };

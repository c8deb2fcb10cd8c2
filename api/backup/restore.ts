import { createReadStream } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import type { Client } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { readSecretFile } from '../secrets/secret-file.js';
import { BackupError, opened } from './envelope.js';
import { type Manifest, type Part, readParts } from './parts.js';
import { columnList } from './tables.js';

/** Reads a backup. @throws BackupError if the file is not as it was written, or the key file another one */
export async function* partsOfFile(path: string, key: Buffer): AsyncGenerator<Part> {
  const plain = createGunzip();
  const flow = pipeline(createReadStream(path), (bytes: AsyncIterable<Buffer>) => opened(bytes, key), plain);
  // The error is thrown below, where the parts are read.
  flow.catch(() => undefined);
  try {
    yield* readParts(plain);
    await flow;
  } catch (error) {
    plain.destroy(error as Error);
    await flow;
    throw error;
  }
}

/** What a whole backup holds. */
export interface CheckedBackup {
  readonly manifest: Manifest;
  readonly rows: ReadonlyMap<string, number>;
  readonly secrets: ReadonlyMap<string, Buffer>;
}

/** Reads a backup to its end. @throws BackupError if anything of it is missing or changed */
export async function checkBackup(path: string, key: Buffer): Promise<CheckedBackup> {
  let manifest: Manifest | null = null;
  let table = '';
  const rows = new Map<string, number>();
  const secrets = new Map<string, Buffer>();
  for await (const part of partsOfFile(path, key)) {
    if (part.type === 'M') manifest = part.content;
    if (part.type === 'S') secrets.set(part.content.name, Buffer.from(part.content.content, 'base64'));
    if (part.type === 'T') table = part.content.name;
    if (part.type === 'E') rows.set(table, part.content.rows);
    if (part.type === 'W' && (part.content.tables !== rows.size || part.content.secrets !== secrets.size))
      throw new BackupError('It is malformed.');
  }
  if (!manifest) throw new BackupError('It is malformed.');
  return { manifest, rows, secrets };
}

/**
 * Writes the secrets to `var/secrets`. Existing ones stay if they are the same.
 * @throws Error, before anything is written, if others are there
 */
export async function restoreSecrets(varDir: string, secrets: ReadonlyMap<string, Buffer>): Promise<void> {
  const directory = join(varDir, 'secrets');
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const missing: [string, Buffer][] = [];
  for (const [name, content] of secrets) {
    const there = await readSecretFile(join(directory, name));
    if (there === null) missing.push([name, content]);
    else if (!there.equals(content))
      throw new Error(`${join(directory, name)} is another one. Set ASSENT_VAR to an empty directory.`);
  }
  for (const [name, content] of missing)
    await writeFile(join(directory, name), content, { mode: 0o600, flag: 'wx', flush: true });
}

/** Fills the tables, which the steps of the backup's version have made, in the caller's transaction. */
export async function restoreRows(client: Client, path: string, key: Buffer): Promise<void> {
  const parts = partsOfFile(path, key);
  let manifest: Manifest | null = null;
  for await (const part of parts) {
    if (part.type === 'M') manifest = part.content;
    if (part.type === 'T') await restoreTable(client, part.content, parts);
  }
  for (const [name, next] of Object.entries(manifest!.sequences))
    await client.query('SELECT setval($1::regclass, $2::bigint, false)', [`assent.${name}`, next]);
  // Roles get new passwords, and the database is told of them.
  await client.query("DELETE FROM assent.known_secret WHERE name LIKE '%.password'");
}

async function restoreTable(
  client: Client,
  { name, columns }: { name: string; columns: readonly string[] },
  parts: AsyncGenerator<Part>,
): Promise<void> {
  const table = `assent.${client.escapeIdentifier(name)}`;
  // What a step put into a new table.
  await client.query(`DELETE FROM ${table}`);
  const copy = client.query(copyFrom(`COPY ${table} (${columnList(client, columns)}) FROM STDIN`));
  let rows = -1;
  await pipeline(async function* () {
    for (;;) {
      const { value: part, done } = await parts.next();
      if (done) throw new BackupError('It is cut off.');
      if (part.type === 'D') yield part.content;
      else if (part.type === 'E') {
        rows = part.content.rows;
        return;
      } else throw new BackupError('It is malformed.');
    }
  }, copy);
  if (copy.rowCount !== rows) throw new BackupError(`${name}: ${copy.rowCount} rows came of ${rows}.`);
}

import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { Client } from 'pg';
import type { Roles } from '../../migrations/migrations.js';
import { secretFile } from '../callers/secret-file.js';
import type { Config } from '../config.js';
import { startEmbeddedPostgres } from './embedded.js';
import { migrateUp } from './migrate.js';
import { asRole, ensureRoles, rolesOf } from './roles.js';

/** A migrated database and how each role connects to it. */
export interface OpenDatabase {
  readonly ownerUrl: string;
  readonly apiUrl: string;
  readonly importUrl: string;
  readonly roles: Roles;
  /** Migrations that ran just now. */
  readonly migrated: readonly string[];
  /** Stops the embedded server; does nothing to one that is somebody else's. */
  stop(): Promise<void>;
}

const EMBEDDED_DATABASE = 'assent';

async function ensureDatabase(serverUrl: string, name: string): Promise<string> {
  const client = new Client({ connectionString: serverUrl });
  await client.connect();
  try {
    const { rowCount } = await client.query('SELECT FROM pg_database WHERE datname = $1', [name]);
    if (!rowCount) await client.query(`CREATE DATABASE ${client.escapeIdentifier(name)}`);
  } finally {
    await client.end();
  }
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return url.href;
}

async function passwordOf(varDir: string, role: string): Promise<string> {
  const path = join(varDir, 'secrets', `${role}.password`);
  return (await secretFile(path, async () => Buffer.from(randomBytes(24).toString('hex')))).toString();
}

/** Opens the database that the configuration names, or starts the embedded one; makes roles and migrates. */
export async function openDatabase(config: Config): Promise<OpenDatabase> {
  const embedded = config.databaseUrl ? null : await startEmbeddedPostgres(join(config.varDir, 'postgres'));
  try {
    const ownerUrl = config.databaseUrl ?? (await ensureDatabase(embedded!.url, EMBEDDED_DATABASE));
    const roles = await rolesOf(ownerUrl);
    const passwords = {
      api: await passwordOf(config.varDir, roles.api),
      import: await passwordOf(config.varDir, roles.import),
    };
    await ensureRoles(ownerUrl, roles, passwords);
    const migrated = await migrateUp(ownerUrl, roles);
    return {
      ownerUrl,
      apiUrl: asRole(ownerUrl, roles.api, passwords.api),
      importUrl: asRole(ownerUrl, roles.import, passwords.import),
      roles,
      migrated,
      stop: async () => embedded?.stop(),
    };
  } catch (error) {
    await embedded?.stop();
    throw error;
  }
}

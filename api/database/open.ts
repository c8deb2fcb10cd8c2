import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { Client } from 'pg';
import { LOGIN_ROLES, type LoginRole, type Roles } from '../../migrations/migrations.js';
import { type Config, ConfigError } from '../config.js';
import { secretFile } from '../secrets/secret-file.js';
import { startEmbeddedPostgres } from './embedded.js';
import { assertMigratable, migrate } from './migrate.js';
import { ensureRoles, type RolePasswords, type RoleUrls, rolesOf, urlsOfRoles } from './roles.js';

/** A migrated database and how each role connects to it. */
export interface OpenDatabase {
  readonly ownerUrl: string;
  readonly urls: RoleUrls;
  readonly roles: Roles;
  /** The steps that this start has applied. */
  readonly migrated: readonly string[];
  /** Stops the embedded server. A server that `DATABASE_URL` names is not stopped. */
  stop(): Promise<void>;
}

const EMBEDDED_DATABASE = 'assent';
const OLDEST_SERVER = 150_000;

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

/** Checks that the server can be reached and is recent enough; a migration would fail with an unclear message. */
async function assertSupported(databaseUrl: string): Promise<void> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect().catch((cause: Error) => {
    throw new Error(`There is no connection to the database at DATABASE_URL: ${cause.message || 'refused'}`, {
      cause,
    });
  });
  try {
    const { rows } = await client.query("SELECT current_setting('server_version_num')::integer AS version");
    if (rows[0].version < OLDEST_SERVER) throw new Error('DATABASE_URL must name a PostgreSQL 15 or later.');
  } finally {
    await client.end();
  }
}

async function passwordOf(varDir: string, role: string): Promise<string> {
  const path = join(varDir, 'secrets', `${role}.password`);
  return (await secretFile(path, async () => Buffer.from(randomBytes(24).toString('hex')))).toString();
}

interface OwnedDatabase {
  readonly ownerUrl: string;
  /** Stops the embedded server. A server that `DATABASE_URL` names is not stopped. */
  stop(): Promise<void>;
}

/** Opens the database that the configuration names, or the embedded one, without migrating it. */
export async function openAsOwner(config: Config): Promise<OwnedDatabase> {
  if (config.databaseUrl) {
    await assertSupported(config.databaseUrl);
    return { ownerUrl: config.databaseUrl, stop: async () => undefined };
  }
  if (config.production)
    throw new ConfigError(
      'DATABASE_URL: 生产环境须写明自己的数据库。 In production it must name a database of your own.',
    );
  const embedded = await startEmbeddedPostgres(join(config.varDir, 'postgres'));
  const stop = () => embedded.stop();
  try {
    return { ownerUrl: await ensureDatabase(embedded.url, EMBEDDED_DATABASE), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function passwordsIn(varDir: string, roles: Roles): Promise<RolePasswords> {
  const passwords: [LoginRole, string][] = [];
  for (const role of LOGIN_ROLES) passwords.push([role, await passwordOf(varDir, roles[role])]);
  return Object.fromEntries(passwords) as RolePasswords;
}

/**
 * Opens the database that the configuration names, or the embedded one, creates the roles and migrates.
 * A database that can’t be migrated is refused before anything in it or beside it changes.
 */
export async function openDatabase(config: Config): Promise<OpenDatabase> {
  const { ownerUrl, stop } = await openAsOwner(config);
  try {
    const roles = await rolesOf(ownerUrl);
    await assertMigratable(ownerUrl, roles);
    const passwords = await passwordsIn(config.varDir, roles);
    await ensureRoles(ownerUrl, roles, passwords);
    const migrated = await migrate(ownerUrl, roles);
    return {
      ownerUrl,
      urls: urlsOfRoles(ownerUrl, roles, passwords),
      roles,
      migrated,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

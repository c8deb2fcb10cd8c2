import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { Client } from 'pg';
import { LOGIN_ROLES, type LoginRole, type Roles } from '../../migrations/migrations.js';
import { type Config, ConfigError } from '../config.js';
import { type Fingerprints, fingerprintsOf, passwordFile } from '../secrets/fingerprints.js';
import { type Keys, loadKeys } from '../secrets/keyring.js';
import { secretFile } from '../secrets/secret-file.js';
import { assertVerifiedServer } from '../verified-server.js';
import { startEmbeddedPostgres } from './embedded.js';
import { assertOwnSecrets, rememberSecrets } from './known-secrets.js';
import { LostRoles, migrate, migrateFilled, OutdatedDatabase, stateOf } from './migrate.js';
import {
  ensureRoles,
  type RolePasswords,
  type RoleUrls,
  rolesOf,
  unprivilegedRoles,
  urlsOfRoles,
} from './roles.js';

/** A migrated database and how each role connects to it. */
export interface OpenDatabase {
  readonly ownerUrl: string;
  readonly urls: RoleUrls;
  readonly roles: Roles;
  readonly keys: Keys;
  /** Names the database for good, in every copy of it. */
  readonly deployment: string;
  /** The steps that this start has applied. */
  readonly migrated: readonly string[];
  /** The secrets that took the place of others, because the opening said so. */
  readonly replacedSecrets: readonly string[];
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
    if (!(await keepsSession(client, databaseUrl)))
      throw new Error(
        'Between the platform and its database is a pooler that changes sessions between transactions. Set pool_mode = ' +
          'session there (docs/operations.md, Poolers), or let DATABASE_URL name the database itself.',
      );
  } finally {
    await client.end();
  }
}

const SESSION_ROUNDS = 3;
const SESSION_ID = 'SELECT pg_backend_pid() AS id';
const sessionOf = async (client: Client): Promise<number> => (await client.query(SESSION_ID)).rows[0].id;

/**
 * Whether a connection keeps its session from one transaction to the next. A pooler that pools by transaction gives it away:
 * to the other connection, if it hands out the session that came back last; or it gives this one another session each time,
 * if it hands them out in turn. It may do so by chance, so it is asked several times.
 */
async function keepsSession(client: Client, databaseUrl: string): Promise<boolean> {
  const other = new Client({ connectionString: databaseUrl, application_name: 'assent opening' });
  await other.connect();
  try {
    const mine = await sessionOf(client);
    for (let round = 0; round < SESSION_ROUNDS; round += 1) {
      if ((await sessionOf(client)) !== mine) return false;
      await other.query('BEGIN');
      // Not asked while the other has the session: where the pooler has only one, the answer would not come.
      const given = (await sessionOf(other)) === mine;
      const changed = given || (await sessionOf(client)) !== mine;
      await other.query('ROLLBACK');
      if (changed) return false;
    }
    return true;
  } finally {
    await other.end();
  }
}

async function passwordOf(varDir: string, role: string): Promise<string> {
  const path = join(varDir, 'secrets', passwordFile(role));
  return (await secretFile(path, async () => Buffer.from(randomBytes(24).toString('hex')))).toString();
}

interface OwnedDatabase {
  readonly ownerUrl: string;
  /** Stops the embedded server. A server that `DATABASE_URL` names is not stopped. */
  stop(): Promise<void>;
}

/** Opens the database that the configuration names, or the embedded one, without migrating it. */
export async function openAsOwner(config: Config): Promise<OwnedDatabase> {
  assertVerifiedServer(config);
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

const fingerprintsFor = ({ varDir }: Config, roles: Roles): Promise<Fingerprints> =>
  fingerprintsOf(
    varDir,
    LOGIN_ROLES.map((role) => roles[role]),
  );

/** @throws ForeignSecrets unless the secrets in ASSENT_VAR are those of the database */
export const assertSecretsFor = async (config: Config, client: Client, roles: Roles): Promise<void> =>
  assertOwnSecrets(client, await fingerprintsFor(config, roles), join(config.varDir, 'secrets'));

/** How a command opens the database. */
export interface Opening {
  /** Whether it brings an older database up to date. Without, such a one is refused. A new one is always set up. */
  readonly migrates?: boolean;
  /** Whether the secrets at hand take the place of those that the database knows. */
  readonly newSecrets?: boolean;
}

/**
 * Opens the database that the configuration names, or the embedded one. A new one is set up: secrets, roles, tables.
 * A database of another version or with other secrets is refused before anything in it or beside it changes.
 */
export async function openDatabase(config: Config, opening: Opening = {}): Promise<OpenDatabase> {
  const { ownerUrl, stop } = await openAsOwner(config);
  try {
    const roles = await rolesOf(ownerUrl);
    // One process at a time: of two that set up a new database, the second must find the secrets of the first.
    return await alone(ownerUrl, async (client) => ({
      ...(await setUp(config, client, { ownerUrl, roles }, opening)),
      ownerUrl,
      roles,
      stop,
    }));
  } catch (error) {
    await stop();
    throw error;
  }
}

async function setUp(
  config: Config,
  client: Client,
  { ownerUrl, roles }: Pick<OpenDatabase, 'ownerUrl' | 'roles'>,
  { migrates = false, newSecrets = false }: Opening,
): Promise<Omit<OpenDatabase, 'ownerUrl' | 'roles' | 'stop'>> {
  const { varDir } = config;
  const state = await stateOf(ownerUrl, roles);
  if (state === 'OUTDATED' && !migrates) throw new OutdatedDatabase();
  const lost = state === 'NEW' ? [] : await unprivilegedRoles(client, roles);
  if (lost.length > 0 && !migrates) throw new LostRoles(lost);
  if (!newSecrets) await assertSecretsFor(config, client, roles);
  const keys = await loadKeys(varDir);
  const passwords = await passwordsIn(varDir, roles);
  await ensureRoles(ownerUrl, roles, passwords);
  const migrated = await migrate(ownerUrl, roles, lost.length > 0);
  const changed = await rememberSecrets(client, await fingerprintsFor(config, roles));
  const { rows } = await client.query('SELECT id::text AS id FROM assent.deployment');
  return {
    keys,
    deployment: rows[0].id,
    urls: urlsOfRoles(ownerUrl, roles, passwords),
    migrated,
    replacedSecrets: newSecrets && state !== 'NEW' ? changed : [],
  };
}

/**
 * Sets an empty database up from tables that `fill` fills, with the secrets that are in ASSENT_VAR.
 * @param steps the migration steps that made those tables
 */
export async function openFilled(
  config: Config,
  steps: ReadonlySet<string>,
  fill: (client: Client) => Promise<void>,
): Promise<void> {
  const { ownerUrl, stop } = await openAsOwner(config);
  try {
    const roles = await rolesOf(ownerUrl);
    if ((await stateOf(ownerUrl, roles)) !== 'NEW')
      throw new Error('The database is not empty. Name an empty one in DATABASE_URL.');
    await alone(ownerUrl, async (client) => {
      await ensureRoles(ownerUrl, roles, await passwordsIn(config.varDir, roles));
      await migrateFilled(ownerUrl, roles, steps, fill);
      await assertSecretsFor(config, client, roles);
      await rememberSecrets(client, await fingerprintsFor(config, roles));
    });
  } finally {
    await stop();
  }
}

/** The database as its owner, for a command that changes neither roles nor tables. Makes no secrets. */
export async function openExisting(config: Config): Promise<OwnedDatabase & { readonly keys: Keys }> {
  const { ownerUrl, stop } = await openAsOwner(config);
  try {
    const roles = await rolesOf(ownerUrl);
    if ((await stateOf(ownerUrl, roles)) !== 'CURRENT') throw new OutdatedDatabase();
    await alone(ownerUrl, (client) => assertSecretsFor(config, client, roles));
    return { ownerUrl, stop, keys: await loadKeys(config.varDir) };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Runs work on a connection of the owner while no other process opens the database. */
async function alone<T>(ownerUrl: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: ownerUrl, application_name: 'assent opening' });
  await client.connect();
  try {
    await client.query("SELECT pg_advisory_lock(hashtext('assent opening'))");
    return await work(client);
  } finally {
    await client.end();
  }
}

/** Tells the database of a secret that was just made, so that no process goes on without it. */
export async function rememberNewSecrets(config: Config, ownerUrl: string): Promise<void> {
  const roles = await rolesOf(ownerUrl);
  await alone(ownerUrl, async (client) => rememberSecrets(client, await fingerprintsFor(config, roles)));
}

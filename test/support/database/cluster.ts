import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../../api/database/embedded.js';
import { migrate } from '../../../api/database/migrate.js';
import {
  ensureRoles,
  newRolePasswords,
  type RolePasswords,
  rolesNamed,
  urlsOfRoles,
} from '../../../api/database/roles.js';
import { fillCity } from '../../../examples/demo/people.js';
import type { Roles } from '../../../migrations/migrations.js';

/** What a test file needs to create its own databases. The global set-up passes it through the environment. */
export interface Cluster {
  readonly adminUrl: string;
  /** A migrated, empty template database. */
  readonly template: string;
  /** A migrated template database with a small city. */
  readonly cityTemplate: string;
  /** The directory with the secrets and generated files of that city. */
  readonly varDir: string;
  readonly roles: Roles;
  readonly passwords: RolePasswords;
}

export const ENVIRONMENT_NAME = 'ASSENT_TEST_CLUSTER';

export const withDatabase = (url: string, database: string): string => {
  const changed = new URL(url);
  changed.pathname = `/${database}`;
  return changed.href;
};

export async function query(url: string, sql: string, values: unknown[] = []) {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(sql, values)).rows;
  } finally {
    await client.end();
  }
}

export interface RunningCluster {
  readonly cluster: Cluster;
  /** The data directory of the embedded server; null for an external server. */
  readonly postgresDirectory: string | null;
  stop(): Promise<void>;
}

/** Nothing of a test run has to survive a crash of the machine, and the log of its changes stays short. */
const FAST = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  max_wal_size: '256MB',
};

/** A server for one test run: an embedded one, or the one at `DATABASE_URL` with databases of our own. */
export async function startCluster(
  databaseUrl: string | undefined,
  settings: Record<string, string> = FAST,
): Promise<RunningCluster> {
  const run = `assent_test_${process.pid}_${Date.now().toString(36)}`;
  const directory = mkdtempSync(join(tmpdir(), 'assent-test-'));
  // Readable for the user that runs PostgreSQL when the tests run as root, so its data is deleted with the rest.
  chmodSync(directory, 0o711);
  const embedded: EmbeddedPostgres | null = databaseUrl
    ? null
    : await startEmbeddedPostgres(join(directory, 'postgres'), {
        ...settings,
        max_connections: '300',
      });
  const adminUrl = databaseUrl ?? embedded!.url;
  const [{ user, superuser }] = (await query(
    adminUrl,
    'SELECT current_user AS user, rolsuper AS superuser FROM pg_roles WHERE rolname = current_user',
  )) as [{ user: string; superuser: boolean }];
  if (!superuser)
    throw new Error(
      'The tests look behind row-level security and end sessions: for them DATABASE_URL must name a superuser.',
    );
  const roles = rolesNamed(run, user);
  const passwords = newRolePasswords();
  const template = `${run}_template`;
  const cityTemplate = `${run}_city`;
  const varDir = join(directory, 'var');
  await query(adminUrl, `CREATE DATABASE "${template}"`);
  await ensureRoles(withDatabase(adminUrl, template), roles, passwords);
  await migrate(withDatabase(adminUrl, template), roles);
  const cluster: Cluster = { adminUrl, template, cityTemplate, varDir, roles, passwords };
  await query(adminUrl, `CREATE DATABASE "${cityTemplate}" TEMPLATE "${template}"`);
  await fillCity(urlsOf(cluster, cityTemplate), varDir);
  return {
    cluster,
    postgresDirectory: embedded && join(directory, 'postgres'),
    async stop() {
      if (embedded) await embedded.stop();
      else {
        for (const name of [template, cityTemplate])
          await query(adminUrl, `DROP DATABASE IF EXISTS "${name}" WITH (FORCE)`);
        await query(adminUrl, dropRoles(roles));
      }
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

export const urlsOf = (cluster: Cluster, database: string) => {
  const ownerUrl = withDatabase(cluster.adminUrl, database);
  const urls = urlsOfRoles(ownerUrl, cluster.roles, cluster.passwords);
  return { ownerUrl, importUrl: urls.import, urls };
};

/** SQL that drops the roles of a database that is gone. */
export const dropRoles = ({ owner: _, ...roles }: Roles): string =>
  `DROP ROLE IF EXISTS ${Object.values(roles)
    .map((name) => `"${name}"`)
    .join(', ')}`;

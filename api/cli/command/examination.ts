import { join } from 'node:path';
import { Client } from 'pg';
import { LIMITS } from '../../../consent/kernel/limits.js';
import { LOGIN_ROLES, type Roles } from '../../../migrations/migrations.js';
import type { Config } from '../../config.js';
import { stateOf } from '../../database/migrate.js';
import { assertSecretsFor, openAsOwner } from '../../database/open.js';
import { closePools, openPools } from '../../database/pool.js';
import { failingRoles } from '../../database/probe.js';
import { type RolePasswords, rolesOf, unprivilegedRoles, urlsOfRoles } from '../../database/roles.js';
import { createLogger } from '../../logger.js';
import { assertProduction } from '../../production.js';
import { passwordFile } from '../../secrets/fingerprints.js';
import { readSecretFile } from '../../secrets/secret-file.js';

/** One thing that was looked at; `fault` says what is wrong and what to do, null if nothing is. */
export interface Finding {
  readonly what: string;
  readonly fault: string | null;
}

const messageOf = (error: unknown): string =>
  error instanceof AggregateError ? error.errors.map(messageOf).join('; ') : (error as Error).message;

async function found(what: string, look: () => Promise<string | null> | string | null): Promise<Finding> {
  try {
    return { what, fault: await look() };
  } catch (error) {
    return { what, fault: messageOf(error) };
  }
}

/** Looks at everything that serving needs, and changes nothing. What can't be looked at any more is left out. */
export async function examine(config: Config): Promise<Finding[]> {
  const findings = [
    await found('settings', () => {
      if (config.production) assertProduction(config);
      return null;
    }),
  ];
  let database: Awaited<ReturnType<typeof openAsOwner>> | null = null;
  findings.push(
    await found('database', async () => {
      database = await openAsOwner(config);
      return null;
    }),
  );
  if (database === null) return findings;
  const { ownerUrl, stop } = database as Awaited<ReturnType<typeof openAsOwner>>;
  const client = new Client({ connectionString: ownerUrl, application_name: 'assent doctor' });
  try {
    await client.connect();
    return [...findings, ...(await examineDatabase(config, client, ownerUrl))];
  } finally {
    await client.end();
    await stop();
  }
}

async function examineDatabase(config: Config, client: Client, ownerUrl: string): Promise<Finding[]> {
  const roles = await rolesOf(ownerUrl);
  const findings = [
    await found('owner', () => ownerFault(client)),
    await found('migrations', () => stateFault(ownerUrl, roles)),
  ];
  if (findings.some(({ fault }) => fault !== null)) return findings;
  findings.push(
    await found('secrets', async () => {
      await assertSecretsFor(config, client, roles);
      return null;
    }),
    await found('roles', async () => {
      const lost = await unprivilegedRoles(client, roles);
      return lost.length === 0
        ? null
        : `${lost.join(', ')} are missing or may do nothing: run assent migrate`;
    }),
    await found('clocks', () => clockFault(client)),
  );
  if (findings.some(({ fault }) => fault !== null)) return findings;
  return [...findings, await found('statements of each role', () => trialFault(config, ownerUrl, roles))];
}

async function ownerFault(client: Client): Promise<string | null> {
  const { rows } = await client.query(
    `SELECT rolcreaterole OR rolsuper AS may, has_database_privilege(current_database(), 'CREATE') AS makes
     FROM pg_roles WHERE rolname = current_user`,
  );
  if (!rows[0].may) return 'the role of DATABASE_URL may not make roles: ALTER ROLE ... CREATEROLE';
  return rows[0].makes
    ? null
    : 'the role of DATABASE_URL may not make schemas: GRANT CREATE ON DATABASE ... TO ...';
}

async function stateFault(ownerUrl: string, roles: Roles): Promise<string | null> {
  const state = await stateOf(ownerUrl, roles);
  if (state === 'NEW')
    return 'the database is empty: assent migrate sets it up, assent restore restores a backup into it';
  return state === 'CURRENT'
    ? null
    : 'the database is of an earlier version: make a backup, stop what serves, run assent migrate';
}

async function clockFault(client: Client): Promise<string | null> {
  const before = Date.now();
  const { rows } = await client.query('SELECT extract(epoch FROM assent.now())::float8 AS now');
  const ahead = (before + Date.now()) / 2_000 - rows[0].now;
  return Math.abs(ahead) <= LIMITS.clockSkewSeconds
    ? null
    : `this host is ${Math.round(ahead)} seconds ahead of the database: set both clocks by NTP`;
}

/** Connects as each role that serves, and tries what it does then. */
async function trialFault(config: Config, ownerUrl: string, roles: Roles): Promise<string | null> {
  const passwords: [string, string][] = [];
  for (const role of LOGIN_ROLES) {
    const path = join(config.varDir, 'secrets', passwordFile(roles[role]));
    passwords.push([role, String(await readSecretFile(path))]);
  }
  const urls = urlsOfRoles(ownerUrl, roles, Object.fromEntries(passwords) as RolePasswords);
  const pools = openPools(urls, 2, createLogger({ logLevel: 'silent' }));
  try {
    const failing = await failingRoles(pools);
    return failing.length === 0
      ? null
      : `${failing.join(', ')} can't do what serving needs: run assent migrate`;
  } finally {
    await closePools(pools);
  }
}

import { randomBytes } from 'node:crypto';
import { Client } from 'pg';
import {
  isLoginRole,
  LOGIN_ROLES,
  type LoginRole,
  ROLE_NAMES,
  type Roles,
} from '../../migrations/migrations.js';

/** What each role needs to connect. Passwords are generated here and stored in files, never in the environment. */
export type RolePasswords = Readonly<Record<LoginRole, string>>;

export const newRolePasswords = (): RolePasswords =>
  Object.fromEntries(LOGIN_ROLES.map((role) => [role, randomBytes(24).toString('hex')])) as RolePasswords;

/** The names of the roles, with this stem as their beginning. */
export const rolesNamed = (stem: string, owner: string): Roles =>
  Object.fromEntries([['owner', owner], ...ROLE_NAMES.map((role) => [role, `${stem}_${role}`])]) as Roles;

/** Roles belong to the whole server, so their names contain the name of the database. */
export async function rolesOf(ownerUrl: string, prefix?: string): Promise<Roles> {
  const { database, user } = await identity(ownerUrl);
  const stem = prefix ?? (/^assent/.test(database) ? database : `assent_${database}`);
  return rolesNamed(stem, user);
}

async function identity(ownerUrl: string): Promise<{ database: string; user: string }> {
  const client = new Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    const { rows } = await client.query('SELECT current_database() AS database, current_user AS user');
    return rows[0];
  } finally {
    await client.end();
  }
}

/**
 * Roles that are missing on this server, or that may not even enter a schema of theirs: the database was restored without
 * them, and what they may do was lost.
 */
export async function unprivilegedRoles(client: Client, roles: Roles): Promise<string[]> {
  const { rows } = await client.query(
    `SELECT name FROM unnest($1::text[], $2::text[]) AS wanted (name, schema)
     LEFT JOIN pg_roles r ON r.rolname = name
     WHERE r.oid IS NULL OR NOT has_schema_privilege(r.oid, to_regnamespace(schema), 'USAGE')`,
    [
      ROLE_NAMES.map((role) => roles[role]),
      ROLE_NAMES.map((role) => (role === 'reader' || role === 'record' ? 'record' : 'assent')),
    ],
  );
  return rows.map(({ name }) => name);
}

/** Creates the roles that are missing and sets their passwords. A role can log in and has no other attribute. */
export async function ensureRoles(ownerUrl: string, roles: Roles, passwords: RolePasswords): Promise<void> {
  const client = new Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    // Two processes may start at once on one database.
    await client.query("SELECT pg_advisory_lock(hashtext('assent roles'))");
    for (const role of ROLE_NAMES) {
      const { rowCount } = await client.query('SELECT FROM pg_roles WHERE rolname = $1', [roles[role]]);
      const right = isLoginRole(role) ? `LOGIN PASSWORD ${client.escapeLiteral(passwords[role])}` : 'NOLOGIN';
      await client.query(
        `${rowCount ? 'ALTER' : 'CREATE'} ROLE ${client.escapeIdentifier(roles[role])} ${right}`,
      );
    }
  } finally {
    await client.end();
  }
}

/** The URL of the same server and database for another role. */
export function asRole(ownerUrl: string, role: string, password: string): string {
  const url = new URL(ownerUrl);
  url.username = encodeURIComponent(role);
  url.password = encodeURIComponent(password);
  return url.href;
}

/** The URL with which each role connects. */
export type RoleUrls = Readonly<Record<LoginRole, string>>;

/** The roles that a process serving the API holds, each on connections of its own. */
export type DatabaseUrls = Pick<RoleUrls, 'gate' | 'reader' | 'consent' | 'identity' | 'dispatch'> & {
  /** Not set if this process does not sequence the ledger. */
  readonly ledger?: string;
};

export const urlsOfRoles = (ownerUrl: string, roles: Roles, passwords: RolePasswords): RoleUrls =>
  Object.fromEntries(
    LOGIN_ROLES.map((role) => [role, asRole(ownerUrl, roles[role], passwords[role])]),
  ) as RoleUrls;

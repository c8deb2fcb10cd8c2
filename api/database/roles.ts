import { randomBytes } from 'node:crypto';
import { Client } from 'pg';
import type { Roles } from '../../migrations/migrations.js';

/** What each role needs to connect; passwords are made here and kept in files, never in the environment. */
export interface RolePasswords {
  readonly api: string;
  readonly import: string;
  readonly ledger: string;
}

export const newRolePasswords = (): RolePasswords => ({
  api: randomBytes(24).toString('hex'),
  import: randomBytes(24).toString('hex'),
  ledger: randomBytes(24).toString('hex'),
});

/** Roles belong to the whole server, so their names carry the database's. */
export async function rolesOf(ownerUrl: string, prefix?: string): Promise<Roles> {
  const { database, user } = await identity(ownerUrl);
  const stem = prefix ?? (/^assent/.test(database) ? database : `assent_${database}`);
  return { owner: user, api: `${stem}_api`, import: `${stem}_import`, ledger: `${stem}_ledger` };
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

/** Creates the roles that are missing and sets their passwords; they can log in and nothing else. */
export async function ensureRoles(ownerUrl: string, roles: Roles, passwords: RolePasswords): Promise<void> {
  const client = new Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    // Two processes may start at once on one database.
    await client.query("SELECT pg_advisory_lock(hashtext('assent roles'))");
    for (const [name, password] of [
      [roles.api, passwords.api],
      [roles.import, passwords.import],
      [roles.ledger, passwords.ledger],
    ] as const) {
      const role = client.escapeIdentifier(name);
      const { rowCount } = await client.query('SELECT FROM pg_roles WHERE rolname = $1', [name]);
      await client.query(
        `${rowCount ? 'ALTER' : 'CREATE'} ROLE ${role} LOGIN PASSWORD ${client.escapeLiteral(password)}`,
      );
    }
  } finally {
    await client.end();
  }
}

/** The same server and database, as another role. */
export function asRole(ownerUrl: string, role: string, password: string): string {
  const url = new URL(ownerUrl);
  url.username = encodeURIComponent(role);
  url.password = encodeURIComponent(password);
  return url.href;
}

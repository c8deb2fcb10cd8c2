import { randomBytes } from 'node:crypto';
import { rolesNamed } from '../../../api/database/roles.js';
import { dropRoles, query, withDatabase } from './cluster.js';
import { testCluster } from './database.js';

/** An empty database, for programs that create their own roles and run the migrations themselves. */
/** @param adminUrl of the server, if it is not that of the run */
export async function createBareDatabase(
  adminUrl = testCluster().adminUrl,
): Promise<{ url: string; drop(): Promise<void> }> {
  const name = `assent_bare_${randomBytes(6).toString('hex')}`;
  await query(adminUrl, `CREATE DATABASE "${name}"`);
  return {
    url: withDatabase(adminUrl, name),
    async drop() {
      await query(adminUrl, `DROP DATABASE "${name}" WITH (FORCE)`);
      await query(adminUrl, dropRoles(rolesNamed(name, '')));
    },
  };
}

import { randomBytes } from 'node:crypto';
import { Pool } from 'pg';
import type { RoleUrls } from '../../../api/database/roles.js';
import type { Roles } from '../../../migrations/migrations.js';
import { type Cluster, ENVIRONMENT_NAME, query, urlsOf } from './cluster.js';

export interface TestDatabase {
  readonly ownerUrl: string;
  readonly importUrl: string;
  readonly urls: RoleUrls;
  readonly roles: Roles;
  /** Where the keys of the platforms on this database are. */
  readonly varDir: string;
  /** Runs SQL as the owner, to whom every row is visible. */
  sql(text: string, values?: unknown[]): Promise<Record<string, any>[]>;
  /** Sets the database's clock forward by this many seconds, or back if negative. */
  advance(seconds: number): Promise<void>;
  drop(): Promise<void>;
}

export function testCluster(): Cluster {
  const cluster = JSON.parse(process.env[ENVIRONMENT_NAME] ?? 'null') as Cluster | null;
  if (!cluster)
    throw new Error('Run the tests with npm test: their database is started by the global set-up.');
  return cluster;
}

/** Creates a migrated database for one test file: empty, or with the small city. */
export async function createTestDatabase(
  content: 'EMPTY' | 'CITY' = 'EMPTY',
  cluster: Cluster = testCluster(),
): Promise<TestDatabase> {
  const template = content === 'CITY' ? cluster.cityTemplate : cluster.template;
  const name = `${cluster.template.replace(/_template$/, '')}_${randomBytes(4).toString('hex')}`;
  await query(cluster.adminUrl, `CREATE DATABASE "${name}" TEMPLATE "${template}"`);
  const urls = urlsOf(cluster, name);
  const owner = new Pool({ connectionString: urls.ownerUrl, max: 8, allowExitOnIdle: true });
  // A test may end every session of its database. The next statement opens another one.
  owner.on('error', () => undefined);
  let offset = 0;
  return {
    ...urls,
    roles: cluster.roles,
    varDir: cluster.varDir,
    sql: async (text, values = []) => (await owner.query(text, values)).rows,
    async advance(seconds) {
      offset += seconds;
      await owner.query(
        `CREATE OR REPLACE FUNCTION assent.now() RETURNS timestamptz LANGUAGE sql VOLATILE
         AS 'SELECT clock_timestamp() + interval ''${offset} seconds'''`,
      );
    },
    async drop() {
      await Promise.all([owner.end(), query(cluster.adminUrl, `DROP DATABASE "${name}" WITH (FORCE)`)]);
    },
  };
}

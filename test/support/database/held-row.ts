import { setTimeout as delay } from 'node:timers/promises';
import { Client } from 'pg';
import { query } from './cluster.js';
import { type TestDatabase, testCluster } from './database.js';

/** Locks one row, like a concurrent transaction, and returns the function that unlocks it. */
export const holdRow = (database: TestDatabase, table: 'consent_grant', id: string) =>
  hold(database, `SELECT FROM assent.${table} WHERE id = $1 FOR UPDATE`, [id]);

/** Locks a table against writes, and returns the function that unlocks it. */
export const holdTable = (database: TestDatabase, table: 'disclosure') =>
  hold(database, `LOCK TABLE assent.${table} IN SHARE MODE`);

async function hold(
  { ownerUrl }: TestDatabase,
  lock: string,
  values: unknown[] = [],
): Promise<() => Promise<void>> {
  const client = new Client({ connectionString: ownerUrl });
  await client.connect();
  await client.query('BEGIN');
  await client.query(lock, values);
  return () => client.end();
}

/** Resolves when a session waits for a lock; the test's own time limit ends it otherwise. */
export async function someoneWaits(database: TestDatabase): Promise<void> {
  for (;;) {
    const [row] = await database.sql(
      "SELECT count(*)::integer AS sessions FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'",
    );
    if (row!.sessions > 0) return;
    await delay(10);
  }
}

/** Makes the database unavailable: its sessions end, and new connections are refused until it is restored. */
export async function takeAway(database: TestDatabase): Promise<() => Promise<void>> {
  const { adminUrl } = testCluster();
  const name = new URL(database.ownerUrl).pathname.slice(1);
  const allow = (allowed: boolean) =>
    query(adminUrl, `ALTER DATABASE "${name}" ALLOW_CONNECTIONS ${allowed}`);
  await allow(false);
  await query(adminUrl, 'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1', [name]);
  return async () => void (await allow(true));
}

import { Client } from 'pg';
import { type Executor, executorOf } from '../../../consent/database/executor.js';

/**
 * Runs a command's work on a connection of its own.
 * @param url of the role that does it, the owner of the database as a rule
 * @param name under which the database shows the connection
 */
export async function onConnection<T>(
  url: string,
  name: string,
  work: (client: Client) => Promise<T>,
): Promise<T> {
  const client = new Client({ connectionString: url, application_name: name });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/**
 * Runs a command's work whole or not at all.
 * @param dryRun whether it is rolled back at its end
 */
export const inTransaction = <T>(
  url: string,
  name: string,
  work: (database: Executor, client: Client) => Promise<T>,
  dryRun = false,
): Promise<T> =>
  onConnection(url, name, async (client) => {
    await client.query('BEGIN');
    const done = await work(executorOf(client), client);
    await client.query(dryRun ? 'ROLLBACK' : 'COMMIT');
    return done;
  });

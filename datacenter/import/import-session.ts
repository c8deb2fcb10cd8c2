import { Client } from 'pg';
import { Lane } from './batch-writer.js';
import { KeyWindow } from './recent-keys.js';

/** One collects while the other writes; more than these don't pay on two cores. */
const LANES = 2;

/** What one import works with: connections, and the memory that each file uses again. */
export interface Session {
  /** Holds the lock, looks up and registers subjects. */
  readonly reader: Client;
  readonly lanes: readonly Lane[];
  readonly keys: KeyWindow;
  end(): Promise<void>;
}

/** @throws when another import is running */
export async function openSession(databaseUrl: string): Promise<Session> {
  const clients: Client[] = [];
  const end = async () => {
    for (const client of clients) await client.end();
  };
  try {
    for (let lane = 0; lane <= LANES; lane++) {
      const client = new Client({ connectionString: databaseUrl, application_name: 'assent import' });
      // A broken connection fails the statement under way, which tells; the event alone would end the process.
      client.on('error', () => undefined);
      await client.connect();
      clients.push(client);
      // Imports can be repeated: after a crash the last batches are simply imported again.
      await client.query(
        "SET synchronous_commit = off; SET temp_buffers = '16MB'; SET client_min_messages = warning",
      );
    }
    const [reader, ...writers] = clients;
    const { rows } = await reader!.query("SELECT pg_try_advisory_lock(hashtext('assent import')) AS alone");
    if (!rows[0].alone) throw new Error('Another import is running.');
    return { reader: reader!, lanes: writers.map((client) => new Lane(client)), keys: new KeyWindow(), end };
  } catch (error) {
    await end();
    throw error;
  }
}

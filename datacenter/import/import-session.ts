import { Client } from 'pg';
import { BatchWriter } from './batch-writer.js';
import { SeenKeys } from './seen-keys.js';

/** One writer buffers rows while the other one writes; a third brings nothing on two cores. */
const WRITERS = 2;

/** The connections of one import, and the memory that all its files share. */
export interface Session {
  /** This connection holds the lock, looks up subjects and registers them. */
  readonly reader: Client;
  readonly writers: readonly BatchWriter[];
  readonly keys: SeenKeys;
  /** The day of the platform's clock, YYYY-MM-DD. */
  readonly today: string;
  end(): Promise<void>;
}

/** @throws Error if another import is running */
export async function openSession(databaseUrl: string): Promise<Session> {
  const clients: Client[] = [];
  const end = async () => {
    for (const client of clients) await client.end();
  };
  try {
    for (let writer = 0; writer <= WRITERS; writer++) {
      const client = new Client({ connectionString: databaseUrl, application_name: 'assent import' });
      // A broken connection makes the running statement fail, which is reported. Without a listener the event itself
      // would end the process.
      client.on('error', () => undefined);
      await client.connect();
      clients.push(client);
      // Losing the last batches in a crash is acceptable: the import is repeated and writes them again.
      await client.query(
        "SET synchronous_commit = off; SET temp_buffers = '16MB'; SET client_min_messages = warning",
      );
    }
    const [reader, ...writers] = clients;
    const { rows } = await reader!.query(
      "SELECT pg_try_advisory_lock(hashtext('assent import')) AS alone, assent.today()::text AS today",
    );
    if (!rows[0].alone) throw new Error('Another import is running.');
    return {
      reader: reader!,
      writers: writers.map((client) => new BatchWriter(client)),
      keys: new SeenKeys(),
      today: rows[0].today,
      end,
    };
  } catch (error) {
    await end();
    throw error;
  }
}

import { Client } from 'pg';

declare module 'pg' {
  interface Client {
    ref(): void;
    unref(): void;
  }
}

const LOCK = "hashtext('assent embedded PostgreSQL')";

/**
 * Marks the server as used by this process, by a shared advisory lock of a session that stays open. The operating system
 * closes the session however the process ends, so a killed process is not counted. The last process stops the server.
 */
export class Usage {
  static async begin(url: string): Promise<Usage> {
    const client = new Client({ connectionString: url, application_name: 'assent usage' });
    // The session may end with the server. Then there is nothing to release.
    client.on('error', () => undefined);
    try {
      await client.connect();
      await client.query(`SELECT pg_advisory_lock_shared(${LOCK})`);
    } catch (error) {
      client.end().catch(() => undefined);
      throw error;
    }
    client.unref();
    return new Usage(client);
  }

  private constructor(private readonly client: Client) {}

  /** @returns whether this was the last process. Its lock is then exclusive, so no other can begin until the server stops. */
  async end(): Promise<boolean> {
    this.client.ref();
    const last = await this.isLast().catch(() => false); // The server has already stopped.
    if (last) this.client.unref();
    else await this.client.end().catch(() => undefined);
    return last;
  }

  private async isLast(): Promise<boolean> {
    await this.client.query(`SELECT pg_advisory_unlock_shared(${LOCK})`);
    const { rows } = await this.client.query(`SELECT pg_try_advisory_lock(${LOCK}) AS last`);
    return rows[0].last;
  }
}

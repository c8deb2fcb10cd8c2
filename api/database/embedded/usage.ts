import { Client } from 'pg';

declare module 'pg' {
  interface Client {
    ref(): void;
    unref(): void;
  }
}

const LOCK = "hashtext('assent embedded PostgreSQL')";

/**
 * Says that this process uses the server, for as long as a session lasts that the system closes however the
 * process ends. So several processes share one server, a killed one is never counted, and the last one out
 * stops it.
 */
export class Usage {
  static async begin(url: string): Promise<Usage> {
    const client = new Client({ connectionString: url, application_name: 'assent usage' });
    // The session may end with the server; then there is nothing left to say.
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

  /** @returns whether nobody else uses the server; until it has stopped nobody can begin to. */
  async end(): Promise<boolean> {
    this.client.ref();
    const last = await this.isLast().catch(() => false); // the server is gone already
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

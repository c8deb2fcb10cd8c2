import type { Pool, PoolClient } from 'pg';
import { unavailable } from '../kernel/refusal.js';
import { PipelinedQuery } from './pipelined-query.js';
import type { Rows, Statement } from './statement.js';

const IN_FLIGHT_MAX = 2;

/**
 * One pooled connection that carries several transactions in a row (pipelining). A transaction is sent while the database
 * still commits the one before it, so the database is not idle between them.
 */
export class Pipeline {
  private client: Promise<PoolClient> | null = null;
  private inFlight = 0;
  private broken = false;

  constructor(private readonly pool: Pool) {}

  /** Whether another transaction may be sent: none has failed, and at most one is under way that it would wait for. */
  get isOpen(): boolean {
    return !this.broken && this.inFlight < IN_FLIGHT_MAX;
  }

  /**
   * Sends statements in one round trip; PostgreSQL treats all of them as one transaction.
   * @returns the rows of each statement, once the transaction is durable
   * @throws Refusal UNAVAILABLE when the transaction is not known to be durable: then none of its rows may be disclosed
   */
  async run(statements: readonly Statement[]): Promise<Rows[]> {
    this.inFlight += 1;
    try {
      this.client ??= this.pool.connect();
      const client = await this.client;
      return await send(client, statements);
    } catch (cause) {
      this.broken = true;
      throw unavailable(cause);
    } finally {
      this.inFlight -= 1;
      if (this.inFlight === 0) this.release();
    }
  }

  private release(): void {
    const released = this.client;
    this.client = null;
    // After a failure the connection's state is unknown, so the pool destroys it instead of using it again.
    released?.then(
      (client) => client.release(this.broken),
      () => undefined,
    );
  }
}

const send = (client: PoolClient, statements: readonly Statement[]): Promise<Rows[]> =>
  new Promise((resolve, reject) => {
    new PipelinedQuery(statements, (error, results) => (error ? reject(error) : resolve(results))).sendOn(
      client,
    );
  });

/** Runs statements as one transaction, in one round trip and on a connection of its own. */
export const runPipelined = (pool: Pool, statements: readonly Statement[]): Promise<Rows[]> =>
  new Pipeline(pool).run(statements);

import type { Pool, PoolClient } from 'pg';
import { unavailable } from '../kernel/refusal.js';

/**
 * One pooled connection that carries several transactions in a row (pipelining). The next transaction is sent as soon
 * as the one before it has sent its COMMIT, without waiting for the answer, so the database is not idle between them.
 */
export class PipelinedConnection {
  private client: Promise<PoolClient> | null = null;
  private inFlight = 0;
  private broken = false;
  /** Whether the newest transaction has sent its last statement. */
  private allSent = true;

  constructor(private readonly pool: Pool) {}

  /** Whether another transaction may be sent: the one before it has sent everything, and none has failed. */
  get isOpen(): boolean {
    return this.allSent && !this.broken;
  }

  /**
   * @param transaction calls `end` when it has sent its last statement; the next transaction may be sent after that
   * @throws Refusal UNAVAILABLE when the transaction is not known to be durable
   */
  async run<T>(transaction: (client: PoolClient, end: () => void) => Promise<T>): Promise<T> {
    this.allSent = false;
    this.inFlight += 1;
    try {
      this.client ??= this.pool.connect();
      const client = await this.client;
      return await transaction(client, () => {
        this.allSent = true;
      });
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

import type { Pool, PoolClient } from 'pg';
import { unavailable } from '../kernel/refusal.js';

/**
 * A connection that transactions go over one behind the other: the next is sent as soon as the one ahead has nothing more
 * to say than COMMIT, so that the database need not wait for us between them.
 */
export class Line {
  private client: Promise<PoolClient> | null = null;
  private aboard = 0;
  private broken = false;
  private ended = true;

  constructor(private readonly pool: Pool) {}

  /** Whether the next may board: who is ahead has sent all it has to, and nothing has failed. */
  get isOpen(): boolean {
    return this.ended && !this.broken;
  }

  /**
   * @param transaction calls `end` once its last statement is sent; before that nobody can board behind it
   * @throws Refusal UNAVAILABLE when the transaction is not known to be durable
   */
  async board<T>(transaction: (client: PoolClient, end: () => void) => Promise<T>): Promise<T> {
    this.ended = false;
    this.aboard += 1;
    try {
      this.client ??= this.pool.connect();
      const client = await this.client;
      return await transaction(client, () => {
        this.ended = true;
      });
    } catch (cause) {
      this.broken = true;
      throw unavailable(cause);
    } finally {
      this.aboard -= 1;
      if (this.aboard === 0) this.leave();
    }
  }

  private leave(): void {
    const left = this.client;
    this.client = null;
    // Whatever state a connection is in on which something failed, nobody else should meet it.
    left?.then(
      (client) => client.release(this.broken),
      () => undefined,
    );
  }
}

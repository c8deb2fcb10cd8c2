import type { Executor } from '../database/executor.js';

/** At most so many within any so many seconds. */
export interface Limit {
  readonly most: number;
  readonly seconds: number;
}

/** Counts what may be had only so often, in the database and so for all processes, under keyed hashes. */
export class Quota {
  constructor(private readonly database: Executor) {}

  /** Takes one. @returns 0, or in how many seconds there is another. */
  consume(key: Buffer, limits: readonly Limit[]): Promise<number> {
    return this.count(key, limits, true);
  }

  /** The same without taking. */
  peek(key: Buffer, limits: readonly Limit[]): Promise<number> {
    return this.count(key, limits, false);
  }

  async refund(key: Buffer): Promise<void> {
    await this.database.query('SELECT assent.give_back_allowance($1)', [key]);
  }

  private async count(key: Buffer, limits: readonly Limit[], taking: boolean): Promise<number> {
    const [row] = await this.database.query(
      'SELECT assent.take_allowance($1, $2::int[], $3::int[], $4) AS wait_seconds',
      [key, limits.map(({ most }) => most), limits.map(({ seconds }) => seconds), taking],
    );
    return row!.wait_seconds as number;
  }
}

import type { Executor } from '../database/executor.js';

/** At most `most` within any `seconds` seconds. */
export interface Limit {
  readonly most: number;
  readonly seconds: number;
}

/** Counts uses against limits, in the database and so for all processes together. The keys are keyed hashes. */
export class Quota {
  constructor(private readonly database: Executor) {}

  /** Consumes one use. @returns 0, or the seconds until the next use is available */
  consume(key: Buffer, limits: readonly Limit[]): Promise<number> {
    return this.count(key, limits, true);
  }

  /** Returns the same without consuming a use. */
  peek(key: Buffer, limits: readonly Limit[]): Promise<number> {
    return this.count(key, limits, false);
  }

  /**
   * Takes one of many in a window that begins anew, as for a whole city: this costs the same however many there are.
   * @returns 0, or the seconds until the window begins anew
   */
  async spend(key: Buffer, most: number, seconds: number): Promise<number> {
    const [row] = await this.database.query('SELECT assent.take_budget($1, $2, $3) AS wait_seconds', [
      key,
      most,
      seconds,
    ]);
    return row!.wait_seconds as number;
  }

  async refund(key: Buffer): Promise<void> {
    await this.database.query('SELECT assent.give_back_quota($1)', [key]);
  }

  private async count(key: Buffer, limits: readonly Limit[], taking: boolean): Promise<number> {
    const [row] = await this.database.query(
      'SELECT assent.take_quota($1, $2::int[], $3::int[], $4) AS wait_seconds',
      [key, limits.map(({ most }) => most), limits.map(({ seconds }) => seconds), taking],
    );
    return row!.wait_seconds as number;
  }
}

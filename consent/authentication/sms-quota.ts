import type { Executor } from '../executor.js';
import { Refusal } from '../refusal.js';

/** How many messages one person and one mobile may get, counted in the database for all processes. */
export class SmsQuota {
  constructor(
    private readonly database: Executor,
    private readonly limit: { readonly messages: number; readonly periodSeconds: number },
  ) {}

  /** @throws Refusal RATE_LIMITED when the quota under this key is used up. */
  async take(key: Buffer): Promise<void> {
    const [row] = await this.database.query(
      'SELECT assent.take_sms($1, $2, make_interval(secs => $3)) AS wait_seconds',
      [key, this.limit.messages, this.limit.periodSeconds],
    );
    const retryAfterSeconds = row!.wait_seconds as number;
    if (retryAfterSeconds > 0)
      throw new Refusal('RATE_LIMITED', 'Too many messages were sent. Wait before asking for another.', {
        retryAfterSeconds,
      });
  }
}

import { setTimeout as delay } from 'node:timers/promises';
import { LRUCache } from 'lru-cache';
import type { Pool } from 'pg';
import { runPipelined } from '../database/pipeline.js';
import type { Refusal } from '../kernel/refusal.js';

const MINUTE_MS = 60_000;
/** After this many identical refusals within a minute, further refusals of that grant are delayed. */
const THROTTLE_AFTER = 1_000;
const THROTTLE_DELAY_MS = 2;

interface Tally {
  readonly recordedAt: Date;
  repeated: number;
}

/**
 * Records refusals in the ledger, before they are answered. An identical refusal within a minute is only counted, and
 * the count goes into the next entry. So a client that provokes refusals can't fill the disk or keep others waiting.
 */
export class RefusalRecorder {
  private readonly tallies = new LRUCache<string, Tally>({ max: 50_000 });

  private readonly throttled = new LRUCache<string, true>({ max: 10_000, ttl: MINUTE_MS });

  constructor(private readonly pool: Pool) {}

  /** Whether refusals of this grant are being delayed, because a client keeps provoking them. */
  isThrottled(grantId: string): boolean {
    return this.throttled.has(grantId);
  }

  /** @param now the database's time */
  async record(grantId: string, refusal: Refusal, items: readonly string[], now: Date): Promise<void> {
    const key = `${grantId} ${refusal.code}`;
    const tally = this.tallies.get(key);
    if (tally && now.getTime() - tally.recordedAt.getTime() < MINUTE_MS) {
      tally.repeated += 1;
      if (tally.repeated > THROTTLE_AFTER) await this.throttle(grantId);
      return;
    }
    this.tallies.set(key, { recordedAt: now, repeated: 0 });
    await runPipelined(this.pool, [
      {
        name: 'record_refusal',
        text: 'SELECT assent.record_refusal($1, $2, $3, $4)',
        values: [grantId, refusal.code, JSON.stringify(items), tally?.repeated ?? 0],
      },
    ]);
  }

  private async throttle(grantId: string): Promise<void> {
    this.throttled.set(grantId, true);
    await delay(THROTTLE_DELAY_MS);
  }
}

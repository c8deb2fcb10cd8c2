import { setTimeout as delay } from 'node:timers/promises';
import { LRUCache } from 'lru-cache';
import type { Pool } from 'pg';
import { inOneRoundTrip } from '../database/pipelined-transaction.js';
import type { Refusal } from '../kernel/refusal.js';

const MINUTE_MS = 60_000;
/** Who goes on after so many identical refusals within a minute hears the next ones more slowly, of this grant alone. */
const PATIENT_REFUSALS = 1_000;
const PACE_MS = 2;

interface Tally {
  readonly recordedAt: Date;
  repeated: number;
}

/**
 * A refusal is evidence too: it is recorded before it is told. An identical one within a minute is only counted,
 * and the count goes into the next entry, so that collecting refusals fills no disk and keeps nobody waiting.
 */
export class RecordedRefusals {
  private readonly tallies = new LRUCache<string, Tally>({ max: 50_000 });

  private readonly hammered = new LRUCache<string, true>({ max: 10_000, ttl: MINUTE_MS });

  constructor(private readonly pool: Pool) {}

  /** Whether somebody goes on and on asking what is refused. */
  isHammered(grantId: string): boolean {
    return this.hammered.has(grantId);
  }

  /** @param now the database's time */
  async record(grantId: string, refusal: Refusal, items: readonly string[], now: Date): Promise<void> {
    const key = `${grantId} ${refusal.code}`;
    const tally = this.tallies.get(key);
    if (tally && now.getTime() - tally.recordedAt.getTime() < MINUTE_MS) {
      tally.repeated += 1;
      if (tally.repeated > PATIENT_REFUSALS) await this.pace(grantId);
      return;
    }
    this.tallies.set(key, { recordedAt: now, repeated: 0 });
    await inOneRoundTrip(this.pool, [
      {
        name: 'record_refusal',
        text: 'SELECT assent.record_refusal($1, $2, $3, $4)',
        values: [grantId, refusal.code, JSON.stringify(items), tally?.repeated ?? 0],
      },
    ]);
  }

  private async pace(grantId: string): Promise<void> {
    this.hammered.set(grantId, true);
    await delay(PACE_MS);
  }
}

import { LRUCache } from 'lru-cache';
import type { Pool } from 'pg';
import { inOneRoundTrip } from './pipeline.js';
import type { Refusal } from './refusal.js';

const MINUTE_MS = 60_000;

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

  constructor(private readonly pool: Pool) {}

  /** @param now the database's time */
  async record(grantId: string, refusal: Refusal, items: readonly string[], now: Date): Promise<void> {
    const key = `${grantId} ${refusal.code}`;
    const tally = this.tallies.get(key);
    if (tally && now.getTime() - tally.recordedAt.getTime() < MINUTE_MS) {
      tally.repeated += 1;
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
}

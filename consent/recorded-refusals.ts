import { LRUCache } from 'lru-cache';
import type { Pool } from 'pg';
import { inOneRoundTrip } from './pipeline.js';
import type { Refusal } from './refusal.js';

const MINUTE_MS = 60_000;

interface Tally {
  readonly since: number;
  repeated: number;
}

/**
 * A refusal is evidence too: it is recorded before it is told. An identical one within a minute is only counted,
 * and the count goes into the next entry, so that collecting refusals fills no disk and keeps nobody waiting.
 */
export class RecordedRefusals {
  private readonly tallies = new LRUCache<string, Tally>({ max: 50_000 });

  constructor(private readonly pool: Pool) {}

  async record(grantId: string, refusal: Refusal, items: readonly string[]): Promise<void> {
    const key = `${grantId} ${refusal.code}`;
    const now = performance.now();
    const tally = this.tallies.get(key);
    if (tally && now - tally.since < MINUTE_MS) {
      tally.repeated += 1;
      return;
    }
    this.tallies.set(key, { since: now, repeated: 0 });
    await inOneRoundTrip(this.pool, [
      {
        name: 'record_refusal',
        text: 'SELECT assent.record_refusal($1, $2, $3, $4)',
        values: [grantId, refusal.code, JSON.stringify(items), tally?.repeated ?? 0],
      },
    ]);
  }
}

import { unavailable } from '../../consent/kernel/refusal.js';

/**
 * Refuses a DPoP proof that this process has accepted before (RFC 9449, 11.1). The cache is in memory and costs no
 * query. Another process would accept the proof once more, but a repeated redemption takes effect once: its
 * idempotency key is unique in the database. The proof does not cover the body; TLS protects it.
 *
 * Entries are kept in two generations instead of with a time each: an entry is dropped after one to two windows.
 */
export class DpopReplayCache {
  private current = new Set<string>();
  private previous = new Set<string>();
  private startedSeconds = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly windowSeconds: number,
    private readonly entriesMax = 1_000_000,
  ) {}

  /** True the first time. @throws Refusal UNAVAILABLE when the cache is full: dropping entries would admit replays. */
  firstUse(id: string, nowSeconds: number): boolean {
    this.rotate(nowSeconds);
    if (this.current.has(id) || this.previous.has(id)) return false;
    if (this.current.size >= this.entriesMax) throw unavailable(new Error('Too many proofs in one window.'));
    this.current.add(id);
    return true;
  }

  private rotate(nowSeconds: number): void {
    const ageSeconds = nowSeconds - this.startedSeconds;
    if (ageSeconds < this.windowSeconds) return;
    this.previous = ageSeconds < 2 * this.windowSeconds ? this.current : new Set();
    this.current = new Set();
    this.startedSeconds = nowSeconds;
  }
}

import { unavailable } from '../../consent/kernel/refusal.js';

/**
 * Remembers the proofs of one acceptance window, in this process alone. That is enough before the database is
 * touched: it stops the cheap replay at no cost to the honest. A proof replayed at another process of the
 * platform gets as far as the idempotency key, which is unique in the database: the same redemption has one
 * effect wherever it arrives. What TLS protects, the proof does not replace; it never covered the body.
 *
 * Two generations instead of a time for each entry: an entry is forgotten after one to two windows.
 */
export class ProofReplays {
  private current = new Set<string>();
  private previous = new Set<string>();
  private startedSeconds = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly windowSeconds: number,
    private readonly most = 1_000_000,
  ) {}

  /** True the first time. @throws Refusal UNAVAILABLE when memory is full: forgetting would let replays in. */
  first(id: string, nowSeconds: number): boolean {
    this.turn(nowSeconds);
    if (this.current.has(id) || this.previous.has(id)) return false;
    if (this.current.size >= this.most) throw unavailable(new Error('Too many proofs in one window.'));
    this.current.add(id);
    return true;
  }

  private turn(nowSeconds: number): void {
    const ageSeconds = nowSeconds - this.startedSeconds;
    if (ageSeconds < this.windowSeconds) return;
    this.previous = ageSeconds < 2 * this.windowSeconds ? this.current : new Set();
    this.current = new Set();
    this.startedSeconds = nowSeconds;
  }
}

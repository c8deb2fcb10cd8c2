import { unavailable } from '../kernel/refusal.js';

interface Submitted<Item, Outcome> {
  readonly item: Item;
  readonly resolve: (outcome: Outcome) => void;
  readonly reject: (reason: unknown) => void;
  readonly timer: NodeJS.Timeout;
}

type Batch<Item, Outcome> = readonly Submitted<Item, Outcome>[];

/** A batch that takes longer than this no longer holds back the next one. */
const SLOW_BATCH_MS = 25;

/**
 * Collects items that are submitted while a batch runs, and processes them together in the next batch. An item that
 * is submitted while nothing runs starts a batch of its own at once. So an idle system adds no delay, and batches grow
 * with the load.
 */
export class Batcher<Item, Outcome> {
  private readonly queue: Submitted<Item, Outcome>[] = [];
  private running = 0;
  /** The batch that must pass before the next one starts. */
  private current: Batch<Item, Outcome> | null = null;

  /**
   * @param process resolves to one outcome for each item, in the order of the items; if it rejects, every item of the
   *   batch is rejected. It may call `startNext` before it resolves, to let the next batch start
   * @param batchSizeMax items in one batch; in a larger batch the items would wait for each other longer than they save
   * @param batchesMax batches that run at the same time, when they are slow
   */
  constructor(
    private readonly process: (items: readonly Item[], startNext: () => void) => Promise<readonly Outcome[]>,
    private readonly batchSizeMax: number,
    private readonly batchesMax: number,
  ) {}

  /**
   * @param deadline latest time at which the item's batch may start, by `performance.now()`
   * @throws Refusal UNAVAILABLE when no batch took the item in time; and whatever `process` throws
   */
  submit(item: Item, deadline: number): Promise<Outcome> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.queue.splice(this.queue.indexOf(submitted), 1);
        reject(unavailable(new Error('No batch has started in time.')));
      }, deadline - performance.now());
      const submitted = { item, resolve, reject, timer };
      this.queue.push(submitted);
      this.startBatch();
    });
  }

  private startBatch(): void {
    if (this.current || this.queue.length === 0 || this.running >= this.batchesMax) return;
    const batch = this.queue.splice(0, this.batchSizeMax);
    for (const { timer } of batch) clearTimeout(timer);
    this.current = batch;
    this.running += 1;
    const startNext = () => {
      if (this.current === batch) this.current = null;
      this.startBatch();
    };
    void this.run(batch, startNext);
  }

  private async run(batch: Batch<Item, Outcome>, startNext: () => void): Promise<void> {
    const slow = setTimeout(startNext, SLOW_BATCH_MS);
    const settle = await this.outcomesOf(batch, startNext);
    clearTimeout(slow);
    this.running -= 1;
    startNext();
    // The callers build their answers when they are settled, which takes a while: the next batch is sent before that.
    setImmediate(settle);
  }

  /** @returns what settles the promises of the batch */
  private async outcomesOf(batch: Batch<Item, Outcome>, startNext: () => void): Promise<() => void> {
    try {
      const items = batch.map(({ item }) => item);
      const outcomes = await this.process(items, startNext);
      return () => {
        for (const [index, { resolve }] of batch.entries()) resolve(outcomes[index]!);
      };
    } catch (error) {
      return () => {
        for (const { reject } of batch) reject(error);
      };
    }
  }
}

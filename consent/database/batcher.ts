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

export interface BatcherOptions {
  /** Items in one batch; in a larger batch the items would wait for each other longer than they save. */
  readonly batchSizeMax: number;
  /** Batches that run at the same time, when they are slow. */
  readonly batchesMax: number;
  /** Batches that run at the same time, when they are fast and full; 1 unless said otherwise. */
  readonly atOnce?: number;
  /** Whether items that are submitted in one turn of the event loop make one batch. */
  readonly gather?: boolean;
}

/**
 * Collects items that are submitted while a batch runs, and processes them together in the next batch. Items that are
 * submitted while nothing runs start a batch at once, or at the end of the turn of the event loop. So an idle system adds
 * no delay, and batches grow with the load. Beside a batch that runs, only a full one starts: a small one would gain less
 * by starting early than it loses by being small.
 */
export class Batcher<Item, Outcome> {
  private readonly queue: Submitted<Item, Outcome>[] = [];
  private running = 0;
  /** The batches that hold back the next one. */
  private readonly current = new Set<Batch<Item, Outcome>>();
  private isGathering = false;

  /**
   * @param process resolves to one outcome for each item, in the order of the items; if it rejects, every item of the
   *   batch is rejected
   */
  constructor(
    private readonly process: (items: readonly Item[]) => Promise<readonly Outcome[]>,
    private readonly options: BatcherOptions,
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
      if (this.options.gather) this.gather();
      else this.startBatch();
    });
  }

  private gather(): void {
    if (this.isGathering) return;
    this.isGathering = true;
    setImmediate(() => {
      this.isGathering = false;
      this.startBatch();
    });
  }

  private startBatch(): void {
    const { batchSizeMax, batchesMax, atOnce = 1 } = this.options;
    const besides = this.queue.length < batchSizeMax ? 1 : atOnce;
    if (this.current.size >= besides || this.queue.length === 0 || this.running >= batchesMax) return;
    const batch = this.queue.splice(0, batchSizeMax);
    for (const { timer } of batch) clearTimeout(timer);
    this.current.add(batch);
    this.running += 1;
    const startNext = () => {
      this.current.delete(batch);
      this.startBatch();
    };
    void this.run(batch, startNext);
  }

  private async run(batch: Batch<Item, Outcome>, startNext: () => void): Promise<void> {
    const slow = setTimeout(startNext, SLOW_BATCH_MS);
    const settle = await this.outcomesOf(batch);
    clearTimeout(slow);
    this.running -= 1;
    startNext();
    // The callers build their answers when they are settled, which takes a while: the next batch is sent before that.
    setImmediate(settle);
  }

  /** @returns what settles the promises of the batch */
  private async outcomesOf(batch: Batch<Item, Outcome>): Promise<() => void> {
    try {
      const items = batch.map(({ item }) => item);
      const outcomes = await this.process(items);
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

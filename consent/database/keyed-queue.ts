import type { Refusal } from '../kernel/refusal.js';

interface Queue {
  /** Each starts its work and returns true, or returns false because its deadline has passed. */
  readonly waiting: (() => boolean)[];
}

/**
 * Runs work one at a time for each key, in this process. Redemptions of one grant would otherwise wait for each other
 * on the grant's row, and each would hold a database connection meanwhile. In this queue they wait without a
 * connection, so a client that floods one grant can't exhaust the pool for the others.
 */
export class KeyedQueue {
  private readonly queues = new Map<string, Queue>();

  /**
   * @param deadline latest time at which the work may start, by `performance.now()`
   * @param onTimeout makes the refusal that is thrown after the deadline
   */
  async run<T>(key: string, deadline: number, work: () => Promise<T>, onTimeout: () => Refusal): Promise<T> {
    await this.enter(key, deadline, onTimeout);
    try {
      return await work();
    } finally {
      this.startNext(key);
    }
  }

  private enter(key: string, deadline: number, onTimeout: () => Refusal): Promise<void> | void {
    const queue = this.queues.get(key);
    if (!queue) {
      this.queues.set(key, { waiting: [] });
      return;
    }
    return new Promise((resolve, reject) => {
      const start = () => {
        clearTimeout(timer);
        const inTime = performance.now() < deadline;
        if (inTime) resolve();
        else reject(onTimeout());
        return inTime;
      };
      const timer = setTimeout(() => {
        queue.waiting.splice(queue.waiting.indexOf(start), 1);
        reject(onTimeout());
      }, deadline - performance.now());
      queue.waiting.push(start);
    });
  }

  private startNext(key: string): void {
    const { waiting } = this.queues.get(key)!;
    for (let start = waiting.shift(); start; start = waiting.shift()) if (start()) return;
    this.queues.delete(key);
  }
}

import type { Refusal } from '../kernel/refusal.js';

interface Lane {
  /** Each takes its turn, or says no: too late. */
  readonly waiting: (() => boolean)[];
}

/**
 * One at a time per grant, in this process. Redemptions of one grant would wait for each other on its row in any
 * case, each holding a connection; waiting here instead, whoever hammers one grant holds one connection and
 * leaves the others to everybody else.
 */
export class Lanes {
  private readonly lanes = new Map<string, Lane>();

  /**
   * @param deadline when to wait no longer, by `performance.now()`
   * @param crowded what is told to who waited in vain
   */
  async run<T>(key: string, deadline: number, work: () => Promise<T>, crowded: () => Refusal): Promise<T> {
    await this.enter(key, deadline, crowded);
    try {
      return await work();
    } finally {
      this.leave(key);
    }
  }

  private enter(key: string, deadline: number, crowded: () => Refusal): Promise<void> | void {
    const lane = this.lanes.get(key);
    if (!lane) {
      this.lanes.set(key, { waiting: [] });
      return;
    }
    return new Promise((resolve, reject) => {
      const turn = () => {
        clearTimeout(timer);
        const inTime = performance.now() < deadline;
        if (inTime) resolve();
        else reject(crowded());
        return inTime;
      };
      const timer = setTimeout(() => {
        lane.waiting.splice(lane.waiting.indexOf(turn), 1);
        reject(crowded());
      }, deadline - performance.now());
      lane.waiting.push(turn);
    });
  }

  private leave(key: string): void {
    const lane = this.lanes.get(key)!;
    for (let next = lane.waiting.shift(); next; next = lane.waiting.shift()) if (next()) return;
    this.lanes.delete(key);
  }
}

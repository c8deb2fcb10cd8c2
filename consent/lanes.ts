import type { Refusal } from './refusal.js';

interface Lane {
  readonly waiting: (() => void)[];
}

/**
 * One at a time per grant, in this process. Redemptions of one grant would wait for each other on its row in any
 * case, each holding a connection; waiting here instead, whoever hammers one grant holds one connection and
 * leaves the others to everybody else.
 */
export class Lanes {
  private readonly lanes = new Map<string, Lane>();

  /** @param patienceMs how long to wait for a turn */
  constructor(private readonly patienceMs: number) {}

  /** @param crowded what is told to who waited in vain */
  async run<T>(key: string, work: () => Promise<T>, crowded: () => Refusal): Promise<T> {
    await this.enter(key, crowded);
    try {
      return await work();
    } finally {
      this.leave(key);
    }
  }

  private enter(key: string, crowded: () => Refusal): Promise<void> | void {
    const lane = this.lanes.get(key);
    if (!lane) {
      this.lanes.set(key, { waiting: [] });
      return;
    }
    return new Promise((resolve, reject) => {
      const turn = () => {
        clearTimeout(timer);
        resolve();
      };
      const timer = setTimeout(() => {
        lane.waiting.splice(lane.waiting.indexOf(turn), 1);
        reject(crowded());
      }, this.patienceMs);
      lane.waiting.push(turn);
    });
  }

  private leave(key: string): void {
    const lane = this.lanes.get(key)!;
    const next = lane.waiting.shift();
    if (next) next();
    else this.lanes.delete(key);
  }
}

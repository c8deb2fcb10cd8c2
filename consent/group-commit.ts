import type { Pool } from 'pg';
import { allThenRecorded, type Part } from './pipeline.js';
import { unavailable } from './refusal.js';

/** How many share a transaction at most: more would wait longer for each other than they save. */
const MOST_TOGETHER = 16;
/** A group that takes longer is no reason for those behind it to wait. */
const LONG_MS = 25;

interface Member {
  readonly part: Part<unknown>;
  readonly resolve: (outcome: unknown) => void;
  readonly overdue: NodeJS.Timeout;
}

/**
 * Group commit: small transactions of one moment are sent as one, and become durable with one flush. Who comes while
 * none is under way goes at once; who comes meanwhile goes with the next, together with all who came. To begin and end a
 * transaction costs more than a redemption does within it (docs/speed.md).
 *
 * Whoever joins must not wait for anybody's lock, for all would wait with it; and what fails with one fails with all.
 */
export class GroupCommit {
  private readonly waiting: Member[] = [];
  private underWay = 0;
  /** Whom the others wait for. */
  private newest: readonly Member[] | null = null;

  /** @param most groups at once, when they take long */
  constructor(
    private readonly pool: Pool,
    private readonly most: number,
  ) {}

  /**
   * @param deadline when to wait no longer for the group to leave, by `performance.now()`
   * @returns null when the group failed: nothing of the part may be released, and who wants to may go alone
   * @throws Refusal UNAVAILABLE
   */
  join<T>(part: Part<T>, deadline: number): Promise<T | null> {
    return new Promise((resolve, reject) => {
      const overdue = setTimeout(() => {
        this.waiting.splice(this.waiting.indexOf(member), 1);
        reject(unavailable(new Error('No group has left in time.')));
      }, deadline - performance.now());
      const member: Member = { part, resolve: resolve as Member['resolve'], overdue };
      this.waiting.push(member);
      this.leave();
    });
  }

  private leave(): void {
    if (this.newest || this.waiting.length === 0 || this.underWay >= this.most) return;
    const group = this.waiting.splice(0, MOST_TOGETHER);
    const pass = () => {
      if (this.newest === group) this.newest = null;
      this.leave();
    };
    this.newest = group;
    this.underWay += 1;
    const long = setTimeout(pass, LONG_MS);
    void this.commit(group).then(() => {
      clearTimeout(long);
      this.underWay -= 1;
      pass();
    });
  }

  private async commit(group: readonly Member[]): Promise<void> {
    for (const { overdue } of group) clearTimeout(overdue);
    const parts = group.map(({ part }) => part);
    const outcomes = await allThenRecorded(this.pool, parts).catch(() => null);
    for (const [index, { resolve }] of group.entries()) resolve(outcomes && outcomes[index]);
  }
}

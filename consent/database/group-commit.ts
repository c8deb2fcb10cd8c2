import type { Pool } from 'pg';
import { LIMITS } from '../kernel/limits.js';
import { Batcher } from './batcher.js';
import { Pipeline, runPipelined } from './pipeline.js';
import type { Row, Rows, Statement } from './statement.js';

const BATCH_SIZE_MAX = 16;
/** While the database commits one group, the next one runs, if it is full: a group costs as much to begin and commit as eight redemptions. */
const GROUPS_AT_ONCE = 2;

/** What is recorded late, with whatever is committed next. */
export interface Passengers {
  /** The statement that records what waits, or null if nothing does; `settled` says whether it became durable. */
  board(): { readonly statement: Statement; settled(durable: boolean): void } | null;
}

/** How the items of a group become statements, each of which returns a row for every item that it stands for, in their order. */
type Together<Item> = (group: readonly Item[]) => readonly Statement[];

/**
 * Group commit: sends several statements as one transaction, which becomes durable with one flush to disk. Beginning and
 * committing a transaction costs more than a redemption does within it, and a connection that stays busy works twice as
 * fast as one that has gone idle (bench/README.md).
 *
 * A statement must not wait for a lock, because every other one of its group would wait with it. If one fails, the whole
 * group fails.
 */
export class GroupCommit<Item = Statement> {
  private readonly batcher: Batcher<Item, Row | null>;
  private pipeline: Pipeline;

  /**
   * @param groupsMax groups that are in flight at the same time, when they are slow
   * @param together unless each item is a statement
   */
  constructor(
    private readonly pool: Pool,
    private readonly passengers: Passengers,
    groupsMax: number,
    private readonly together: Together<Item> = (group) => group as readonly Statement[],
  ) {
    this.pipeline = new Pipeline(pool);
    this.batcher = new Batcher((group) => this.commit(group), {
      batchSizeMax: BATCH_SIZE_MAX,
      batchesMax: groupsMax,
      atOnce: GROUPS_AT_ONCE,
      gather: true,
    });
  }

  /**
   * @param deadline latest time at which the group may start, by `performance.now()`
   * @returns the item's row once it is durable; null when the group failed: then nothing of it may be
   *   disclosed, and the caller may try again alone
   * @throws Refusal UNAVAILABLE
   */
  submit(item: Item, deadline: number): Promise<Row | null> {
    return this.batcher.submit(item, deadline);
  }

  /** Commits one statement in a transaction and on a connection of its own, where it may wait for a lock. */
  async alone(statement: Statement, deadline: number): Promise<Row> {
    const limit = lockLimit(deadline);
    const rows = await runPipelined(this.pool, [...limit, statement]);
    return rows[limit.length]![0]!;
  }

  private async commit(group: readonly Item[]): Promise<readonly (Row | null)[]> {
    if (!this.pipeline.isOpen) this.pipeline = new Pipeline(this.pool);
    const boarded = this.passengers.board();
    const late = boarded ? [boarded.statement] : [];
    try {
      const statements = this.together(group);
      const results: Rows[] = await this.pipeline.run([...statements, ...late]);
      boarded?.settled(true);
      return results.slice(0, statements.length).flat();
    } catch {
      boarded?.settled(false);
      return group.map(() => null);
    }
  }
}

/**
 * A lock timeout that ends at the deadline. The connection's own lock timeout is `waitTimeoutMs`; while at least half of
 * that is left it is good enough, and the extra statement is saved.
 */
function lockLimit(deadline: number): readonly Statement[] {
  const left = deadline - performance.now();
  if (left >= LIMITS.waitTimeoutMs / 2) return [];
  // A timeout of 0 would mean no timeout. One millisecond is enough to take a lock that is free.
  const milliseconds = Math.max(1, Math.floor(left));
  return [
    { name: 'lock_timeout', text: "SELECT set_config('lock_timeout', $1, true)", values: [milliseconds] },
  ];
}

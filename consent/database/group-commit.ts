import type { Pool } from 'pg';
import { Gathering } from './batcher.js';
import { Line } from './pipelined-connection.js';
import { type Part, type Recording, thenRecordedOn } from './pipelined-transaction.js';

const MOST_TOGETHER = 16;

/**
 * Group commit: small transactions of one moment are sent as one, and become durable with one flush. To begin and end a
 * transaction costs more than a redemption does within it, and a connection that goes on works twice as fast as one that
 * has slept (bench/README.md).
 *
 * Whoever joins must not wait for anybody's lock, for all would wait with it; and what fails with one fails with all.
 */
export class GroupCommit<Record> {
  private readonly gathering: Gathering<Part<unknown, Record>, unknown>;
  private line: Line;

  /** @param most groups at once, when they take long */
  constructor(
    private readonly pool: Pool,
    private readonly recording: Recording<Record>,
    most: number,
  ) {
    this.line = new Line(pool);
    this.gathering = new Gathering((parts, next) => this.commit(parts, next), MOST_TOGETHER, most);
  }

  /**
   * @param deadline when to wait no longer for the group to leave, by `performance.now()`
   * @returns null when the group failed: nothing of the part may be released, and who wants to may go alone
   * @throws Refusal UNAVAILABLE
   */
  join<T>(part: Part<T, Record>, deadline: number): Promise<T | null> {
    return this.gathering.join(part, deadline) as Promise<T | null>;
  }

  /** @param next lets the next group begin: its transaction is sent while the database still commits this one */
  private commit(
    parts: readonly Part<unknown, Record>[],
    next: () => void,
  ): Promise<readonly (unknown | null)[]> {
    if (!this.line.isOpen) this.line = new Line(this.pool);
    const transaction = this.line.board((client, end) =>
      thenRecordedOn(client, parts, this.recording, () => {
        end();
        next();
      }),
    );
    return transaction.catch(() => parts.map(() => null));
  }
}

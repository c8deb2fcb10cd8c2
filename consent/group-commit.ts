import type { Pool } from 'pg';
import { Gathering } from './gathering.js';
import { type Part, type Recording, thenRecorded } from './pipeline.js';

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

  /** @param most groups at once, when they take long */
  constructor(pool: Pool, recording: Recording<Record>, most: number) {
    const commit = (parts: readonly Part<unknown, Record>[]) =>
      thenRecorded(pool, parts, recording).catch(() => parts.map(() => null));
    this.gathering = new Gathering(commit, MOST_TOGETHER, most);
  }

  /**
   * @param deadline when to wait no longer for the group to leave, by `performance.now()`
   * @returns null when the group failed: nothing of the part may be released, and who wants to may go alone
   * @throws Refusal UNAVAILABLE
   */
  join<T>(part: Part<T, Record>, deadline: number): Promise<T | null> {
    return this.gathering.join(part, deadline) as Promise<T | null>;
  }
}

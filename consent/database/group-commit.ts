import type { Pool } from 'pg';
import { Batcher } from './batcher.js';
import { PipelinedConnection } from './pipelined-connection.js';
import { commitWithRecords, type RecordStatement, type TransactionPart } from './pipelined-transaction.js';

const BATCH_SIZE_MAX = 16;

/**
 * Group commit: sends several small transactions as one, which becomes durable with one flush to disk. Beginning and
 * committing a transaction costs more than a redemption does within it, and a connection that stays busy works twice as
 * fast as one that has gone idle (bench/README.md).
 *
 * A part must not wait for a lock, because every part of its group would wait with it. If one part fails, the whole group
 * fails.
 */
export class GroupCommit<Record> {
  private readonly batcher: Batcher<TransactionPart<unknown, Record>, unknown>;
  private connection: PipelinedConnection;

  /** @param groupsMax groups that are in flight at the same time, when they are slow */
  constructor(
    private readonly pool: Pool,
    private readonly recordStatement: RecordStatement<Record>,
    groupsMax: number,
  ) {
    this.connection = new PipelinedConnection(pool);
    this.batcher = new Batcher(
      (parts, startNext) => this.commit(parts, startNext),
      BATCH_SIZE_MAX,
      groupsMax,
    );
  }

  /**
   * @param deadline latest time at which the group may start, by `performance.now()`
   * @returns null when the group failed: then nothing of the part may be disclosed, and the caller may try again alone
   * @throws Refusal UNAVAILABLE
   */
  submit<T>(part: TransactionPart<T, Record>, deadline: number): Promise<T | null> {
    return this.batcher.submit(part, deadline) as Promise<T | null>;
  }

  /** @param startNext lets the next group be sent while the database still commits this one */
  private commit(
    parts: readonly TransactionPart<unknown, Record>[],
    startNext: () => void,
  ): Promise<readonly (unknown | null)[]> {
    if (!this.connection.isOpen) this.connection = new PipelinedConnection(this.pool);
    const transaction = this.connection.run((client, end) =>
      commitWithRecords(client, parts, this.recordStatement, () => {
        end();
        startNext();
      }),
    );
    return transaction.catch(() => parts.map(() => null));
  }
}

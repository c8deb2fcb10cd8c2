import type { Pool } from 'pg';
import type { FieldEncryption } from '../crypto/field-encryption.js';
import { Batcher } from '../database/batcher.js';
import { Pipeline, runPipelined } from '../database/pipeline.js';
import { LIMITS } from '../kernel/limits.js';
import { unread } from '../kernel/refusal.js';
import type { DisclosedData, ReadPlan } from './read-plan.js';
import { subjectQuery } from './record-query.js';
import { type Found, type Reading, SharedReads } from './shared-reads.js';

const BATCH_SIZE_MAX = 32;

/**
 * Reads what committed entries open, as the role that sees nothing else (migrations/code/record.sql). Readings that come
 * together share their statements. Each query tells by itself whether the entry is open still.
 */
export class RecordReader {
  private readonly batcher: Batcher<Reading, readonly Found[] | null>;
  private pipeline: Pipeline;

  /** @param batchesMax batches that are in flight at the same time, when they are slow */
  constructor(
    private readonly pool: Pool,
    private readonly encryption: FieldEncryption,
    batchesMax: number,
  ) {
    this.pipeline = new Pipeline(pool);
    this.batcher = new Batcher((batch) => this.send(batch), {
      batchSizeMax: BATCH_SIZE_MAX,
      batchesMax,
      atOnce: 1,
      gather: true,
    });
  }

  /**
   * @returns null if the entry opens nothing: it is too old, or its grant has been stopped since
   * @throws Refusal UNAVAILABLE; the entry is recorded and the reading may be tried again
   */
  async read(entryId: string, plan: ReadPlan): Promise<DisclosedData | null> {
    const queries = plan.queries.length > 0 ? plan.queries : [subjectQuery];
    const found = await this.found({ entryId, queries });
    const { salt } = found[0]!;
    if (salt === null || found.some((one) => one.salt === null)) return null;
    try {
      return plan.toAnswer(
        found.map(({ rows }) => rows),
        this.encryption.cipher(salt),
      );
    } catch (cause) {
      throw unread(cause);
    }
  }

  private async found(reading: Reading): Promise<readonly Found[]> {
    try {
      const deadline = performance.now() + LIMITS.waitTimeoutMs;
      return (await this.batcher.submit(reading, deadline)) ?? (await this.alone(reading));
    } catch (cause) {
      throw unread(cause);
    }
  }

  private async alone(reading: Reading): Promise<readonly Found[]> {
    const reads = new SharedReads([reading]);
    return reads.found(await runPipelined(this.pool, reads.statements()))[0]!;
  }

  /** Null for each reading when the batch failed. Reading changes nothing, so each may be tried again alone. */
  private async send(batch: readonly Reading[]): Promise<readonly (readonly Found[] | null)[]> {
    if (!this.pipeline.isOpen) this.pipeline = new Pipeline(this.pool);
    try {
      const reads = new SharedReads(batch);
      return reads.found(await this.pipeline.run(reads.statements()));
    } catch {
      return batch.map(() => null);
    }
  }
}

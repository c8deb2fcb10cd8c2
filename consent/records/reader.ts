import type { Pool } from 'pg';
import type { FieldEncryption } from '../crypto/field-encryption.js';
import { Batcher } from '../database/batcher.js';
import { Pipeline, runPipelined } from '../database/pipeline.js';
import type { Rows, Statement } from '../database/statement.js';
import { LIMITS } from '../kernel/limits.js';
import { unread } from '../kernel/refusal.js';
import type { DisclosedData, ReadPlan } from './read-plan.js';

const BATCH_SIZE_MAX = 32;

/** Tells whether the entry still opens its subject, and by which salt. Sent last: what is open then was open before. */
export const subjectOf = (entryId: string): Statement => ({
  name: 'record_subject',
  text: 'SELECT "#salt" AS salt FROM record.subject WHERE "#entry" = $1',
  values: [entryId],
});

/**
 * Reads what committed entries open, as the role that sees nothing else (migrations/code/record.sql). Readings that come
 * together are sent together.
 */
export class RecordReader {
  private readonly batcher: Batcher<readonly Statement[], Rows[] | null>;
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
    const rows = await this.rows([...plan.reads(entryId), subjectOf(entryId)]);
    const [subject] = rows.pop()!;
    if (!subject) return null;
    try {
      return plan.toAnswer(rows, this.encryption.cipher(subject.salt as Uint8Array));
    } catch (cause) {
      throw unread(cause);
    }
  }

  private async rows(statements: readonly Statement[]): Promise<Rows[]> {
    try {
      const deadline = performance.now() + LIMITS.waitTimeoutMs;
      return (await this.batcher.submit(statements, deadline)) ?? (await runPipelined(this.pool, statements));
    } catch (cause) {
      throw unread(cause);
    }
  }

  /** Null for each reading when the batch failed. Reading changes nothing, so each may be tried again alone. */
  private async send(batch: readonly (readonly Statement[])[]): Promise<(Rows[] | null)[]> {
    if (!this.pipeline.isOpen) this.pipeline = new Pipeline(this.pool);
    try {
      const rows = await this.pipeline.run(batch.flat());
      return batch.map(({ length }) => rows.splice(0, length));
    } catch {
      return batch.map(() => null);
    }
  }
}

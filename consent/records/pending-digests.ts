import type { Pool } from 'pg';
import { arrayLiteral } from '../database/pg-array.js';
import { runPipelined } from '../database/pipeline.js';
import type { Statement } from '../database/statement.js';

/** What the ledger keeps about the data that was released with an entry. */
interface ResponseDigest {
  readonly entryId: string;
  /** SHA-256 of the answer, as computed by `responseDigest`; null if nothing was released. */
  readonly digest: Buffer | null;
}

/** How long a digest waits for a transaction of a use that takes it along. */
const WAIT_MS = 200;
/** A longer queue means that the database is away; the ledger then says that these digests never came. */
const PENDING_MAX = 10_000;

/**
 * Digests of answers that were given. They are recorded right after the answer, with the next use that is committed or
 * alone: the entry itself is durable already, and the receipt, which is signed, holds the digest. The leaf of an entry
 * whose digest never came says MISSED.
 */
export class PendingDigests {
  private pending: ResponseDigest[] = [];
  private timer: NodeJS.Timeout | null = null;
  private alone: Promise<void> = Promise.resolve();

  constructor(private readonly pool: Pool) {}

  add(entryId: string, digest: Buffer | null): void {
    this.pending.push({ entryId, digest });
    this.timer ??= setTimeout(() => void this.flush(), WAIT_MS);
  }

  /** What a transaction that is about to be sent may take along. */
  board() {
    if (this.timer) clearTimeout(this.timer);
    this.timer = null;
    if (this.pending.length === 0) return null;
    const taken = this.pending;
    this.pending = [];
    return {
      statement: statementFor(taken),
      settled: (durable: boolean): void => {
        if (!durable) this.putBack(taken);
      },
    };
  }

  /** Resolves when every digest that was added is recorded, or could not be. */
  flush(): Promise<void> {
    this.alone = this.alone.then(() => this.sendAlone());
    return this.alone;
  }

  private async sendAlone(): Promise<void> {
    const boarded = this.board();
    if (!boarded) return;
    try {
      await runPipelined(this.pool, [boarded.statement]);
    } catch {
      boarded.settled(false);
    }
  }

  private putBack(digests: readonly ResponseDigest[]): void {
    this.pending = [...digests, ...this.pending].slice(-PENDING_MAX);
    this.timer ??= setTimeout(() => void this.flush(), WAIT_MS);
  }
}

const statementFor = (digests: readonly ResponseDigest[]): Statement => ({
  name: 'response_digests',
  text: 'SELECT assent.record_response_digests($1::bigint[], $2::bytea[])',
  values: [
    arrayLiteral(digests.map(({ entryId }) => entryId)),
    arrayLiteral(digests.map(({ digest }) => (digest ? `"\\\\x${digest.toString('hex')}"` : 'NULL'))),
  ],
});

import { setTimeout as delay } from 'node:timers/promises';
import type { Client } from 'pg';
import { commitWatermark } from '../../database/commit-watermark.js';
import { type Executor, executorOf } from '../../database/executor.js';
import { signCheckpoint } from '../format/checkpoint.js';
import type { NoteSigner } from '../format/signed-note.js';
import { type Offer, Offers } from './cosigning.js';
import { type Head, integrate, storedHead } from './integrate.js';

/** Below the second within which a new entry is to be under a checkpoint. */
const STEP_MS = 400;
/** A checkpoint without news is signed again, so that its age tells that the log is alive. */
const RENEW_MS = 60_000;
/** Below the two seconds within which another process is to take over. */
const STANDBY_MS = 500;

export interface SequencerOptions {
  /** Opens a connection of the sequencer's own role, which breaks without ending the process. */
  readonly connect: () => Promise<Client>;
  readonly origin: string;
  readonly signers: readonly NoteSigner[];
  /** Offers a checkpoint to witnesses. */
  readonly witnessed?: Offer;
  readonly report: (event: SequencerEvent) => void;
}

export type SequencerEvent =
  | { readonly event: 'ACTIVE' }
  | { readonly event: 'CHECKPOINT'; readonly size: number }
  | { readonly event: 'FAILED'; readonly error: unknown };

/**
 * Makes the log of the ledger: integrates what is committed, in its order, and signs checkpoints. Any number of
 * processes may run one; an advisory lock lets one at a time work, and falls free when its connection ends. Its writes
 * go over that same connection: who has lost the lock can't write.
 */
export class Sequencer {
  private readonly stopping = new AbortController();
  private running: Promise<void> = Promise.resolve();

  private readonly offers: Offers;

  constructor(private readonly options: SequencerOptions) {
    this.offers = new Offers(options.witnessed, this.stopping.signal);
  }

  start(): void {
    this.running = this.run();
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  private async run(): Promise<void> {
    while (!this.stopping.signal.aborted) {
      let client: Client | undefined;
      try {
        client = await this.options.connect();
        await this.serve(client);
      } catch (error) {
        this.options.report({ event: 'FAILED', error });
        await this.pause(STANDBY_MS);
      } finally {
        await client?.end().catch(() => undefined);
      }
    }
  }

  private async serve(client: Client): Promise<void> {
    const database = executorOf(client);
    while (!(await tryLock(database))) if (!(await this.pause(STANDBY_MS))) return;
    this.options.report({ event: 'ACTIVE' });
    let signedAt = Number.NEGATIVE_INFINITY;
    for (;;) {
      // Of an earlier size by now, perhaps: it stays evidence of that one.
      const cosigned = this.offers.take();
      if (cosigned) await store(database, cosigned.head, cosigned.note);
      let more = true;
      while (more && !this.stopping.signal.aborted) {
        const grown = await this.grow(database);
        if (grown) signedAt = await this.publish(database, grown.head);
        more = grown?.more ?? false;
      }
      if (performance.now() - signedAt > RENEW_MS)
        signedAt = await this.publish(database, await storedHead(database));
      if (!(await this.pause(STEP_MS))) return;
    }
  }

  private async grow(database: Executor) {
    const horizon = await commitWatermark(database);
    if (horizon === null) return null;
    return inTransaction(database, async () => {
      const grown = await integrate(database, horizon);
      // With the leaves, so that nobody ever sees a tree that no checkpoint speaks for.
      if (grown) await store(database, grown.head, this.sign(grown.head));
      return grown;
    });
  }

  private async publish(database: Executor, head: Head): Promise<number> {
    const note = this.sign(head);
    await store(database, head, note);
    this.offers.begin({ head, note });
    this.options.report({ event: 'CHECKPOINT', size: head.size });
    return performance.now();
  }

  private sign({ size, root }: Head): string {
    return signCheckpoint({ origin: this.options.origin, size, root }, this.options.signers);
  }

  /** @returns false when it is time to stop */
  private async pause(milliseconds: number): Promise<boolean> {
    await delay(milliseconds, null, { signal: this.stopping.signal, ref: false }).catch(() => undefined);
    return !this.stopping.signal.aborted;
  }
}

async function tryLock(database: Executor): Promise<boolean> {
  const [row] = await database.query("SELECT pg_try_advisory_lock(hashtext('assent ledger')) AS locked", []);
  return row!.locked as boolean;
}

async function inTransaction<T>(database: Executor, work: () => Promise<T>): Promise<T> {
  await database.query('BEGIN', []);
  try {
    const result = await work();
    await database.query('COMMIT', []);
    return result;
  } catch (error) {
    await database.query('ROLLBACK', []);
    throw error;
  }
}

const store = (database: Executor, { size, root }: Head, note: string) =>
  database.query(
    `INSERT INTO assent.ledger_checkpoint (size, root, note) VALUES ($1, $2, $3)
     ON CONFLICT (size) DO UPDATE SET note = excluded.note, signed_at = excluded.signed_at`,
    [size, root, note],
  );

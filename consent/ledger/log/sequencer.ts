import { setTimeout as delay } from 'node:timers/promises';
import type { Client } from 'pg';
import { commitWatermark } from '../../database/commit-watermark.js';
import { type Executor, executorOf } from '../../database/executor.js';
import { signCheckpoint } from '../format/checkpoint.js';
import type { NoteSigner } from '../format/signed-note.js';
import { type Cosign, CosigningQueue } from './cosigning.js';
import { integrate, type Progress, storedHead, type TreeHead } from './integrate.js';

/** Keeps the time from commit to checkpoint below one second. */
const INTEGRATION_INTERVAL_MS = 400;
/** The sequencer signs an unchanged tree again after this time, so that the checkpoint's age shows whether it runs. */
const REPUBLISH_INTERVAL_MS = 60_000;
/** Lets another process take over within two seconds. */
const LOCK_RETRY_MS = 500;

export interface SequencerOptions {
  /** Opens a connection as the sequencer's role. If it breaks, the process must not end. */
  readonly connect: () => Promise<Client>;
  readonly origin: string;
  readonly signers: readonly NoteSigner[];
  /** How long entries with a delay wait at most, in seconds. */
  readonly spreadSeconds: number;
  /** Absent if no witnesses are configured. */
  readonly cosign?: Cosign;
  readonly report: (event: SequencerEvent) => void;
}

export type SequencerEvent =
  | { readonly event: 'ACTIVE' }
  | { readonly event: 'CHECKPOINT'; readonly size: number }
  | { readonly event: 'FAILED'; readonly error: unknown };

/**
 * Builds the log from the ledger: it integrates committed entries in order and signs checkpoints. Any number of
 * processes may run a sequencer. An advisory lock lets one at a time work, and the end of its connection releases the
 * lock. The sequencer writes over that same connection, so a process that lost the lock can't write.
 */
export class Sequencer {
  private readonly stopping = new AbortController();
  private running: Promise<void> = Promise.resolve();
  private readonly cosigning: CosigningQueue;

  constructor(private readonly options: SequencerOptions) {
    this.cosigning = new CosigningQueue(options.cosign, this.stopping.signal);
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
        await this.pause(LOCK_RETRY_MS);
      } finally {
        await client?.end().catch(() => undefined);
      }
    }
  }

  private async serve(client: Client): Promise<void> {
    const database = executorOf(client);
    while (!(await tryLock(database))) if (!(await this.pause(LOCK_RETRY_MS))) return;
    this.options.report({ event: 'ACTIVE' });
    let signedAt = Number.NEGATIVE_INFINITY;
    let completeTo = '0';
    for (;;) {
      // The log may have grown meanwhile. The cosigned checkpoint is still evidence of its own size.
      const cosigned = this.cosigning.takeCosigned();
      if (cosigned) await storeCheckpoint(database, cosigned.head, cosigned.note);
      let more = true;
      while (more && !this.stopping.signal.aborted) {
        const integrated = await this.integrateBatch(database, completeTo);
        if (integrated?.head) signedAt = await this.publish(database, integrated.head);
        completeTo = integrated?.completeTo ?? completeTo;
        more = integrated?.more ?? false;
      }
      if (performance.now() - signedAt > REPUBLISH_INTERVAL_MS)
        signedAt = await this.publish(database, await storedHead(database));
      if (!(await this.pause(INTEGRATION_INTERVAL_MS))) return;
    }
  }

  private async integrateBatch(database: Executor, completeTo: string): Promise<Progress | null> {
    const watermark = await commitWatermark(database);
    if (watermark === null) return null;
    return inTransaction(database, async () => {
      const integrated = await integrate(database, watermark, this.options.spreadSeconds, completeTo);
      // In the transaction of the leaves, so that every tree that a reader sees has a checkpoint.
      if (integrated.head) await storeCheckpoint(database, integrated.head, this.sign(integrated.head));
      return integrated;
    });
  }

  private async publish(database: Executor, head: TreeHead): Promise<number> {
    const note = this.sign(head);
    await storeCheckpoint(database, head, note);
    this.cosigning.submit({ head, note });
    this.options.report({ event: 'CHECKPOINT', size: head.size });
    return performance.now();
  }

  private sign({ size, root }: TreeHead): string {
    return signCheckpoint({ origin: this.options.origin, size, root }, this.options.signers);
  }

  /** @returns false if the sequencer must stop */
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

const storeCheckpoint = (database: Executor, { size, root }: TreeHead, note: string) =>
  database.query(
    `INSERT INTO assent.ledger_checkpoint (size, root, note) VALUES ($1, $2, $3)
     ON CONFLICT (size) DO UPDATE SET note = excluded.note, signed_at = excluded.signed_at`,
    [size, root, note],
  );

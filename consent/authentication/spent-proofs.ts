import { Batcher } from '../database/batcher.js';
import type { Executor } from '../database/executor.js';
import { LIMITS } from '../kernel/limits.js';

/** A DPoP proof: the digest of its key and identifier, and how long it must be remembered. */
interface Proof {
  readonly digest: Buffer;
  readonly seconds: number;
}

const BATCH_SIZE_MAX = 200;
const BATCHES_MAX = 4;

/**
 * Remembers DPoP proofs in the database, so that each is accepted once by whichever process hears it (RFC 9449, 11.1). The
 * proofs of one moment share a statement.
 */
export class SpentProofs {
  private readonly batcher: Batcher<Proof, boolean>;

  constructor(private readonly database: Executor) {
    this.batcher = new Batcher((proofs) => this.spend(proofs), {
      batchSizeMax: BATCH_SIZE_MAX,
      batchesMax: BATCHES_MAX,
    });
  }

  /** Returns true for the first use and false for any later one. @throws Refusal UNAVAILABLE, or what the database throws */
  firstUse(digest: Buffer, seconds: number): Promise<boolean> {
    return this.batcher.submit({ digest, seconds }, performance.now() + LIMITS.waitTimeoutMs);
  }

  private async spend(proofs: readonly Proof[]): Promise<boolean[]> {
    const rows = await this.database.query('SELECT assent.spend_proofs($1, $2) AS digest', [
      proofs.map(({ digest }) => digest),
      proofs.map(({ seconds }) => seconds),
    ]);
    const spent = new Set(rows.map(({ digest }) => (digest as Buffer).toString('hex')));
    // Of two equal proofs in one batch the first is the first use.
    return proofs.map(({ digest }) => spent.delete(digest.toString('hex')));
  }
}

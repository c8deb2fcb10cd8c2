import type { Pool } from 'pg';
import { Batcher } from '../database/batcher.js';
import { arrayLiteral } from '../database/pg-array.js';
import { runPipelined } from '../database/pipeline.js';
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
 * proofs of one moment share a statement. A use of a grant takes its proof by itself (consent/gate/redeem.ts).
 */
export class SpentProofs {
  private readonly batcher: Batcher<Proof, boolean>;

  constructor(private readonly pool: Pool) {
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
    const statement = {
      name: 'spend_proofs',
      text: 'SELECT assent.spend_proofs($1::bytea[], $2::int[]) AS digest',
      values: [
        arrayLiteral(proofs.map(({ digest }) => `"\\\\x${digest.toString('hex')}"`)),
        arrayLiteral(proofs.map(({ seconds }) => String(seconds))),
      ],
    };
    const [rows] = await runPipelined(this.pool, [statement]);
    const spent = new Set(rows!.map(({ digest }) => (digest as Buffer).toString('hex')));
    // Of two equal proofs in one batch the first is the first use.
    return proofs.map(({ digest }) => spent.delete(digest.toString('hex')));
  }
}

import type { Pool } from 'pg';
import { Batcher } from '../database/batcher.js';
import { arrayLiteral } from '../database/pg-array.js';
import { runPipelined } from '../database/pipeline.js';
import { LIMITS } from '../kernel/limits.js';

/** A DPoP proof: the digest of its key and identifier, and how long it must be remembered. */
export interface Proof {
  readonly digest: Buffer;
  readonly seconds: number;
  /** Thumbprint of the recipient's key that the token of the request was asked for with. */
  readonly signer: Buffer;
}

/** What came of spending a proof. KEY_ENDED: the key of its token was retired at once, or has expired. */
export type Spent = 'FIRST' | 'REPLAYED' | 'KEY_ENDED';

const BATCH_SIZE_MAX = 200;
const BATCHES_MAX = 4;

/**
 * Remembers DPoP proofs in the database, so that each is accepted once by whichever process hears it (RFC 9449, 11.1). The
 * proofs of one moment share a statement. A use of a grant takes its proof by itself (consent/gate/redeem.ts).
 */
export class SpentProofs {
  private readonly batcher: Batcher<Proof, Spent>;

  constructor(private readonly pool: Pool) {
    this.batcher = new Batcher((proofs) => this.spendAll(proofs), {
      batchSizeMax: BATCH_SIZE_MAX,
      batchesMax: BATCHES_MAX,
    });
  }

  /** @throws Refusal UNAVAILABLE, or what the database throws */
  spend(proof: Proof): Promise<Spent> {
    return this.batcher.submit(proof, performance.now() + LIMITS.waitTimeoutMs);
  }

  private async spendAll(proofs: readonly Proof[]): Promise<Spent[]> {
    const statement = {
      name: 'spend_proofs',
      text: 'SELECT digest, first FROM assent.spend_proofs($1::bytea[], $2::int[], $3::bytea[])',
      values: [
        bytesList(proofs.map(({ digest }) => digest)),
        arrayLiteral(proofs.map(({ seconds }) => String(seconds))),
        bytesList(proofs.map(({ signer }) => signer)),
      ],
    };
    const [rows] = await runPipelined(this.pool, [statement]);
    const found = new Map(rows!.map(({ digest, first }) => [(digest as Buffer).toString('hex'), first]));
    return proofs.map(({ digest }) => {
      const name = digest.toString('hex');
      if (found.get(name) === false) return 'KEY_ENDED';
      // Of two equal proofs in one batch the first is the first use.
      return found.delete(name) ? 'FIRST' : 'REPLAYED';
    });
  }
}

const bytesList = (values: readonly Buffer[]): string =>
  arrayLiteral(values.map((value) => `"\\\\x${value.toString('hex')}"`));

import { randomBytes } from 'node:crypto';
import { DpopNonces } from '../../../api/auth/dpop-nonce.js';
import type { DpopProofSettings } from '../../../api/auth/dpop-proof.js';

/** Nonces with a key of their own, and a memory of proofs without a database. */
export function proofsInMemory(): DpopProofSettings {
  const spent = new Set<string>();
  return {
    nonces: new DpopNonces(randomBytes(32)),
    async spend({ digest }) {
      const id = digest.toString('hex');
      if (spent.has(id)) return 'REPLAYED';
      spent.add(id);
      return 'FIRST';
    },
  };
}

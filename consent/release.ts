import type { Pool } from 'pg';
import type { Vault } from './at-rest.js';
import type { Opening, Released } from './opening.js';
import { thenRecorded } from './pipeline.js';
import type { Statement } from './read.js';
import { responseDigest } from './response.js';
import type { Selection } from './selection.js';

/** What a function of the gate answers first (migrations/0006_ledger); without an entry nothing was opened. */
export interface Opened {
  readonly verdict: string;
  readonly salt: Uint8Array | null;
  readonly entry_id: string | null;
}

/**
 * Opens a subject and reads, and in the same transaction records the digest of what will be answered, before it is:
 * what the ledger does not know of has not left.
 * @param open the statement that records why, or says no
 * @param deadline when to wait no longer for a lock
 */
export const release = <Row extends Opened>(
  pool: Pool,
  vault: Vault,
  open: Statement,
  opening: Opening,
  { shape }: Selection,
  deadline?: number,
): Promise<{ readonly row: Row; readonly released: Released | null }> =>
  thenRecorded<{ row: Row; released: Released | null }>(
    pool,
    [open, ...opening.statements],
    ([first, ...rows]) => {
      const row = first![0] as unknown as Row;
      if (row.entry_id === null || row.salt === null)
        return { outcome: { row, released: null }, record: null };
      const released = opening.release(rows, vault.cipher(row.salt));
      return {
        outcome: { row, released },
        record: releaseStatement(row.entry_id, responseDigest(shape, released)),
      };
    },
    deadline,
  );

const releaseStatement = (entryId: string, digest: Buffer): Statement => ({
  name: 'release',
  text: 'SELECT assent.release($1, $2)',
  values: [entryId, digest],
});

import type { Pool } from 'pg';
import type { Vault } from '../crypto/field-encryption.js';
import { arrayOf } from '../database/pg-array.js';
import { type Part, thenRecorded } from '../database/pipelined-transaction.js';
import type { Statement } from '../database/statement.js';
import type { Opening, Released } from './read-plan.js';
import { responseDigest } from './response-digest.js';
import type { Selection } from './selection.js';

/** What a function of the gate answers first (migrations/0006_ledger); without an entry nothing was opened. */
export interface Opened {
  readonly verdict: string;
  readonly salt: Uint8Array | null;
  readonly entry_id: string | null;
}

/** What came of opening a subject: the function's answer, and what may leave if it was opened. */
export interface Release<Row extends Opened> {
  readonly row: Row;
  readonly released: Released | null;
}

/** What the ledger keeps of what leaves with an entry. */
export interface ReleaseRecord {
  readonly entryId: string;
  /** SHA-256 of the answer (consent/records/response-digest.ts). */
  readonly digest: Buffer;
}

export type Releasing<Row extends Opened> = Part<Release<Row>, ReleaseRecord>;

/**
 * Opens a subject and reads, and in the same transaction records the digest of what will be answered, before it is:
 * what the ledger does not know of has not left.
 * @param open the statement that records why, or says no
 */
export const releasing = <Row extends Opened>(
  vault: Vault,
  open: Statement,
  opening: Opening,
  { shape }: Selection,
): Releasing<Row> => ({
  statements: [open, ...opening.statements],
  last([first, ...rows]) {
    const row = first![0] as unknown as Row;
    if (row.entry_id === null || row.salt === null) return { outcome: { row, released: null }, record: null };
    const released = opening.release(rows, vault.cipher(row.salt));
    return {
      outcome: { row, released },
      record: { entryId: row.entry_id, digest: responseDigest(shape, released) },
    };
  },
});

/** Records what leaves with each entry, all in one statement. */
export const recordReleases = (records: readonly ReleaseRecord[]): Statement => ({
  name: 'release',
  text: 'SELECT assent.release($1::bigint[], $2::bytea[])',
  values: [
    arrayOf(records.map(({ entryId }) => entryId)),
    arrayOf(records.map(({ digest }) => `"\\\\x${digest.toString('hex')}"`)),
  ],
});

/** On a connection of its own. */
export const release = <Row extends Opened>(
  pool: Pool,
  part: Releasing<Row>,
  deadline?: number,
): Promise<Release<Row>> => thenRecorded(pool, part, recordReleases, deadline);

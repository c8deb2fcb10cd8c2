import type { Pool } from 'pg';
import type { FieldEncryption } from '../crypto/field-encryption.js';
import { arrayLiteral } from '../database/pg-array.js';
import { commitPartWithRecords, type TransactionPart } from '../database/pipelined-transaction.js';
import type { Statement } from '../database/statement.js';
import type { DisclosedData, ReadPlan } from './read-plan.js';
import { responseDigest } from './response-digest.js';
import type { Selection } from './selection.js';

/** The row of the SQL function that opens a subject. Without a ledger entry, the subject was not opened. */
export interface OpenResult {
  readonly verdict: string;
  readonly salt: Uint8Array | null;
  readonly entry_id: string | null;
}

/** The result of a recorded read: the function's row, and the data to disclose if the subject was opened. */
export interface RecordedReadResult<Row extends OpenResult> {
  readonly row: Row;
  readonly data: DisclosedData | null;
}

/** What the ledger keeps about the data that was disclosed with an entry. */
export interface ResponseDigestRecord {
  readonly entryId: string;
  /** SHA-256 of the answer, as computed by `responseDigest`. */
  readonly digest: Buffer;
}

export type RecordedRead<Row extends OpenResult> = TransactionPart<
  RecordedReadResult<Row>,
  ResponseDigestRecord
>;

/**
 * A transaction part that opens a subject, reads it, and records the digest of the answer. The answer is sent only after
 * the commit, so nothing is disclosed that the ledger does not know.
 * @param open the statement that writes the ledger entry and opens the subject, or refuses
 */
export const recordedRead = <Row extends OpenResult>(
  encryption: FieldEncryption,
  open: Statement,
  plan: ReadPlan,
  { shape }: Selection,
): RecordedRead<Row> => ({
  statements: [open, ...plan.statements],
  finish([first, ...rows]) {
    const row = first![0] as unknown as Row;
    if (row.entry_id === null || row.salt === null) return { outcome: { row, data: null }, record: null };
    const data = plan.toAnswer(rows, encryption.cipher(row.salt));
    return {
      outcome: { row, data },
      record: { entryId: row.entry_id, digest: responseDigest(shape, data) },
    };
  },
});

/** Records the digests of several answers in one statement. */
export const recordResponseDigests = (records: readonly ResponseDigestRecord[]): Statement => ({
  name: 'response_digests',
  text: 'SELECT assent.record_response_digests($1::bigint[], $2::bytea[])',
  values: [
    arrayLiteral(records.map(({ entryId }) => entryId)),
    arrayLiteral(records.map(({ digest }) => `"\\\\x${digest.toString('hex')}"`)),
  ],
});

/** Runs one recorded read in a transaction and on a connection of its own. */
export const readRecorded = <Row extends OpenResult>(
  pool: Pool,
  part: RecordedRead<Row>,
  deadline?: number,
): Promise<RecordedReadResult<Row>> => commitPartWithRecords(pool, part, recordResponseDigests, deadline);

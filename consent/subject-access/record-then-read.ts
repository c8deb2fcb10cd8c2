import type { Pool } from 'pg';
import type { FieldEncryption } from '../crypto/field-encryption.js';
import { runPipelined } from '../database/pipeline.js';
import type { Statement } from '../database/statement.js';
import { refuse } from '../kernel/refusal.js';
import { subjectQuery } from '../records/record-query.js';
import type { OpenedRecord } from './opened-record.js';

/** The connections of the two roles that a reading needs: one that records and reads nothing, one that only reads. */
export interface RecordPools {
  readonly gate: Pool;
  readonly reader: Pool;
}

/**
 * Records an access, commits it, and only then reads what the entry opens, as a role that sees nothing else.
 * @param record calls the SQL function that writes the ledger entry
 * @param reads the statements that read under the entry
 * @throws Refusal FORBIDDEN when the SQL function did not open the record
 */
export async function recordThenRead(
  { gate, reader }: RecordPools,
  encryption: FieldEncryption,
  record: Statement,
  reads: (entryId: string) => readonly Statement[],
): Promise<OpenedRecord> {
  const [opened] = await runPipelined(gate, [record]);
  const { entry_id: entryId } = opened![0] as { readonly entry_id: string | null };
  if (entryId === null)
    return refuse('FORBIDDEN', {
      en: 'This account can’t read that record any more. Ask at the counter.',
      zh: '该账户不能再读取这份记录。请到窗口咨询。',
    });
  // The subject last: what is open then was open before.
  const results = await runPipelined(reader, [...reads(entryId), subjectQuery.under(entryId)]);
  const [subject] = results.pop()!;
  if (!subject)
    return refuse('FORBIDDEN', {
      en: 'This account can’t read that record any more. Ask at the counter.',
      zh: '该账户不能再读取这份记录。请到窗口咨询。',
    });
  return { results, cipher: encryption.cipher(subject['#salt'] as Uint8Array) };
}

import type { Pool } from 'pg';
import type { FieldEncryption, SubjectCipher } from '../crypto/field-encryption.js';
import { runPipelined } from '../database/pipeline.js';
import type { Rows, Statement } from '../database/statement.js';
import type { ItemDelivery } from '../kernel/delivery.js';
import { refuse } from '../kernel/refusal.js';
import type { Strength } from '../kernel/strength.js';

/** The rows of an opened record, and the cipher that decrypts them. */
export interface OpenedRecord {
  readonly results: readonly Rows[];
  readonly cipher: SubjectCipher;
}

/**
 * Opens a person's record and reads it in one transaction.
 * @param open calls the SQL function that writes the ledger entry and opens the record for the rest of the transaction
 * @returns the rows of each of the `reads`
 * @throws Refusal FORBIDDEN when the SQL function did not open the record
 */
export async function readOpenedRecord(
  pool: Pool,
  encryption: FieldEncryption,
  open: Statement,
  reads: readonly Statement[],
): Promise<OpenedRecord> {
  const [opened, ...results] = await runPipelined(pool, [open, ...reads]);
  const row = opened![0] as { readonly opened: boolean; readonly salt: Uint8Array };
  if (!row.opened) refuse('FORBIDDEN', 'This account can’t read that record any more.');
  return { results, cipher: encryption.cipher(row.salt) };
}

/** Opens the record of a person, or of a provider that the person legally represents. */
export const openOwn = (
  personId: string,
  providerId: string | null,
  items: readonly ItemDelivery[],
  strength: Strength,
): Statement => ({
  name: 'open_own',
  text: 'SELECT * FROM assent.open_own($1, $2, $3, $4)',
  values: [personId, providerId, JSON.stringify(items), strength],
});

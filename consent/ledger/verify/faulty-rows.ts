import type { Seals } from '../../crypto/seal.js';
import type { Executor } from '../../database/executor.js';
import { revivedRows } from './revived-rows.js';
import { unsealedRows } from './sealed-rows.js';
import { unbackedEntries } from './unbacked-entries.js';

/**
 * Names every row of authority that is not as the platform left it: made, changed, deleted or brought back by SQL.
 * @param database one transaction with one snapshot
 */
export const faultyRows = async (
  database: Executor,
  seals: Seals,
  isTemplate: (text: string) => boolean,
): Promise<string[]> => [
  ...(await unsealedRows(database, seals, isTemplate)),
  ...(await unbackedEntries(database, seals)),
  ...(await revivedRows(database)),
];

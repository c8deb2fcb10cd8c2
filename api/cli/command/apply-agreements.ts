import { Seals } from '../../../consent/crypto/seal.js';
import type { Executor } from '../../../consent/database/executor.js';
import { sealBeforeRename } from '../../../consent/notifications/template-message.js';
import type { AgreementFile } from '../../../consent/recipients/agreement-file.js';
import { applyAgreement } from '../../../consent/recipients/apply-agreement.js';
import { loadKeys } from '../../secrets/keyring.js';
import { inTransaction } from './as-owner.js';
import { checkOperations } from './check-operations.js';

export interface Applied {
  readonly version: number;
  readonly changed: boolean;
}

/**
 * Runs work on agreements as the owner of the database, in one transaction.
 * @param dryRun whether the transaction is rolled back at its end
 */
export async function onAgreements<T>(
  ownerUrl: string,
  varDir: string,
  work: (database: Executor, seals: Seals) => Promise<T>,
  dryRun = false,
): Promise<T> {
  const seals = new Seals((await loadKeys(varDir)).sealKeys);
  return inTransaction(ownerUrl, 'assent agreement', (database) => work(database, seals), dryRun);
}

/** Applies one agreement, in the transaction of onAgreements(). */
export async function applyOne(database: Executor, seals: Seals, file: AgreementFile): Promise<Applied> {
  await checkOperations(file);
  await sealBeforeRename(database, seals, file.recipient);
  return applyAgreement(database, seals, file);
}

/** Applies agreements as the owner of the database, each in a transaction of its own. */
export async function applyAgreements(
  ownerUrl: string,
  varDir: string,
  files: readonly AgreementFile[],
): Promise<Applied[]> {
  const applied: Applied[] = [];
  for (const file of files)
    applied.push(await onAgreements(ownerUrl, varDir, (database, seals) => applyOne(database, seals, file)));
  return applied;
}

import { BlindIndex } from '../../../consent/crypto/blind-index.js';
import { Seals } from '../../../consent/crypto/seal.js';
import type { Executor } from '../../../consent/database/executor.js';
import { addStaff, disableStaff, type Enrolment } from '../../../consent/staff/accounts.js';
import type { StaffFile } from '../../../consent/staff/staff-file.js';
import { loadKeys } from '../../secrets/keyring.js';
import { inTransaction } from './as-owner.js';

/** Runs work on staff accounts as the owner of the database, whole or not at all. */
export const onStaff = <T>(ownerUrl: string, work: (database: Executor) => Promise<T>): Promise<T> =>
  inTransaction(ownerUrl, 'assent staff', work);

/** Adds one account. @throws StaffError when the code, the person or the key already has an account */
export async function addStaffAccount(
  ownerUrl: string,
  varDir: string,
  file: StaffFile,
  enrolment: Enrolment,
): Promise<void> {
  const { blindIndexKey, sealKeys } = await loadKeys(varDir);
  const seals = new Seals(sealKeys);
  await onStaff(ownerUrl, (tx) => addStaff(tx, seals, new BlindIndex(blindIndexKey), file, enrolment));
}

/** Disables one account. @throws StaffError when there is no such active account */
export async function disableStaffAccount(ownerUrl: string, varDir: string, code: string): Promise<void> {
  const seals = new Seals((await loadKeys(varDir)).sealKeys);
  await onStaff(ownerUrl, (tx) => disableStaff(tx, seals, code));
}

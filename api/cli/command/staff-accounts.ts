import { Client } from 'pg';
import { BlindIndex } from '../../../consent/crypto/blind-index.js';
import { Seals } from '../../../consent/crypto/seal.js';
import { type Executor, executorOf } from '../../../consent/database/executor.js';
import { addStaff, disableStaff, type Enrolment } from '../../../consent/staff/accounts.js';
import type { StaffFile } from '../../../consent/staff/staff-file.js';
import { loadKeys } from '../../secrets/keyring.js';

/** Runs work on staff accounts as the owner of the database, whole or not at all. */
export async function asOwner<T>(ownerUrl: string, work: (database: Executor) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: ownerUrl, application_name: 'assent staff' });
  await client.connect();
  try {
    await client.query('BEGIN');
    const done = await work(executorOf(client));
    await client.query('COMMIT');
    return done;
  } finally {
    await client.end();
  }
}

/** Adds one account. @throws StaffError when the code, the person or the key already has an account */
export async function addStaffAccount(
  ownerUrl: string,
  varDir: string,
  file: StaffFile,
  enrolment: Enrolment,
): Promise<void> {
  const { blindIndexKey, sealKeys } = await loadKeys(varDir);
  const seals = new Seals(sealKeys);
  await asOwner(ownerUrl, (tx) => addStaff(tx, seals, new BlindIndex(blindIndexKey), file, enrolment));
}

/** Disables one account. @throws StaffError when there is no such active account */
export async function disableStaffAccount(ownerUrl: string, varDir: string, code: string): Promise<void> {
  const seals = new Seals((await loadKeys(varDir)).sealKeys);
  await asOwner(ownerUrl, (tx) => disableStaff(tx, seals, code));
}

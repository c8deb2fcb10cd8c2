import { Client } from 'pg';
import { BlindIndex } from '../../../consent/crypto/blind-index.js';
import { type Executor, executorOf } from '../../../consent/database/executor.js';
import { addStaff } from '../../../consent/staff/accounts.js';
import type { StaffFile } from '../../../consent/staff/staff-file.js';
import { loadKeys } from '../../secrets/keyring.js';

/** Runs work on staff accounts as the owner of the database. */
export async function asOwner<T>(ownerUrl: string, work: (database: Executor) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: ownerUrl, application_name: 'assent staff' });
  await client.connect();
  try {
    return await work(executorOf(client));
  } finally {
    await client.end();
  }
}

/** Adds one account. @throws StaffError when the code, the person or the key already has an account */
export async function addStaffAccount(ownerUrl: string, varDir: string, file: StaffFile): Promise<void> {
  const { blindIndexKey } = await loadKeys(varDir);
  await asOwner(ownerUrl, (database) => addStaff(database, new BlindIndex(blindIndexKey), file));
}

import { Client } from 'pg';
import { Seals } from '../../../consent/crypto/seal.js';
import { executorOf } from '../../../consent/database/executor.js';
import type { AgreementFile } from '../../../consent/recipients/agreement-file.js';
import { applyAgreement } from '../../../consent/recipients/apply-agreement.js';
import { loadKeys } from '../../secrets/keyring.js';

/** Applies agreements as the owner of the database, each in a transaction of its own. */
export async function applyAgreements(
  ownerUrl: string,
  varDir: string,
  files: readonly AgreementFile[],
): Promise<{ version: number; changed: boolean }[]> {
  const seals = new Seals((await loadKeys(varDir)).sealKeys);
  const client = new Client({ connectionString: ownerUrl });
  await client.connect();
  const applied: { version: number; changed: boolean }[] = [];
  try {
    for (const file of files) {
      await client.query('BEGIN');
      applied.push(await applyAgreement(executorOf(client), seals, file));
      await client.query('COMMIT');
    }
  } finally {
    await client.end();
  }
  return applied;
}

import { Client } from 'pg';
import { executorOf } from '../../../consent/database/executor.js';
import type { AgreementFile } from '../../../consent/recipients/agreement-file.js';
import { applyAgreement } from '../../../consent/recipients/apply-agreement.js';

/** Applies agreements as the owner of the database, each in a transaction of its own. */
export async function applyAgreements(
  ownerUrl: string,
  files: readonly AgreementFile[],
): Promise<{ version: number; changed: boolean }[]> {
  const client = new Client({ connectionString: ownerUrl });
  await client.connect();
  const applied: { version: number; changed: boolean }[] = [];
  try {
    for (const file of files) {
      await client.query('BEGIN');
      applied.push(await applyAgreement(executorOf(client), file));
      await client.query('COMMIT');
    }
  } finally {
    await client.end();
  }
  return applied;
}

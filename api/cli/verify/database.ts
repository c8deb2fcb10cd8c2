import { Client } from 'pg';
import { Seals } from '../../../consent/crypto/seal.js';
import { executorOf } from '../../../consent/database/executor.js';
import { VerificationError } from '../../../consent/ledger/format/verification-error.js';
import { fsck } from '../../../consent/ledger/verify/fsck.js';
import { unsealedRows } from '../../../consent/ledger/verify/sealed-rows.js';
import type { Io } from '../../../datacenter/io.js';
import { logVerifierKeys } from '../../background/sequencer/settings.js';
import { readConfig } from '../../config.js';
import { openExisting } from '../../database/open.js';
import { readState, writeState } from './state-file.js';
import { logVerdict } from './verdict.js';

export interface DatabaseToVerify {
  /** Keys that the user trusts; null: the platform's own. All versions count, as old ones signed old checkpoints. */
  readonly keys: readonly string[] | null;
  readonly statePath: string | null;
}

/** Checks the seal of every row that carries authority, then recomputes the log from the stored rows and compares. */
export async function verifyDatabase({ keys, statePath }: DatabaseToVerify, out: Io['out']): Promise<void> {
  const config = readConfig();
  const kept = statePath === null ? null : await readState(statePath);
  const database = await openExisting(config);
  const trusted = keys ?? logVerifierKeys(config, database.keys.log);
  const client = new Client({ connectionString: database.ownerUrl, application_name: 'assent verify' });
  try {
    await client.connect();
    // One snapshot for the whole check, whatever is added meanwhile.
    await client.query('BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY');
    const unsealed = await unsealedRows(executorOf(client), new Seals(database.keys.sealKeys));
    if (unsealed.length > 0) throw new VerificationError(unsealed.join('\n  '));
    const checked = await fsck(executorOf(client), trusted, kept);
    await client.query('COMMIT');
    if (statePath !== null) await writeState(statePath, checked);
    out.write(logVerdict(checked, checked.checkpoint.size - (kept?.checkpoint.size ?? 0)));
  } finally {
    await client.end();
    await database.stop();
  }
}

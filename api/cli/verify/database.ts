import { Client } from 'pg';
import { Seals } from '../../../consent/crypto/seal.js';
import { executorOf } from '../../../consent/database/executor.js';
import { VerificationError } from '../../../consent/ledger/format/verification-error.js';
import { faultyRows } from '../../../consent/ledger/verify/faulty-rows.js';
import { fsck } from '../../../consent/ledger/verify/fsck.js';
import { missedDigests } from '../../../consent/ledger/verify/missed-digests.js';
import { templateTexts } from '../../../consent/notifications/template-message.js';
import { logVerifierKeys } from '../../background/sequencer/settings.js';
import { readConfig } from '../../config.js';
import { openExisting } from '../../database/open.js';
import { readState, writeState } from './state-file.js';
import { logVerdict, type Verdict, withMissed } from './verdict.js';

export interface DatabaseToVerify {
  /** Keys that the user trusts; null: the platform's own. All versions count, as old ones signed old checkpoints. */
  readonly keys: readonly string[] | null;
  readonly statePath: string | null;
}

/**
 * Checks the seal of every row that carries authority and compares these rows with the ledger, then recomputes the log from
 * the stored rows and compares. An entry whose digest never came is told beside the verdict and does not change it.
 */
export async function verifyDatabase({ keys, statePath }: DatabaseToVerify): Promise<Verdict> {
  const config = readConfig();
  const kept = statePath === null ? null : await readState(statePath);
  const database = await openExisting(config);
  const trusted = keys ?? logVerifierKeys(config, database.keys.log);
  const client = new Client({ connectionString: database.ownerUrl, application_name: 'assent verify' });
  try {
    await client.connect();
    // One snapshot for the whole check, whatever is added meanwhile.
    await client.query('BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY');
    const seals = new Seals(database.keys.sealKeys);
    const isTemplate = await templateTexts(executorOf(client), seals);
    const faults = await faultyRows(executorOf(client), seals, isTemplate);
    if (faults.length > 0) throw new VerificationError(faults.join('\n  '));
    const checked = await fsck(executorOf(client), trusted, kept);
    const missed = await missedDigests(executorOf(client));
    await client.query('COMMIT');
    if (statePath !== null) await writeState(statePath, checked);
    const verdict = logVerdict(checked, checked.checkpoint.size - (kept?.checkpoint.size ?? 0));
    return withMissed(verdict, missed);
  } finally {
    await client.end();
    await database.stop();
  }
}

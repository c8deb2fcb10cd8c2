import { Argument } from 'commander';
import { Client } from 'pg';
import { FieldEncryption } from '../../../consent/crypto/field-encryption.js';
import { executorOf } from '../../../consent/database/executor.js';
import { rotateKeys } from '../../../consent/maintenance/rotate-master-key.js';
import type { Io } from '../../../datacenter/io.js';
import { type Config, readConfig } from '../../config.js';
import { openDatabase } from '../../database/open.js';
import {
  addEvidenceKey,
  EVIDENCE_USES,
  type EvidenceUse,
  retireEvidenceKey,
} from '../../secrets/evidence-keys.js';
import { addMasterKey, loadKeys } from '../../secrets/keyring.js';
import { helpText } from '../command/help-text.js';
import type { DefineCommand } from '../command/invocation.js';
import { wholeNumber } from '../command/option-values.js';

const VERSION_MAX = 1_000_000;

const evidenceUse = () => new Argument('<USE>', 'what the key signs').choices(EVIDENCE_USES);

export const keys: DefineCommand = (program, { out }) => {
  const command = program
    .command('keys')
    .description('rotates the keys of data at rest, of receipts and of the log');

  command
    .command('rotate')
    .summary('encrypts the data at rest with the next master key')
    .description(
      helpText(`
        Makes the next master key in var/secrets and encrypts everything again with it, some people at a time. Reading
        goes on meanwhile, in processes that know the new key: so make it first (--make), restart the processes that
        serve, then rotate. What was stopped half-way is finished by --resume. The old key's file may be deleted when
        nothing is encrypted with it any more: when this command says so, and the backups encrypted with it are gone.`),
    )
    .option('--make', 'only makes the master key')
    .option('--resume', 'makes no key; encrypts again what is not encrypted with the newest one')
    .action(async ({ make, resume }: { make?: boolean; resume?: boolean }) => {
      const config = readConfig();
      if (!resume) out.write(`master key ${await addMasterKey(config.varDir)} made\n`);
      if (!make) await rotate(config, out);
    });

  command
    .command('add')
    .summary('makes the next key that signs receipts or checkpoints of the log')
    .description(
      helpText(`
        The key signs from the next start of the processes that serve. Checkpoints are signed with the older keys too,
        until they are retired.`),
    )
    .addArgument(evidenceUse())
    .action(async (use: EvidenceUse) => {
      const version = await addEvidenceKey(readConfig().varDir, use);
      out.write(`${use} key ${version} made; it signs from the next start on\n`);
    });

  command
    .command('retire')
    .summary('destroys the private part of an older key')
    .description(
      helpText(`
        What the key signed can still be verified: its public part stays in /.well-known/jwks.json, or in
        /log/vkeys.`),
    )
    .addArgument(evidenceUse())
    .argument('<VERSION>', 'which one', wholeNumber(1, VERSION_MAX))
    .action(async (use: EvidenceUse, version: number) => {
      await retireEvidenceKey(readConfig().varDir, use, version);
      out.write(`${use} key ${version} is retired: it verifies and signs nothing more\n`);
    });
};

async function rotate(config: Config, out: Io['out']): Promise<void> {
  const encryption = new FieldEncryption((await loadKeys(config.varDir)).masterKeys);
  const database = await openDatabase(config);
  const client = new Client({
    connectionString: database.importUrl,
    application_name: 'assent keys rotate',
  });
  try {
    await client.connect();
    // An import that runs would go on encrypting with the key it started with.
    const { rows } = await client.query("SELECT pg_try_advisory_lock(hashtext('assent import')) AS alone");
    if (!rows[0].alone) throw new Error('An import is running. Rotate when it has ended.');
    const done = await rotateKeys(executorOf(client), encryption, ({ done, total }) =>
      out.write(`${done} of ${total}\n`),
    );
    out.write(
      `${done} people and providers encrypted again; all are under master key ${encryption.currentVersion}\n`,
    );
  } finally {
    await client.end();
    await database.stop();
  }
}

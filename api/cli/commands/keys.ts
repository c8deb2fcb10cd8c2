import { Argument } from 'commander';
import { Client } from 'pg';
import { FieldEncryption } from '../../../consent/crypto/field-encryption.js';
import { executorOf } from '../../../consent/database/executor.js';
import { rotateKeys } from '../../../consent/maintenance/rotate-master-key.js';
import type { Io } from '../../../datacenter/io.js';
import { type Config, readConfig } from '../../config.js';
import { openDatabase, openExisting, rememberNewSecrets } from '../../database/open.js';
import {
  addEvidenceKey,
  EVIDENCE_USES,
  type EvidenceUse,
  retireEvidenceKey,
} from '../../secrets/evidence-keys.js';
import { addMasterKey, addSealKey, loadKeys } from '../../secrets/keyring.js';
import { helpText } from '../command/help-text.js';
import type { DefineCommand, Invocation } from '../command/invocation.js';
import { assertLaterKeySigns } from '../command/later-log-key.js';
import { wholeNumber } from '../command/option-values.js';
import { retireSealKey } from '../command/retire-seal-key.js';

const VERSION_MAX = 1_000_000;

/** The keys that sign for outsiders, and that of the seals, which only we check. */
type KeyUse = EvidenceUse | 'seal';

const keyUse = () => new Argument('<USE>', 'what the key is for').choices([...EVIDENCE_USES, 'seal']);

export const keys: DefineCommand = (program, invocation) => {
  const command = program
    .command('keys')
    .description('rotates the keys of data at rest, of receipts, of the log and of seals');

  command
    .command('rotate')
    .summary('encrypts the data at rest with the next master key')
    .description(
      helpText(`
        Makes the next master key in var/secrets and encrypts everything again with it, some people at a time. Reading
        goes on meanwhile: processes that serve find the new key's file. On other hosts it must be there first: make it
        (--make), copy it, then rotate (--resume). What was stopped half-way is finished by --resume. The old key's file may be deleted when
        nothing is encrypted with it any more: when this command says so, and the backups encrypted with it are gone.`),
    )
    .option('--make', 'only makes the master key')
    .option('--resume', 'makes no key; encrypts again what is not encrypted with the newest one')
    .action(async ({ make, resume }: { make?: boolean; resume?: boolean }) => {
      const config = readConfig();
      const database = await openDatabase(config);
      try {
        const made = resume ? null : await addMasterKey(config.varDir);
        if (made !== null) {
          await rememberNewSecrets(config, database.ownerUrl);
          invocation.out.write(`master key ${made} made\n`);
        }
        if (make) return invocation.result({ made, encryptedAgain: 0 }, '');
        const { masterKeys } = await loadKeys(config.varDir);
        const { done, version } = await rotate(database.urls.import, masterKeys, invocation.out);
        invocation.result(
          { made, encryptedAgain: done, masterKey: version },
          `${done} people and providers encrypted again; all are under master key ${version}\n`,
        );
      } finally {
        await database.stop();
      }
    });

  command
    .command('add')
    .summary('makes the next key for receipts, for checkpoints of the log, or for seals')
    .description(
      helpText(`
        The key signs from the next start of the processes that serve. Checkpoints are signed with the older keys too,
        until they are retired. Every process must have started with a new seal key before one seals with it: restart
        them together.`),
    )
    .addArgument(keyUse())
    .action(async (use: KeyUse) => {
      const config = readConfig();
      const { varDir } = config;
      const database = await openExisting(config);
      try {
        const version = await (use === 'seal' ? addSealKey(varDir) : addEvidenceKey(varDir, use));
        await rememberNewSecrets(config, database.ownerUrl);
        invocation.result(
          { use, version },
          `${use} key ${version} made; it is used from the next start on\n`,
        );
      } finally {
        await database.stop();
      }
    });

  command
    .command('retire')
    .summary('destroys an older key, or its private part')
    .description(
      helpText(`
        What the key signed can still be verified: its public part stays in /.well-known/jwks.json, or in
        /log/vkeys. What a seal key sealed is sealed again with the newest first: restart the processes that serve
        before, so that none seals with the old one any more.`),
    )
    .addArgument(keyUse())
    .argument('<VERSION>', 'which one', wholeNumber(1, VERSION_MAX))
    .action(async (use: KeyUse, version: number) => {
      const config = readConfig();
      if (use === 'seal') return retireSeals(config, version, invocation);
      const database = await openExisting(config);
      try {
        if (use === 'log') await assertLaterKeySigns(database.ownerUrl, database.keys.log, version);
        await retireEvidenceKey(config.varDir, use, version);
        invocation.result(
          { use, version },
          `${use} key ${version} is retired: it verifies and signs nothing more\n`,
        );
      } finally {
        await database.stop();
      }
    });
};

async function retireSeals(config: Config, version: number, invocation: Invocation): Promise<void> {
  const database = await openDatabase(config);
  try {
    const sealed = await retireSealKey(config.varDir, database.ownerUrl, version);
    invocation.result(
      { use: 'seal', version, sealedAgain: sealed },
      `${sealed} rows sealed again; seal key ${version} is deleted\n`,
    );
  } finally {
    await database.stop();
  }
}

async function rotate(
  importUrl: string,
  masterKeys: ReadonlyMap<number, Uint8Array>,
  out: Io['out'],
): Promise<{ done: number; version: number }> {
  const encryption = new FieldEncryption(masterKeys);
  const client = new Client({ connectionString: importUrl, application_name: 'assent keys rotate' });
  try {
    await client.connect();
    // An import that runs would go on encrypting with the key it started with.
    const { rows } = await client.query("SELECT pg_try_advisory_lock(hashtext('assent import')) AS alone");
    if (!rows[0].alone) throw new Error('An import is running. Rotate when it has ended.');
    const done = await rotateKeys(executorOf(client), encryption, ({ done, total }) =>
      out.write(`${done} of ${total}\n`),
    );
    return { done, version: encryption.currentVersion };
  } finally {
    await client.end();
  }
}

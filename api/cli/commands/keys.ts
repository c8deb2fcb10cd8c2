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
import { type Arguments, type Command, noArguments, UsageError } from '../command/command.js';

export const keys: Command = {
  summary: 'rotates the keys of data at rest, of receipts and of the log',
  help: `assent keys rotate [--make | --resume]
assent keys add receipt|log
assent keys retire receipt|log VERSION

  rotate      Makes the next master key in var/secrets and seals everything anew with it, some people at a time.
              Reading goes on meanwhile, in processes that know the new key: so first make it (--make), restart what
              serves, then rotate. What was stopped half-way is finished by --resume. The old key's file may go when
              nothing is sealed with it any more: that is when this command says so, and the backups sealed with it
              are gone.
  add         Makes the next key that signs receipts, or the log's checkpoints. It signs from the next start of what
              serves. Checkpoints are signed with the older ones too, until they are retired.
  retire      Destroys the private part of an older key. What it signed can still be verified: its public part stays
              in /.well-known/jwks.json, or in /log/vkeys.

  --make      only makes the master key
  --resume    makes no key; seals anew what is not sealed with the newest one
`,
  options: { make: { type: 'boolean' }, resume: { type: 'boolean' } },
  async run({ values, positionals: [action, ...positionals] }, io) {
    const config = readConfig();
    if (action === 'rotate') return rotate(config, { values, positionals }, io);
    if (action === 'add') return add(config, positionals, io);
    if (action === 'retire') return retire(config, positionals, io);
    throw new UsageError('it is `assent keys rotate`, `add` or `retire`.');
  },
};

function evidenceUse(name: string | undefined): EvidenceUse {
  const use = EVIDENCE_USES.find((one) => one === name);
  if (!use) throw new UsageError(`a key is of ${EVIDENCE_USES.join(' or ')}.`);
  return use;
}

async function add({ varDir }: Config, [name, ...rest]: readonly string[], { out }: Io): Promise<number> {
  const use = evidenceUse(name);
  noArguments({ values: {}, positionals: rest });
  out.write(`${use} key ${await addEvidenceKey(varDir, use)} made; it signs from the next start on\n`);
  return 0;
}

async function retire(
  { varDir }: Config,
  [name, version, ...rest]: readonly string[],
  { out }: Io,
): Promise<number> {
  const use = evidenceUse(name);
  if (!/^\d+$/.test(version ?? '')) throw new UsageError('which VERSION is to be retired?');
  noArguments({ values: {}, positionals: rest });
  await retireEvidenceKey(varDir, use, Number(version));
  out.write(`${use} key ${version} is retired: it verifies and signs nothing more\n`);
  return 0;
}

async function rotate(
  config: Config,
  args: Pick<Arguments, 'values' | 'positionals'>,
  { out }: Io,
): Promise<number> {
  noArguments(args);
  if (!args.values.resume) out.write(`master key ${await addMasterKey(config.varDir)} made\n`);
  if (args.values.make) return 0;
  const encryption = new FieldEncryption((await loadKeys(config.varDir)).masterKeys);
  const database = await openDatabase(config);
  const client = new Client({
    connectionString: database.importUrl,
    application_name: 'assent keys rotate',
  });
  try {
    await client.connect();
    // An import under way would go on sealing with the key it started with.
    const { rows } = await client.query("SELECT pg_try_advisory_lock(hashtext('assent import')) AS alone");
    if (!rows[0].alone) throw new Error('An import is running. Rotate when it has ended.');
    const done = await rotateKeys(executorOf(client), encryption, ({ done, total }) =>
      out.write(`${done} of ${total}\n`),
    );
    out.write(
      `${done} people and providers sealed anew; all are under master key ${encryption.currentVersion}\n`,
    );
  } finally {
    await client.end();
    await database.stop();
  }
  return 0;
}

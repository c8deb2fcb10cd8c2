import { Client } from 'pg';
import { Vault } from '../../../consent/at-rest.js';
import { executorOf } from '../../../consent/executor.js';
import { rotateKeys } from '../../../consent/rotate-keys.js';
import { addMasterKey, loadKeys } from '../../callers/keys.js';
import { readConfig } from '../../config.js';
import { openDatabase } from '../../database/open.js';
import { type Command, noArguments, UsageError } from '../command.js';

export const keys: Command = {
  summary: 'rotates the master key of the data at rest',
  help: `assent keys rotate [--make | --resume]

  Makes the next master key in var/secrets and seals everything anew with it, some people at a time. Reading goes on
  meanwhile, in processes that know the new key: so first make it (--make), restart what serves, then rotate. What
  was stopped half-way is finished by --resume. The old key's file may go when nothing is sealed with it any more:
  that is when this command says so, and the backups sealed with it are gone.

  --make      only makes the key
  --resume    makes no key; seals anew what is not sealed with the newest one
`,
  options: { make: { type: 'boolean' }, resume: { type: 'boolean' } },
  async run({ values, positionals: [action, ...positionals] }, { out }) {
    if (action !== 'rotate') throw new UsageError('it is `assent keys rotate`.');
    noArguments({ values, positionals });
    const config = readConfig();
    if (!values.resume) out.write(`master key ${await addMasterKey(config.varDir)} made\n`);
    if (values.make) return 0;
    const vault = new Vault((await loadKeys(config.varDir)).masterKeys);
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
      const done = await rotateKeys(executorOf(client), vault, ({ done, total }) =>
        out.write(`${done} of ${total}\n`),
      );
      out.write(
        `${done} people and providers sealed anew; all are under master key ${vault.currentVersion}\n`,
      );
    } finally {
      await client.end();
      await database.stop();
    }
    return 0;
  },
};

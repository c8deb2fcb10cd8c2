import { readConfig } from '../../config.js';
import { migrateDown } from '../../database/migrate.js';
import { openDatabase } from '../../database/open.js';
import { type Command, UsageError } from '../command/command.js';

export const migrate: Command = {
  summary: 'brings the database up to date, or takes migrations back',
  help: `assent migrate [--down [NAME]]

  Runs the migrations that are missing.

  --down         take all migrations back; what is in their tables goes with them
  --down NAME    take back those after NAME, e.g. 0003_authentication
`,
  options: { down: { type: 'boolean' } },
  async run({ values, positionals }, { out }) {
    const [to, ...more] = positionals;
    if (more.length > 0 || (to !== undefined && !values.down))
      throw new UsageError(`too many arguments: ${positionals.join(' ')}`);
    const config = readConfig();
    const database = await openDatabase(config, { migrate: !values.down });
    try {
      if (values.down) {
        const { ownerUrl, roles } = database;
        report(out, await migrateDown(ownerUrl, roles, to), 'taken back', 'There is nothing to take back.');
      } else report(out, database.migrated, 'done', 'The database is up to date.');
    } finally {
      await database.stop();
    }
    return 0;
  },
};

function report(
  out: { write(text: string): unknown },
  names: readonly string[],
  done: string,
  none: string,
): void {
  out.write(names.length === 0 ? `${none}\n` : names.map((name) => `${name} ${done}\n`).join(''));
}

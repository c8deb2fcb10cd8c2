import { readConfig } from '../../config.js';
import { migrateDown } from '../../database/migrate.js';
import { openDatabase } from '../../database/open.js';
import type { DefineCommand } from '../command/invocation.js';

export const migrate: DefineCommand = (program, { out }) => {
  const report = (names: readonly string[], done: string, none: string) =>
    out.write(names.length === 0 ? `${none}\n` : names.map((name) => `${name} ${done}\n`).join(''));

  program
    .command('migrate')
    .summary('brings the database up to date, or takes migrations back')
    .description('Runs the migrations that are missing.')
    .option(
      '--down [NAME]',
      'take back the migrations after NAME, or all of them; what is in their tables goes with them',
    )
    .action(async ({ down }: { down?: string | true }) => {
      const database = await openDatabase(readConfig(), { migrate: !down });
      try {
        if (down) {
          const { ownerUrl, roles } = database;
          const to = down === true ? undefined : down;
          report(await migrateDown(ownerUrl, roles, to), 'taken back', 'There is nothing to take back.');
        } else report(database.migrated, 'done', 'The database is up to date.');
      } finally {
        await database.stop();
      }
    });
};

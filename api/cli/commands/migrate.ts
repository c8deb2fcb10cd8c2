import { readConfig } from '../../config.js';
import { openDatabase } from '../../database/open.js';
import { helpText } from '../command/help-text.js';
import type { DefineCommand } from '../command/invocation.js';

export const migrate: DefineCommand = (program, invocation) => {
  program
    .command('migrate')
    .summary('brings the database up to date')
    .description(
      helpText(`
        Applies the steps that are missing, and the functions, policies and privileges of this version, all in one
        transaction. There is no way back but to restore a backup: make one before.`),
    )
    .option(
      '--new-secrets',
      'the secrets in ASSENT_VAR, and new ones for what is missing there, replace those of the database: what lost ones protected stays unreadable',
    )
    .action(async ({ newSecrets = false }: { newSecrets?: boolean }) => {
      const { migrated, replacedSecrets, stop } = await openDatabase(readConfig(), {
        migrates: true,
        newSecrets,
      });
      const lines = [
        ...replacedSecrets.map((name) => `${name}: another one belongs to the database now\n`),
        ...(migrated.length === 0
          ? ['The database is up to date.\n']
          : migrated.map((name) => `${name} done\n`)),
      ];
      invocation.result({ migrated, replacedSecrets }, lines.join(''));
      await stop();
    });
};

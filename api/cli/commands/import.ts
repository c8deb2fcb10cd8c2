import { BlindIndex } from '../../../consent/crypto/blind-index.js';
import { FieldEncryption } from '../../../consent/crypto/field-encryption.js';
import { importCity } from '../../../datacenter/import/import-city.js';
import { readConfig } from '../../config.js';
import { openDatabase } from '../../database/open.js';
import { helpText } from '../command/help-text.js';
import type { DefineCommand } from '../command/invocation.js';

interface Options {
  readonly rejects?: string;
  readonly compare?: boolean;
}

export const importDirectory: DefineCommand = (program, invocation) => {
  program
    .command('import <DIR>')
    .summary('imports a directory of CSV files into the data asset center')
    .description(
      helpText(`
        Imports the CSV files in DIR, named as \`assent generate\` names them; files that are missing are left alone.
        Bad rows go to the rejects file with file, line, field and reason, and stop nothing. Importing the same files
        again changes nothing.

        Ends with 1 if a file could not be read at all, with 0 otherwise, rejects or not.`),
    )
    .option('--rejects <PATH>', 'where bad rows go (default: DIR/rejects.csv)')
    .option('--compare', 'also copies the same bytes bare, and tells how the import compares')
    .action(async (directory: string, { rejects, compare = false }: Options) => {
      const config = readConfig();
      const database = await openDatabase(config);
      const { blindIndexKey, masterKeys } = database.keys;
      try {
        const { refused } = await importCity(
          {
            directory,
            databaseUrl: database.urls.import,
            blindIndex: new BlindIndex(blindIndexKey),
            encryption: new FieldEncryption(masterKeys),
            ...(rejects !== undefined && { rejectsPath: rejects }),
            compare,
          },
          invocation,
        );
        invocation.exitCode = refused.length > 0 ? 1 : 0;
      } finally {
        await database.stop();
      }
    });
};

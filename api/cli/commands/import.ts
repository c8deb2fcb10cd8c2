import { InvalidArgumentError } from 'commander';
import { BlindIndex } from '../../../consent/crypto/blind-index.js';
import { FieldEncryption } from '../../../consent/crypto/field-encryption.js';
import { checkColumnNames } from '../../../datacenter/import/file-source.js';
import { importCity, MAX_DELETIONS, MAX_REJECTS } from '../../../datacenter/import/import-city.js';
import { ENCODINGS, type Encoding, encodingOf } from '../../../datacenter/import/text-encoding.js';
import { readConfig } from '../../config.js';
import { openDatabase } from '../../database/open.js';
import { helpText } from '../command/help-text.js';
import type { DefineCommand } from '../command/invocation.js';
import { readJsonFile } from '../command/json-file.js';

interface Options {
  readonly rejects?: string;
  readonly compare?: boolean;
  readonly encoding?: Encoding;
  readonly columns?: string;
  readonly maxRejects: number;
  readonly maxDeletions: number;
  readonly dryRun?: boolean;
}

export const importDirectory: DefineCommand = (program, invocation) => {
  program
    .command('import <DIR>')
    .summary('imports a directory of CSV files into the data asset center')
    .description(
      helpText(`
        Imports the CSV files in DIR, named as \`assent generate\` names them, perhaps with a day in the name; files that
        are missing are left alone, and others are named. Encoding and separator are found out. Bad rows go to the rejects
        file with everything that is wrong with them, and stop nothing. Importing the same files again changes nothing.

        A manifest.json in DIR says what the source says of the files: rows, sums and digests, and whether they are all
        records (FULL) or changes (DELTA). Files that differ from it, or are older than what was imported, are refused
        before anything changes.

        Ends with 1 if a file could not be read at all, or if of a file more rows were rejected than may be; with 0
        otherwise.`),
    )
    .option('--rejects <PATH>', 'where bad rows go (default: DIR/rejects.csv)')
    .option(
      '--encoding <NAME>',
      `the encoding of all files: ${ENCODINGS.join(', ')} (default: found out)`,
      encoding,
    )
    .option('--columns <FILE>', 'a JSON file with the names that the source has for columns, by file')
    .option(
      '--max-rejects <PERCENT>',
      'the share of a file’s rows that may be rejected',
      percent,
      MAX_REJECTS,
    )
    .option(
      '--max-deletions <PERCENT>',
      'the share of a table that a FULL export may remove',
      percent,
      MAX_DELETIONS,
    )
    .option('--dry-run', 'only reads and checks the files')
    .option('--compare', 'also copies the same bytes bare, and tells how the import compares')
    .action(async (directory: string, options: Options) => {
      const config = readConfig();
      const columns = options.columns && (await readJsonFile(options.columns, checkColumnNames));
      const database = await openDatabase(config);
      const { blindIndexKey, masterKeys } = database.keys;
      try {
        const imported = await importCity(
          {
            directory,
            databaseUrl: database.urls.import,
            blindIndex: new BlindIndex(blindIndexKey),
            encryption: new FieldEncryption(masterKeys),
            ...(options.rejects !== undefined && { rejectsPath: options.rejects }),
            ...(options.encoding && { encoding: options.encoding }),
            ...(columns && { columns }),
            maxRejects: options.maxRejects,
            maxDeletions: options.maxDeletions,
            dryRun: options.dryRun ?? false,
            compare: options.compare ?? false,
          },
          invocation,
        );
        invocation.exitCode = imported.refused.length + imported.overLimit.length > 0 ? 1 : 0;
        invocation.result({ ...imported, dryRun: options.dryRun ?? false }, '');
      } finally {
        await database.stop();
      }
    });
};

function encoding(text: string): Encoding {
  const found = encodingOf(text);
  if (found === null) throw new InvalidArgumentError(`It must be one of ${ENCODINGS.join(', ')}, or gbk.`);
  return found;
}

/** Parses a share in percent. */
function percent(text: string): number {
  const value = Number(text);
  if (!/^\d{1,3}(\.\d+)?$/.test(text) || value > 100)
    throw new InvalidArgumentError('It must be a number of percent from 0 to 100.');
  return value / 100;
}

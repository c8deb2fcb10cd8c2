import { backUp } from '../../backup/back-up.js';
import { BackupError, readBackupKey } from '../../backup/envelope.js';
import { checkBackup, restoreRows, restoreSecrets } from '../../backup/restore.js';
import { readConfig } from '../../config.js';
import { stepDigests } from '../../database/migrate.js';
import { openDatabase, openFilled } from '../../database/open.js';
import { helpText } from '../command/help-text.js';
import type { DefineCommand } from '../command/invocation.js';
import { version } from '../command/version.js';

const KEY = '--key-file <FILE>';
const KEY_HELP =
  'a passphrase or random bytes that encrypt the backup; readable by its owner only, and kept elsewhere';

interface Options {
  readonly keyFile: string;
}

/** Names the file in what is wrong with it. */
async function named<T>(path: string, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw error instanceof BackupError ? new Error(`${path}: ${error.message}`, { cause: error }) : error;
  }
}

export const backup: DefineCommand = (program, invocation) => {
  program
    .command('backup <FILE>')
    .summary('writes the database and its secrets to one encrypted file')
    .description(
      helpText(`
        Writes the database and its secrets, as of one moment, to one encrypted file, and reads it again to its end.
        Serving goes on meanwhile. Works with the embedded PostgreSQL and with any from 15 on, also from one to another.`),
    )
    .requiredOption(KEY, KEY_HELP)
    .action(async (path: string, { keyFile }: Options) => {
      const key = await readBackupKey(keyFile);
      const config = readConfig();
      const database = await openDatabase(config);
      try {
        const { at, logSize } = await backUp(database, { varDir: config.varDir, version, path, key });
        const { rows, secrets } = await named(path, checkBackup(path, key));
        const count = [...rows.values()].reduce((sum, one) => sum + one, 0);
        invocation.result(
          { file: path, at, tables: rows.size, rows: count, secrets: secrets.size, logSize },
          `${path}: as of ${at}, ${rows.size} tables with ${count} rows, ${secrets.size} secrets, log of ${logSize} entries; read again and whole\n`,
        );
      } finally {
        await database.stop();
      }
    });
};

export const restore: DefineCommand = (program, invocation) => {
  program
    .command('restore <FILE>')
    .summary('restores a backup into an empty database')
    .description(
      helpText(`
        Reads the backup to its end, and then restores the secrets into ASSENT_VAR and the rows into the database that
        DATABASE_URL names, which must be empty, or into a new embedded one. Roles are made with new passwords. All of it
        is done, or the database stays empty.

        If the platform served after the backup was made, run assent recover before it serves again.`),
    )
    .requiredOption(KEY, KEY_HELP)
    .option('--check', 'only reads the backup to its end')
    .action(async (path: string, { keyFile, check = false }: Options & { check?: boolean }) => {
      const key = await readBackupKey(keyFile);
      const { manifest, rows, secrets } = await named(path, checkBackup(path, key));
      const made = `made by version ${manifest.version} as of ${manifest.at}`;
      const value = {
        file: path,
        version: manifest.version,
        at: manifest.at,
        tables: rows.size,
        secrets: secrets.size,
        restored: !check,
      };
      if (check) {
        invocation.result(value, `${path}: whole, ${made}\n`);
        return;
      }
      assertKnownSteps(manifest.steps, manifest.version);
      const config = readConfig();
      await openFilled(config, new Set(manifest.steps.map(({ name }) => name)), async (client) => {
        await restoreSecrets(config.varDir, secrets);
        await named(path, restoreRows(client, path, key));
      });
      invocation.result(
        value,
        `restored ${rows.size} tables and ${secrets.size} secrets, ${made}\nIf the platform served after that, run assent recover before it serves again.\n`,
      );
    });
};

/** @throws Error if this version can't make the tables of the backup */
function assertKnownSteps(steps: readonly { name: string; digest: string }[], madeBy: string): void {
  const known = new Map(stepDigests().map(({ name, digest }) => [name, digest]));
  const strange = steps.find(({ name, digest }) => known.get(name) !== digest);
  if (strange)
    throw new Error(
      `This version does not know the tables of the backup (${strange.name}). Restore it with version ${madeBy}.`,
    );
}

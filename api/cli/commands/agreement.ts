import { checkAgreement } from '../../../consent/recipients/agreement-file.js';
import { readConfig } from '../../config.js';
import { openDatabase } from '../../database/open.js';
import { applyAgreements } from '../command/apply-agreements.js';
import { helpText } from '../command/help-text.js';
import type { DefineCommand } from '../command/invocation.js';
import { readJsonFile } from '../command/json-file.js';

export const agreement: DefineCommand = (program, { out }) => {
  program
    .command('agreement')
    .description('applies a data use agreement (数据使用协议)')
    .command('apply <FILE>')
    .summary('adds or updates a recipient and its agreement')
    .description(
      helpText(`
        Adds or updates a recipient: its public keys, and the purposes and items it may ask for. Grants are judged by
        the new version from their next use on. An example is docs/examples/agreement.json.`),
    )
    .action(async (path: string) => {
      const file = await readJsonFile(path, checkAgreement);
      const config = readConfig();
      const database = await openDatabase(config);
      try {
        const [applied] = await applyAgreements(database.ownerUrl, config.varDir, [file]);
        out.write(
          `${file.recipient.code} ${file.recipient.name}: agreement version ${applied!.version}, ${applied!.changed ? 'now in force' : 'unchanged'}\n`,
        );
      } finally {
        await database.stop();
      }
    });
};

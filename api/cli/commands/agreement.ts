import { readFile } from 'node:fs/promises';
import {
  AgreementError,
  type AgreementFile,
  checkAgreement,
} from '../../../consent/recipients/agreement-file.js';
import { readConfig } from '../../config.js';
import { openDatabase } from '../../database/open.js';
import { applyAgreements } from '../command/apply-agreements.js';
import { type Command, onlyArgument, UsageError } from '../command/command.js';

async function readAgreement(path: string): Promise<AgreementFile> {
  const text = await readFile(path, 'utf8');
  try {
    return checkAgreement(JSON.parse(text));
  } catch (error) {
    if (error instanceof SyntaxError) throw new Error(`${path} is not JSON: ${error.message}`);
    if (error instanceof AgreementError) throw new Error(`${path}: ${error.message}`);
    throw error;
  }
}

export const agreement: Command = {
  summary: 'applies a data use agreement (数据使用协议)',
  help: `assent agreement apply FILE

  Adds or updates a recipient: its public keys, and the purposes and items it may ask for. Grants are judged by the
  new version from their next use on. An example is docs/examples/agreement.json.
`,
  options: {},
  async run({ values, positionals: [action, ...positionals] }, { out }) {
    if (action !== 'apply') throw new UsageError('it is `assent agreement apply FILE`.');
    const file = await readAgreement(onlyArgument({ values, positionals }, 'FILE'));
    const database = await openDatabase(readConfig());
    try {
      const [applied] = await applyAgreements(database.ownerUrl, [file]);
      out.write(
        `${file.recipient.code} ${file.recipient.name}: agreement version ${applied!.version}, ${applied!.changed ? 'now in force' : 'unchanged'}\n`,
      );
    } finally {
      await database.stop();
    }
    return 0;
  },
};

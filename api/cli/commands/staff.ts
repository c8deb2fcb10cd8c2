import { readFile } from 'node:fs/promises';
import { disableStaff, listStaff } from '../../../consent/staff/accounts.js';
import { checkStaff, StaffError } from '../../../consent/staff/staff-file.js';
import type { Io } from '../../../datacenter/io.js';
import { readConfig } from '../../config.js';
import { openDatabase } from '../../database/open.js';
import { type Arguments, type Command, noArguments, onlyArgument, UsageError } from '../command/command.js';
import { addStaffAccount, asOwner } from '../command/staff-accounts.js';

async function readStaff(path: string) {
  const text = await readFile(path, 'utf8');
  try {
    return checkStaff(JSON.parse(text));
  } catch (error) {
    if (error instanceof SyntaxError) throw new Error(`${path} is not JSON: ${error.message}`);
    if (error instanceof StaffError) throw new Error(`${path}: ${error.message}`);
    throw error;
  }
}

/** @returns what to do once the database is open; what was called wrongly is said before */
async function actionOf({ values, positionals: [action, ...positionals] }: Arguments, { out }: Io) {
  const args = { values, positionals };
  if (action === 'add') {
    const file = await readStaff(onlyArgument(args, 'FILE'));
    return async (ownerUrl: string) => {
      await addStaffAccount(ownerUrl, readConfig().varDir, file);
      out.write(`${file.code} ${file.role} added\n`);
    };
  }
  if (action === 'disable') {
    const code = onlyArgument(args, 'CODE');
    return async (ownerUrl: string) => {
      await asOwner(ownerUrl, (database) => disableStaff(database, code));
      out.write(`${code} disabled\n`);
    };
  }
  if (action !== 'list') throw new UsageError('it is `assent staff add FILE`, `disable CODE` or `list`.');
  noArguments(args);
  return async (ownerUrl: string) => {
    for (const { code, role, addedAt, disabledAt } of await asOwner(ownerUrl, listStaff))
      out.write(
        `${code} ${role} since ${addedAt.toISOString()}${disabledAt ? `, disabled ${disabledAt.toISOString()}` : ''}\n`,
      );
  };
}

export const staff: Command = {
  summary: 'adds, disables and lists staff accounts (经办、复核、管理人员)',
  help: `assent staff add FILE
assent staff disable CODE
assent staff list

  An account is a code, a role (CLERK, REVIEWER or OFFICER), the employee's ID number, kept as a blind index only, and
  the public key of the smart card or key store that they sign in with. An employee has one account. A disabled one
  is refused at once and stays disabled: who gets a new key gets a new code. An example is docs/examples/staff.json.
`,
  options: {},
  async run(args, io) {
    const act = await actionOf(args, io);
    const database = await openDatabase(readConfig());
    try {
      await act(database.ownerUrl);
    } finally {
      await database.stop();
    }
    return 0;
  },
};

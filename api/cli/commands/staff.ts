import { disableStaff, listStaff } from '../../../consent/staff/accounts.js';
import { checkStaff } from '../../../consent/staff/staff-file.js';
import { readConfig } from '../../config.js';
import { openDatabase } from '../../database/open.js';
import { helpText } from '../command/help-text.js';
import type { DefineCommand } from '../command/invocation.js';
import { readJsonFile } from '../command/json-file.js';
import { addStaffAccount, asOwner } from '../command/staff-accounts.js';

export const staff: DefineCommand = (program, { out }) => {
  const command = program
    .command('staff')
    .summary('adds, disables and lists staff accounts (经办、复核、管理人员)')
    .description(
      helpText(`
        An account is a code, a role (CLERK, REVIEWER or OFFICER), the employee's ID number, kept as a blind index
        only, and the public key of the smart card or key store that they sign in with. An employee has one account.`),
    );

  command
    .command('add <FILE>')
    .description('adds an account; an example is docs/examples/staff.json')
    .action(async (path: string) => {
      const file = await readJsonFile(path, checkStaff);
      await withDatabase((ownerUrl) => addStaffAccount(ownerUrl, readConfig().varDir, file));
      out.write(`${file.code} ${file.role} added\n`);
    });

  command
    .command('disable <CODE>')
    .summary('disables an account for good')
    .description(
      'The account is refused at once and stays disabled: an employee who gets a new key gets a new code.',
    )
    .action(async (code: string) => {
      await withDatabase((ownerUrl) => asOwner(ownerUrl, (database) => disableStaff(database, code)));
      out.write(`${code} disabled\n`);
    });

  command
    .command('list')
    .description('lists all accounts')
    .action(async () => {
      const accounts = await withDatabase((ownerUrl) => asOwner(ownerUrl, listStaff));
      for (const { code, role, addedAt, disabledAt } of accounts)
        out.write(
          `${code} ${role} since ${addedAt.toISOString()}${disabledAt ? `, disabled ${disabledAt.toISOString()}` : ''}\n`,
        );
    });
};

async function withDatabase<Result>(work: (ownerUrl: string) => Promise<Result>): Promise<Result> {
  const database = await openDatabase(readConfig());
  try {
    return await work(database.ownerUrl);
  } finally {
    await database.stop();
  }
}

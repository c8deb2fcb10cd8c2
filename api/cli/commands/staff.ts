import { type Enrolment, listStaff } from '../../../consent/staff/accounts.js';
import { checkStaff } from '../../../consent/staff/staff-file.js';
import { readConfig } from '../../config.js';
import { openDatabase } from '../../database/open.js';
import { helpText } from '../command/help-text.js';
import { type DefineCommand, UsageError } from '../command/invocation.js';
import { readJsonFile } from '../command/json-file.js';
import { addStaffAccount, disableStaffAccount, onStaff } from '../command/staff-accounts.js';

export const staff: DefineCommand = (program, invocation) => {
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
    .summary('adds an account; an example is docs/examples/staff.json')
    .description(
      helpText(`
        Adds an account, which two officers vouch for. The first two officers are enrolled by a ceremony: those who
        take part sign its minutes, and the digest of the minutes is kept with the account.`),
    )
    .option('--by <CODE...>', 'the two officers who enrol the employee')
    .option(
      '--minutes <SHA256>',
      'of the first two officers: SHA-256 of the minutes of their ceremony, in hex',
    )
    .action(async (path: string, options: EnrolmentOptions) => {
      const enrolment = enrolmentOf(options);
      const file = await readJsonFile(path, checkStaff);
      await withDatabase((ownerUrl) => addStaffAccount(ownerUrl, readConfig().varDir, file, enrolment));
      invocation.result({ code: file.code, role: file.role }, `${file.code} ${file.role} added\n`);
    });

  command
    .command('disable <CODE>')
    .summary('disables an account for good')
    .description(
      'The account is refused at once and stays disabled: an employee who gets a new key gets a new code.',
    )
    .action(async (code: string) => {
      await withDatabase((ownerUrl) => disableStaffAccount(ownerUrl, readConfig().varDir, code));
      invocation.result({ code }, `${code} disabled\n`);
    });

  command
    .command('list')
    .description('lists all accounts')
    .action(async () => {
      const accounts = await withDatabase((ownerUrl) => onStaff(ownerUrl, listStaff));
      const lines = accounts.map(
        ({ code, role, addedAt, disabledAt }) =>
          `${code} ${role} since ${addedAt.toISOString()}${disabledAt ? `, disabled ${disabledAt.toISOString()}` : ''}\n`,
      );
      invocation.result(accounts, lines.join(''));
    });
};

interface EnrolmentOptions {
  readonly by?: readonly string[];
  readonly minutes?: string;
}

function enrolmentOf({ by, minutes }: EnrolmentOptions): Enrolment {
  if (minutes !== undefined && by === undefined) {
    if (!/^[0-9a-f]{64}$/.test(minutes)) throw new UsageError('--minutes takes 64 hexadecimal digits.');
    return { minutesDigest: minutes };
  }
  const [one, other, ...more] = by ?? [];
  if (!one || !other || more.length > 0 || minutes !== undefined)
    throw new UsageError(
      'Name two officers: --by CODE CODE. The first two are added with --minutes instead.',
    );
  return { by: [one, other] };
}

async function withDatabase<Result>(work: (ownerUrl: string) => Promise<Result>): Promise<Result> {
  const database = await openDatabase(readConfig());
  try {
    return await work(database.ownerUrl);
  } finally {
    await database.stop();
  }
}

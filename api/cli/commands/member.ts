import { listMembers } from '../../../consent/onboarding/enrol.js';
import { checkMember } from '../../../consent/onboarding/member-file.js';
import { readConfig } from '../../config.js';
import { openDatabase } from '../../database/open.js';
import { helpText } from '../command/help-text.js';
import { type DefineCommand, UsageError } from '../command/invocation.js';
import { readJsonFile } from '../command/json-file.js';
import { disableMemberAccount, enrolMemberAccount, onMembers } from '../command/member-accounts.js';

export const member: DefineCommand = (program, invocation) => {
  const command = program
    .command('member')
    .summary('enrols, disables and lists members of institutions (机构人员)')
    .description(
      helpText(`
        A member is an employee of an institution, with one or more of the roles OWNER, DEVELOPER, HANDLER and AUDITOR.
        They sign in here with a passkey or by face comparison. An OWNER invites the others in the portal.`),
    );

  command
    .command('enrol <FILE>')
    .summary('enrols a member on the letter of appointment; an example is docs/examples/member.json')
    .description(
      helpText(`
        Makes the account, and the institution if it is new. Two officers vouch for it who have seen the letter of
        appointment, whose digest is kept. It prints the code of the account.`),
    )
    .requiredOption('--by <CODE...>', 'the two officers who enrol the member')
    .action(async (path: string, { by }: { by: readonly string[] }) => {
      const [one, other, ...more] = by;
      if (!one || !other || more.length > 0) throw new UsageError('Name two officers: --by CODE CODE.');
      const file = await readJsonFile(path, checkMember);
      const code = await withDatabase((ownerUrl) =>
        enrolMemberAccount(ownerUrl, readConfig().varDir, file, [one, other]),
      );
      invocation.result({ code, roles: file.roles }, `${code} ${file.roles.join(' ')} enrolled\n`);
    });

  command
    .command('disable <CODE>')
    .summary('disables an account for good, the last OWNER of an institution too')
    .description('The account is refused at once and stays disabled. OWNERs disable others in the portal.')
    .requiredOption('--reason <TEXT>', 'why, for the record')
    .action(async (code: string, { reason }: { reason: string }) => {
      await withDatabase((ownerUrl) => disableMemberAccount(ownerUrl, readConfig().varDir, code, reason));
      invocation.result({ code }, `${code} disabled\n`);
    });

  command
    .command('list')
    .description('lists all accounts, without names')
    .action(async () => {
      const accounts = await withDatabase((ownerUrl) => onMembers(ownerUrl, listMembers));
      const lines = accounts.map(
        ({ code, uscc, institution, roles, disabled_at }) =>
          `${code} ${(roles as string[]).join(' ')} of ${uscc} ${institution}${disabled_at ? ', disabled' : ''}\n`,
      );
      invocation.result(accounts, lines.join(''));
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

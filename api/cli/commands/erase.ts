import { erasePerson } from '../../../consent/maintenance/erase-person.js';
import { readConfig } from '../../config.js';
import { openDatabase } from '../../database/open.js';
import { inTransaction } from '../command/as-owner.js';
import { helpText } from '../command/help-text.js';
import type { DefineCommand } from '../command/invocation.js';

export const erase: DefineCommand = (program, invocation) => {
  program
    .command('erase')
    .summary('erases a person')
    .description(
      helpText(`
        Destroys the salt that the person's values are encrypted with, deletes the records and revokes the grants.
        Ledger entries and disclosures stay, and name nobody. It can't be undone. An import rejects the person's rows
        from then on, by the blind index of the number.

        Ends with 1 if there is no such person.`),
    )
    .requiredOption('--person <PSN_NO>', 'the person number (人员编号)')
    .action(async ({ person }: { person: string }) => {
      const erased = await eraseFromDatabase(person);
      invocation.result({ erased }, erased ? 'erased\n' : 'there is no such person\n');
      invocation.exitCode = erased ? 0 : 1;
    });
};

async function eraseFromDatabase(person: string): Promise<boolean> {
  const { ownerUrl, stop } = await openDatabase(readConfig());
  return inTransaction(ownerUrl, 'assent erase', (database) => erasePerson(database, person)).finally(stop);
}

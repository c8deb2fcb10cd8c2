import type { Executor } from '../../../consent/database/executor.js';
import {
  decideIdentity,
  type IdentityVerdict,
  openIdentityReviews,
} from '../../../consent/maintenance/identity-reviews.js';
import { readConfig } from '../../config.js';
import { openDatabase } from '../../database/open.js';
import { inTransaction } from '../command/as-owner.js';
import { helpText } from '../command/help-text.js';
import type { DefineCommand } from '../command/invocation.js';

const DECISIONS: readonly (readonly [
  command: string,
  verdict: IdentityVerdict,
  summary: string,
  more: string,
])[] = [
  [
    'accept',
    'CORRECTION',
    'the same person, corrected: grants go on, and the next import applies the change',
    'Look at the papers first: whoever gets another’s record reads all of it.',
  ],
  [
    'refuse',
    'REFUSED',
    'the file is wrong: grants go on, and the change is rejected from now on',
    'The source must correct the person number.',
  ],
  [
    'another',
    'ANOTHER',
    'the number is another person’s now: grants end, the record stays with whose it is',
    'The next import begins a new record for the number.',
  ],
];

export const identity: DefineCommand = (program, invocation) => {
  const command = program
    .command('identity')
    .summary('lists and decides changes of identity that an import has held')
    .description(
      helpText(`
        An import holds a row that would make another person of a person number: name, number, birth date and sex change
        together. Until it is decided the person's grants are suspended and no file changes the record; person and
        recipients are told.`),
    );
  command
    .command('list')
    .summary('lists what waits for a decision')
    .action(async () => {
      const open = await onReviews((database) => openIdentityReviews(database));
      const lines = open.map(
        ({ psnNo, changed, heldAt }) => `${psnNo}  held ${heldAt}  changes ${changed.join(', ')}\n`,
      );
      invocation.result(open, lines.length === 0 ? 'nothing is held\n' : lines.join(''));
    });
  for (const [name, verdict, summary, more] of DECISIONS)
    command
      .command(name)
      .summary(summary)
      .description(helpText(`${summary}. ${more} Ends with 1 if nothing is held for this person.`))
      .requiredOption('--person <PSN_NO>', 'the person number (人员编号)')
      .requiredOption('--by <NAME>', 'who decides, for the record')
      .action(async ({ person, by }: { person: string; by: string }) => {
        const decided = await onReviews((database) => decideIdentity(database, person, verdict, by));
        invocation.result({ decided, verdict }, decided ? 'decided\n' : 'nothing is held for this person\n');
        invocation.exitCode = decided ? 0 : 1;
      });
};

async function onReviews<T>(work: (database: Executor) => Promise<T>): Promise<T> {
  const { ownerUrl, stop } = await openDatabase(readConfig());
  return inTransaction(ownerUrl, 'assent identity', work).finally(stop);
}

import { InvalidArgumentError } from 'commander';
import { executorOf } from '../../../consent/database/executor.js';
import { setAsideEntry } from '../../../consent/ledger/log/set-aside.js';
import { readConfig } from '../../config.js';
import { openExisting } from '../../database/open.js';
import { onConnection } from '../command/as-owner.js';
import { helpText } from '../command/help-text.js';
import type { DefineCommand } from '../command/invocation.js';

const matching = (pattern: RegExp, what: string) => (text: string) => {
  if (!pattern.test(text)) throw new InvalidArgumentError(`It must be ${what}.`);
  return text;
};

export const ledger: DefineCommand = (program, invocation) => {
  const command = program
    .command('ledger')
    .summary('lets the log go on after an accident')
    .description('Lets the log of the ledger go on after an accident. See docs/operations.md.');

  command
    .command('set-aside')
    .summary('puts a SET_ASIDE in the place of an entry that can not be published')
    .description(
      helpText(`
        Puts a SET_ASIDE in the place of an entry that the sequencer can't publish. The log then holds the code and the
        SHA-256 of the entry's content. Everybody sees it, and it can't be taken back.

        Ends with 1 if there is no such entry outside the log.`),
    )
    .argument('<ENTRY>', 'the number of the entry', matching(/^\d{1,18}$/, 'a whole number'))
    .requiredOption(
      '--why <CODE>',
      'why, for everybody to see',
      matching(/^[A-Z][A-Z0-9_-]{0,39}$/, 'a code like UNREADABLE'),
    )
    .action(async (entry: string, { why }: { why: string }) => {
      const done = await setAside(entry, why);
      invocation.result(
        { entry, setAside: done },
        done ? `entry ${entry} is set aside\n` : `there is no entry ${entry} outside the log\n`,
      );
      invocation.exitCode = done ? 0 : 1;
    });
};

async function setAside(entry: string, why: string): Promise<boolean> {
  const { ownerUrl, stop } = await openExisting(readConfig());
  const setting = onConnection(ownerUrl, 'assent ledger', (client) =>
    setAsideEntry(executorOf(client), entry, why),
  );
  return setting.finally(stop);
}

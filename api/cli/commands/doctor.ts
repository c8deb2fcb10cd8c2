import { readConfig } from '../../config.js';
import { examine } from '../command/examination.js';
import { helpText } from '../command/help-text.js';
import type { DefineCommand } from '../command/invocation.js';

export const doctor: DefineCommand = (program, invocation) => {
  program
    .command('doctor')
    .summary('looks at everything that serving needs')
    .description(
      helpText(`
        Looks at settings, database, secrets, roles, clocks, and what each role must be able to do, and says what is wrong
        and what to do. Changes nothing.

        Ends with 1 if anything is wrong.`),
    )
    .action(async () => {
      const findings = await examine(readConfig());
      invocation.exitCode = findings.some(({ fault }) => fault !== null) ? 1 : 0;
      const lines = findings.map(
        ({ what, fault }) =>
          `${fault === null ? 'ok   ' : 'FAULT'} ${what}${fault === null ? '' : `: ${fault}`}\n`,
      );
      invocation.result(findings, lines.join(''));
    });
};

import { generate as generateCity } from '../../../datacenter/generate/generate.js';
import { helpText } from '../command/help-text.js';
import type { DefineCommand } from '../command/invocation.js';
import { day, wholeNumber } from '../command/option-values.js';

const PERSONS_MAX = 10_000_000;
const MONTHS_MAX = 120;

interface Options {
  readonly persons: number;
  readonly out: string;
  readonly seed: string;
  readonly until?: string;
  readonly months?: number;
}

export const generate: DefineCommand = (program, invocation) => {
  program
    .command('generate')
    .summary('writes a synthetic city as CSV files')
    .description(
      helpText(`
        Writes one CSV file for each category in the field names of the national platform, and people.json and
        providers.json with people and providers to test with. Nobody in it is real. The same options write the same
        bytes.`),
    )
    .requiredOption('--persons <N>', `how many people, 1 to ${PERSONS_MAX}`, wholeNumber(1, PERSONS_MAX))
    .requiredOption('--out <DIR>', 'directory to write to, made if there is none')
    .option('--seed <S>', 'any text; another seed is another city', 'assent')
    .option('--until <DAY>', "the city's last day, YYYY-MM-DD (default: 2026-10-31)", day)
    .option(
      '--months <M>',
      'how many months of visits, contributions and settlements (default: 24)',
      wholeNumber(1, MONTHS_MAX),
    )
    .action(async ({ out, ...options }: Options) => {
      const { rows, seconds } = await generateCity({ ...options, directory: out }, invocation);
      invocation.result({ directory: out, rows, seconds }, '');
    });
};

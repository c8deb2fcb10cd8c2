import { generate as generateCity } from '../../../datacenter/generate/generate.js';
import { type Command, noArguments, UsageError, wholeNumber } from '../command/command.js';

const MOST_PERSONS = 10_000_000;
const MOST_MONTHS = 120;

function day(text: string): string {
  const date = new Date(`${text}T00:00:00Z`);
  if (
    !/^\d{4}-\d{2}-\d{2}$/.test(text) ||
    Number.isNaN(date.getTime()) ||
    date.toISOString().slice(0, 10) !== text
  )
    throw new UsageError(`--until must be a day, YYYY-MM-DD, not "${text}".`);
  return text;
}

export const generate: Command = {
  summary: 'writes a synthetic city as CSV files',
  help: `assent generate --persons N --out DIR [--seed S] [--until YYYY-MM-DD] [--months M]

  Writes one CSV file for each category in the field names of the national platform, and people.json and
  providers.json with people and providers to test with. Nobody in it is real. Same options, same bytes.

  --persons N    how many people, 1 to ${MOST_PERSONS}
  --out DIR      directory to write to, made if there is none
  --seed S       any text; another seed is another city (default: assent)
  --until DAY    the city's last day (default: 2026-10-31)
  --months M     how many months of visits, contributions and settlements (default: 24)
`,
  options: {
    persons: { type: 'string' },
    out: { type: 'string' },
    seed: { type: 'string', default: 'assent' },
    until: { type: 'string' },
    months: { type: 'string' },
  },
  async run(args, io) {
    noArguments(args);
    const { persons, out, seed, until, months } = args.values as Record<string, string | undefined>;
    if (!persons) throw new UsageError('--persons is missing.');
    if (!out) throw new UsageError('--out is missing.');
    await generateCity(
      {
        persons: wholeNumber('--persons', persons, 1, MOST_PERSONS),
        seed: seed!,
        directory: out,
        ...(until !== undefined && { until: day(until) }),
        ...(months !== undefined && { months: wholeNumber('--months', months, 1, MOST_MONTHS) }),
      },
      io,
    );
    return 0;
  },
};

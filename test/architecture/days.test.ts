import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { projectFile, projectRoot } from '../support/project.js';
import { readSources } from './sources.js';

/** Files that make a day of something else than a moment, and what of. */
const OF_SOMETHING_ELSE: Record<string, string> = {
  'api/cli/command/option-values.ts': 'checks that a day given on the command line exists',
  'consent/kernel/checked-input.ts': 'checks that a day in a file exists',
  'consent/kernel/city-time.ts': 'is the one place',
  'datacenter/generate/calendar.ts': 'counts the days of the synthetic city, which have no hours',
  'datacenter/import/value-checks.ts': 'checks that a day in a file exists',
  'schema/identity/resident-number.ts': 'checks that the day in a number exists',
  'schema/scalars/date.ts': 'checks that a day given to the API exists',
};

const withoutComments = (sql: string) => sql.replace(/--.*$/gm, '');

describe('days are those of the city', () => {
  it('and in TypeScript only consent/kernel/city-time.ts makes a day of a moment', () => {
    const makesDays =
      /toISOString\(\)\s*\.(slice|substring|split|startsWith)|\bgetUTC(FullYear|Month|Date|Hours)\b|\bget(FullYear|Month|Date|Hours)\(|toLocale(Date|Time)String|Date\.UTC|8 \* 3_?600|Asia\/Shanghai|CURRENT_DATE|\+08:00/;
    const found = [...readSources().values()]
      .filter(({ path, text }) => !path.startsWith('test/') && makesDays.test(text))
      .map(({ path }) => path);
    expect(found.filter((path) => !(path in OF_SOMETHING_ELSE))).toEqual([
      // It writes a moment with its offset.
      'schema/catalogue.ts',
    ]);
  });

  it('and in SQL only migrations/code/clock.sql does', () => {
    const directory = join(projectRoot, 'migrations');
    const files = readdirSync(directory, { recursive: true, encoding: 'utf8' }).filter((name) =>
      name.endsWith('.sql'),
    );
    const makesDays =
      /AT TIME ZONE|CURRENT_DATE|LOCALTIME|timezone\(|\bnow\(\)::date|\w+_(at|until|from)::date\b/i;
    const found = files.filter((name) => makesDays.test(withoutComments(projectFile(`migrations/${name}`))));
    expect(found).toEqual(['code/clock.sql']);
  });
});

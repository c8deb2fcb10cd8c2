import { Client } from 'pg';
import { migrate } from '../../../api/database/migrate.js';
import { digestOfStep, ROLE_NAMES, type Roles } from '../../../migrations/migrations.js';
import { createBareDatabase } from './bare-database.js';
import { testCluster } from './database.js';

/** What precedes each statement in the file of a release: the values of its parameters. */
const BEGIN = '--- values ';

interface Statement {
  readonly text: string;
  readonly values: readonly unknown[];
}

/**
 * The statements with which the present version makes a database, as text: roles are named as `":gate"`. A later version
 * runs them to get a database of this one.
 */
export async function recordRelease(): Promise<string> {
  const { roles } = testCluster();
  const bare = await createBareDatabase();
  const statements: Statement[] = [];
  const { query } = Client.prototype;
  Client.prototype.query = function (this: Client, text: unknown, values: unknown) {
    if (typeof text === 'string' && !/^\s*(SELECT|BEGIN|COMMIT)\b/.test(text))
      statements.push({ text, values: (values as unknown[] | undefined) ?? [] });
    return (query as (...all: unknown[]) => unknown).call(this, text, values);
  } as typeof query;
  try {
    await migrate(bare.url, roles);
  } finally {
    Client.prototype.query = query;
    await bare.drop();
  }
  return statements
    .map(({ text, values }) => `${BEGIN}${JSON.stringify(values)}\n${unnamed(text, roles).trim()}\n`)
    .join('');
}

/** Makes an empty database into one of the release. */
export async function loadRelease(url: string, release: string): Promise<void> {
  const { roles } = testCluster();
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query('BEGIN');
    let step = '';
    for (const { text, values } of statementsOf(release)) {
      const sql = named(text, roles);
      await client.query(sql, values.length > 0 ? renoted(text, values, step) : undefined);
      step = sql;
    }
    await client.query('COMMIT');
  } finally {
    await client.end();
  }
}

const statementsOf = (release: string): Statement[] =>
  release
    .split(new RegExp(`^${BEGIN}`, 'm'))
    .slice(1)
    .map((part) => {
      const end = part.indexOf('\n');
      return { values: JSON.parse(part.slice(0, end)), text: part.slice(end + 1) };
    });

/** The digest of a step depends on the names of the roles, so it is taken again of the step that ran just before. */
const renoted = (text: string, values: readonly unknown[], step: string): unknown[] =>
  text.includes('assent.migration') && values[0] !== 'code'
    ? [values[0], digestOfStep({ name: String(values[0]), sql: step })]
    : [...values];

const placeholders = ['owner', ...ROLE_NAMES] as (keyof Roles)[];

const unnamed = (text: string, roles: Roles): string =>
  placeholders.reduce((sql, role) => sql.replaceAll(`"${roles[role]}"`, `":${role}"`), text);

function named(text: string, roles: Roles): string {
  const sql = placeholders.reduce((all, role) => all.replaceAll(`":${role}"`, `"${roles[role]}"`), text);
  const [unknown] = /":\w+"/.exec(sql) ?? [];
  if (unknown) throw new Error(`The release names the role ${unknown}, which does not exist any more.`);
  return sql;
}

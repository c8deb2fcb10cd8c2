import { Client } from 'pg';
import { DATABASE_LIMITS } from '../../consent/kernel/limits.js';
import { TOLD_PARTIES } from '../../consent/notifications/who-is-told.js';
import { purposes } from '../../consent/purposes/registry.js';
import {
  digestOfCode,
  digestOfStep,
  loadSchema,
  ROLE_NAMES,
  type Roles,
  type Schema,
  type SqlFile,
} from '../../migrations/migrations.js';
import { DROP_CODE } from './drop-code.js';
import { rolesNamed } from './roles.js';

/** The database was not made by the migration steps of this version. */
export class UnknownDatabase extends Error {}

/** The database was made by a version before 0.2, whose migrations can't be continued. */
export class OlderDatabase extends UnknownDatabase {
  constructor() {
    super(
      '这个数据库由 0.2 之前的版本建立，无法升级：请改用空数据库，或先备份再移走旧库。 ' +
        'This database was made by a version before 0.2 and can’t be upgraded: use an empty one, or back the old one up and move it away.',
    );
  }
}

/** The database is of an earlier version, and the command does not migrate. */
export class OutdatedDatabase extends Error {
  override readonly name = 'OutdatedDatabase';

  constructor() {
    super(
      '数据库须先升级：请先备份，停下所有服务进程，再运行 assent migrate。 ' +
        'This database must be migrated first: make a backup, stop what serves, then run assent migrate. Nothing was changed.',
    );
  }
}

/** The roles of the database are not on this server, or may do nothing in it. */
export class LostRoles extends Error {
  override readonly name = 'LostRoles';

  constructor(roles: readonly string[]) {
    super(
      `数据库角色缺失或没有权限，请先运行 assent migrate。 These roles are missing on this server, or may do nothing in this database: ` +
        `${roles.join(', ')}. It was restored without them. Run assent migrate, which makes them and their privileges again.`,
    );
  }
}

/** The name under which the digest of functions, policies and privileges is stored, beside the steps of the tables. */
const CODE = 'code';

/** The digests that the database has stored: of each applied step, and of the code. */
type Applied = ReadonlyMap<string, string>;

async function readApplied(client: Client): Promise<Applied> {
  const { rows: found } = await client.query(
    `SELECT to_regnamespace('assent') IS NOT NULL AS schema, to_regclass('assent.migration') IS NOT NULL AS steps,
       EXISTS (SELECT FROM pg_class WHERE relname = 'assent_migrations') AS older`,
  );
  const [{ schema, steps, older }] = found;
  if (older || (schema && !steps)) throw new OlderDatabase();
  if (!steps) return new Map();
  const { rows } = await client.query('SELECT name, digest FROM assent.migration');
  return new Map(rows.map(({ name, digest }) => [name, digest]));
}

/** The steps that have not been applied yet. */
function pendingSteps({ tables }: Schema, applied: Applied): readonly SqlFile[] {
  const known = new Map(tables.map((step) => [step.name, digestOfStep(step)]));
  for (const [name, digest] of applied) {
    if (name === CODE) continue;
    if (!known.has(name))
      throw new UnknownDatabase(`This database was made by a newer version: ${name} is not known here.`);
    if (known.get(name) !== digest)
      throw new UnknownDatabase(`${name} was changed after it had been applied to this database.`);
  }
  return tables.filter(({ name }) => !applied.has(name));
}

async function withClient<T>(ownerUrl: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

async function apply(client: Client, { name, sql }: SqlFile): Promise<void> {
  await client.query(sql).catch((cause: Error) => {
    throw new Error(`${name}: ${cause.message}`, { cause });
  });
}

const note = (client: Client, name: string, digest: string) =>
  client.query(
    `INSERT INTO assent.migration AS m (name, digest) VALUES ($1, $2)
     ON CONFLICT (name) DO UPDATE SET digest = $2, applied_at = clock_timestamp()`,
    [name, digest],
  );

/** How far back each purpose looks, by its code. */
const LOOKBACKS = purposes.map(({ code, lookbackMonths }) => [code, lookbackMonths] as const);

const digestDeclared = ({ code }: Schema): string =>
  digestOfCode(code, { limits: DATABASE_LIMITS, lookbacks: LOOKBACKS, told: TOLD_PARTIES });

/** What the engine declares and the database needs too. */
async function storeDeclarations(client: Client): Promise<void> {
  await client.query('DELETE FROM assent.limit');
  for (const limit of Object.entries(DATABASE_LIMITS))
    await client.query('INSERT INTO assent.limit (name, value) VALUES ($1, $2)', limit);
  await client.query('DELETE FROM assent.purpose_lookback');
  for (const lookback of LOOKBACKS)
    await client.query('INSERT INTO assent.purpose_lookback (purpose, months) VALUES ($1, $2)', [
      ...lookback,
    ]);
  await client.query('DELETE FROM assent.told_party');
  for (const told of TOLD_PARTIES)
    await client.query('INSERT INTO assent.told_party (event, party, text) VALUES ($1, $2, $3)', [...told]);
}

/** Drops functions, triggers, policies, views and privileges. Functions that the definitions of tables use stay. */
async function dropCode(client: Client, roles: Roles): Promise<void> {
  await client.query('DROP SCHEMA IF EXISTS record CASCADE');
  await client.query(DROP_CODE);
  const everybody = ['PUBLIC', ...ROLE_NAMES.map((role) => client.escapeIdentifier(roles[role]))].join(', ');
  for (const what of ['ALL TABLES IN SCHEMA', 'ALL SEQUENCES IN SCHEMA', 'ALL FUNCTIONS IN SCHEMA', 'SCHEMA'])
    await client.query(`REVOKE ALL ON ${what} assent FROM ${everybody}`);
}

/** @param anew whether functions, policies and privileges are made again although they are of this version */
async function migrateIn(client: Client, roles: Roles, anew = false): Promise<string[]> {
  // Several processes may start at once: one migrates, the others wait here and find nothing to do.
  await client.query("SELECT pg_advisory_xact_lock(hashtext('assent migrations'))");
  const schema = loadSchema(roles);
  const applied = await readApplied(client);
  const pending = pendingSteps(schema, applied);
  const digest = digestDeclared(schema);
  if (pending.length === 0 && applied.get(CODE) === digest && !anew) return [];

  // To create views in the name of the role that owns them, the migrating role is one of its members, and only meanwhile.
  const [record, owner] = [roles.record, roles.owner].map((role) => client.escapeIdentifier(role));
  await client.query(`GRANT ${record} TO ${owner}`);
  // The code is dropped first, so that a step may change whatever a function, view or policy depends on.
  if (applied.size > 0) await dropCode(client, roles);
  for (const step of pending) {
    await apply(client, step);
    await note(client, step.name, digestOfStep(step));
  }
  await storeDeclarations(client);
  for (const file of schema.code) await apply(client, file);
  await client.query(`REVOKE ${record} FROM ${owner}`);
  await note(client, CODE, digest);
  return [...pending.map(({ name }) => name), CODE];
}

/**
 * The migration steps with their digests, whatever the roles are called: a backup tells by them what made its tables.
 */
export const stepDigests = (): { name: string; digest: string }[] =>
  loadSchema(rolesNamed('role', 'owner')).tables.map((step) => ({
    name: step.name,
    digest: digestOfStep(step),
  }));

/**
 * Makes the tables of an earlier or of this version in an empty database, lets `fill` fill them, and migrates on, all in
 * one transaction. Triggers, policies and privileges come last, so that nothing is judged twice.
 * @param steps those that made the tables
 */
export const migrateFilled = (
  ownerUrl: string,
  roles: Roles,
  steps: ReadonlySet<string>,
  fill: (client: Client) => Promise<void>,
): Promise<void> =>
  withClient(ownerUrl, async (client) => {
    await client.query('BEGIN');
    await client.query("SELECT pg_advisory_xact_lock(hashtext('assent migrations'))");
    if ((await readApplied(client)).size > 0) throw new Error('The database is not empty.');
    for (const step of loadSchema(roles).tables.filter(({ name }) => steps.has(name))) {
      await apply(client, step);
      await note(client, step.name, digestOfStep(step));
    }
    await fill(client);
    await migrateIn(client, roles);
    await client.query('COMMIT');
  });

/** How far a database is: NEW holds nothing of ours, OUTDATED awaits `assent migrate`. */
export type DatabaseState = 'NEW' | 'OUTDATED' | 'CURRENT';

/** Refuses a database that can’t be migrated. Changes nothing. */
export const stateOf = (ownerUrl: string, roles: Roles): Promise<DatabaseState> =>
  withClient(ownerUrl, async (client) => {
    const schema = loadSchema(roles);
    const applied = await readApplied(client);
    const pending = pendingSteps(schema, applied);
    if (applied.size === 0) return 'NEW';
    return pending.length === 0 && applied.get(CODE) === digestDeclared(schema) ? 'CURRENT' : 'OUTDATED';
  });

/**
 * Brings the database up to date, all of it in one transaction. The only way back is to restore a backup.
 * @param anew see migrateIn
 * @returns what was applied
 */
export const migrate = (ownerUrl: string, roles: Roles, anew = false): Promise<string[]> =>
  withClient(ownerUrl, async (client) => {
    await client.query('BEGIN');
    const done = await migrateIn(client, roles, anew);
    await client.query('COMMIT');
    return done;
  });

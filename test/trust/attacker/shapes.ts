import { callOf, conditionOn, type Pool } from './arguments.js';
import type { Dice } from './dice.js';
import type { CallableFunction, Relation, Surface } from './surface.js';

/** What a shape is made of: for whom, with what, and the platform's own settings and roles. */
export interface Means {
  readonly surface: Surface;
  readonly pool: Pool;
  readonly settings: readonly string[];
  readonly roles: readonly string[];
  readonly dice: Dice;
  /** Whether the connection is inside a transaction. */
  readonly inTransaction: boolean;
}

const BEGIN = [
  'BEGIN',
  'BEGIN',
  'START TRANSACTION',
  'BEGIN ISOLATION LEVEL REPEATABLE READ',
  'BEGIN ISOLATION LEVEL SERIALIZABLE READ ONLY DEFERRABLE',
  'BEGIN READ WRITE',
  'BEGIN ISOLATION LEVEL SERIALIZABLE',
];

/** How a statement is run: as it is, prepared, in a block, behind a cursor, or copied out. */
const WRAPPINGS: readonly ((select: string, dice: Dice) => string)[] = [
  (select) => select,
  (select) => select,
  (select) => select,
  (select) => `DECLARE held CURSOR WITH HOLD FOR ${select}; FETCH 3 FROM held`,
  (select) => `CLOSE ALL; DECLARE c NO SCROLL CURSOR FOR ${select}; FETCH ALL FROM c`,
  (select) => `COPY (${select}) TO STDOUT`,
  (select) => `DEALLOCATE ALL; PREPARE p AS ${select}; EXECUTE p`,
  (select) =>
    `DO $do$ DECLARE r record; BEGIN FOR r IN ${select} LOOP RAISE NOTICE '%', r; END LOOP; END $do$`,
  (select) => `EXPLAIN (ANALYZE, VERBOSE, COSTS OFF, TIMING OFF, SUMMARY OFF, BUFFERS OFF) ${select}`,
  (select) => `SELECT query_to_xml($q$${select}$q$, true, true, '')`,
  (select) => `CREATE TEMP TABLE IF NOT EXISTS kept AS ${select}`,
  (select) => `CREATE OR REPLACE TEMP VIEW seen AS ${select}; TABLE seen`,
];

/** A read of one relation, with tricks that show values before a condition of the view is evaluated. */
function reading({ name, columns, rights }: Relation, { pool, dice }: Means): string {
  const where = dice.chance(0.85) ? conditionOn(columns, pool, dice) : '';
  const column = dice.maybe(columns)?.name ?? 'x';
  const and = where === '' ? ' WHERE' : ' AND';
  const select = `SELECT * FROM ${name}${where}`;
  switch (dice.below(10)) {
    case 0:
      return `SELECT FROM ${name}${where}${and} pg_temp.tell("${column}"::text)`;
    case 1:
      return `SELECT "${column}"::text::integer FROM ${name}${where}`;
    case 2:
      return `SELECT FROM ${name}${where}${and} "${column}"::text::uuid IS NOT NULL`;
    case 3:
      return `SELECT json_agg(t) FROM (${select} LIMIT 20) t`;
    case 4:
      return `SELECT string_agg(t::text, ' ') FROM (${select} LIMIT 20) t`;
    case 5:
      return `SELECT a."${column}" FROM ${name} a JOIN ${name} b ON a."${column}" = b."${column}" LIMIT 20`;
    case 6:
      return rights.includes('UPDATE') ? `${select} LIMIT 20 FOR UPDATE` : `${select} LIMIT 20`;
    default:
      return `${select} LIMIT 20`;
  }
}

/** A change that tells what was there: RETURNING, or a conflict with a row that one may not see. */
function changing({ name, insertable, updatable, rights, columns }: Relation, means: Means): string {
  const { pool, dice } = means;
  const where = conditionOn(columns, pool, dice);
  const returning = dice.one([' RETURNING *', ' RETURNING old, new', '']);
  if (rights.includes('DELETE') && dice.chance(0.3)) return `DELETE FROM ${name}${where}${returning}`;
  const column = dice.maybe(updatable);
  if (column !== undefined && dice.chance(0.5))
    return `UPDATE ${name} SET "${column}" = ${dice.one([`"${column}"`, 'NULL', 'DEFAULT'])}${where}${returning}`;
  if (insertable.length === 0) return reading(means.dice.one(means.surface.relations), means);
  const some = insertable.filter(() => dice.chance(0.8));
  const values = some.map(() => dice.one(['NULL', 'DEFAULT', "'1'", `'${dice.one(pool.target.ids)}'`]));
  return some.length === 0
    ? `INSERT INTO ${name} DEFAULT VALUES ON CONFLICT DO NOTHING${returning}`
    : `INSERT INTO ${name} (${some.map((one) => `"${one}"`).join(', ')}) VALUES (${values.join(', ')}) ON CONFLICT DO NOTHING${returning}`;
}

/** Functions that open something, by their names. */
export const OPENS = /redeem|reread|preview|open_(?!challenge|request|counter)/;

/** A call of one of the functions that open something, if the role has any. */
function opening({ surface, pool, dice }: Means): string {
  const opener = dice.maybe(surface.functions.filter(({ name }) => OPENS.test(name)));
  return opener ? `SELECT * FROM ${callOf(opener, pool, dice)} AS opened` : 'SELECT 1';
}

function calling({ surface, pool, dice }: Means): string {
  const openers = surface.functions.filter(({ name }) => OPENS.test(name));
  const chosen: CallableFunction | undefined = dice.maybe(
    openers.length > 0 && dice.chance(0.6) ? openers : surface.functions,
  );
  if (!chosen) return 'SELECT 1';
  const call = callOf(chosen, pool, dice);
  const relation = dice.maybe(surface.relations);
  switch (dice.below(8)) {
    case 0:
      return `SELECT ${call}`;
    case 1:
      return relation
        ? `WITH opened AS MATERIALIZED (SELECT * FROM ${call}) SELECT * FROM opened, ${relation.name} LIMIT 20`
        : `SELECT ${call}`;
    case 2:
      return relation
        ? `SELECT opened, (SELECT json_agg(t) FROM (SELECT * FROM ${relation.name} LIMIT 20) t) FROM ${call} AS opened`
        : `SELECT ${call}`;
    default:
      return `SELECT * FROM ${call} AS opened`;
  }
}

/** Things done around a transaction so that something in it means something else. */
function preparing({ surface, pool, settings, roles, dice }: Means): string {
  const setting = dice.maybe(settings) ?? 'assent.current_access_entry';
  const value = dice.one([
    `${pool.lastEntry}`,
    `${pool.lastEntry + 1}`,
    pool.lastGiven,
    '',
    '1',
    pool.target.person ?? '1',
  ]);
  const relation = dice.maybe(surface.relations)?.name.split('.').at(-1) ?? 'x';
  const forbidden = dice.one(surface.forbidden);
  return dice.one([
    `SELECT set_config('${setting}', '${value}', ${dice.chance(0.5)})`,
    `SELECT set_config('${setting}', '${value}', false)`,
    `SET ROLE "${dice.one(roles)}"`,
    `SET SESSION AUTHORIZATION "${dice.one(roles)}"`,
    'RESET ROLE',
    'SET default_transaction_read_only = off',
    'SET TRANSACTION READ WRITE',
    'SET row_security = off',
    "SET session_replication_role = 'replica'",
    'SET search_path = pg_temp, assent, record, public',
    'SET search_path = assent, record',
    'SET plan_cache_mode = force_generic_plan',
    'SET debug_print_plan = on; SET client_min_messages = debug5',
    'RESET client_min_messages',
    'SET jit = off; SET enable_seqscan = off',
    "SET DateStyle = 'German'; RESET DateStyle",
    `SELECT pg_advisory_xact_lock(hashtext('assent roles')) WHERE false`,
    'SELECT pg_try_advisory_lock(1)',
    "SET LOCAL statement_timeout = '1ms'",
    "CREATE TEMP TABLE IF NOT EXISTS ledger_entry (id bigint, kind text, at timestamptz DEFAULT now(), xact xid8, person_id bigint, provider_id bigint, grant_id uuid, opens varchar[], compares varchar[], content jsonb); INSERT INTO pg_temp.ledger_entry SELECT generate_series(1, 9), 'OWN_ACCESS'",
    `CREATE TEMP TABLE IF NOT EXISTS "${relation}" (id bigint)`,
    "CREATE OR REPLACE FUNCTION pg_temp.now() RETURNS timestamptz LANGUAGE sql AS $$ SELECT '2000-01-01'::timestamptz $$",
    "CREATE OR REPLACE FUNCTION pg_temp.clock_timestamp() RETURNS timestamptz LANGUAGE sql AS $$ SELECT '2000-01-01'::timestamptz $$",
    'CREATE OR REPLACE FUNCTION pg_temp.pg_current_xact_id() RETURNS xid8 LANGUAGE sql AS $$ SELECT NULL::xid8 $$',
    `CREATE OR REPLACE TEMP VIEW forged AS SELECT * FROM ${forbidden}`,
    `CREATE RULE peep AS ON SELECT TO ${forbidden} DO INSTEAD SELECT 1`,
    `CREATE TRIGGER peep BEFORE INSERT ON ${forbidden} EXECUTE FUNCTION pg_temp.spy()`,
    `ALTER TABLE ${forbidden} DISABLE ROW LEVEL SECURITY`,
    `GRANT SELECT ON ${forbidden} TO PUBLIC`,
    `COPY ${forbidden} TO STDOUT`,
    `TABLE ${forbidden}`,
    `SELECT most_common_vals, histogram_bounds FROM pg_stats WHERE schemaname = 'assent'`,
    `SELECT stavalues1::text FROM pg_statistic LIMIT 20`,
    `SELECT query FROM pg_stat_activity`,
    `SELECT table_to_xml('${forbidden}', true, true, '')`,
    `ANALYZE VERBOSE ${forbidden}`,
    'LISTEN assent; NOTIFY assent',
    'SELECT lo_get(oid) FROM pg_largeobject_metadata',
  ]);
}

/** A read of what holds records, if the role reaches any. */
function read(now: Means): string {
  const { relations } = now.surface;
  const records = relations.filter(holdsRecords);
  if (relations.length === 0) return calling(now);
  return reading(now.dice.one(records.length > 0 && now.dice.chance(0.8) ? records : relations), now);
}

const wrapped = (now: Means): string => now.dice.one(WRAPPINGS)(read(now), now.dice);

export const holdsRecords = ({ columns }: Relation): boolean =>
  columns.some(({ name }) => /^(record_id|#entry)$/.test(name));

/** The outline for two connections: the first opens something, the second reads before and after that is committed. */
export function pairedOutline({
  dice,
}: Means): readonly (readonly [at: number, draw: (means: Means) => string])[] {
  const end = dice.chance(0.75) ? 'COMMIT' : 'ROLLBACK';
  return [
    ...(dice.chance(0.6) ? [[0, () => dice.one(BEGIN)] as const] : []),
    ...(dice.chance(0.3) ? [[1, () => dice.one(BEGIN)] as const, [1, read] as const] : []),
    [0, opening],
    [0, opening],
    [0, opening],
    [1, read],
    [0, () => end],
    [1, read],
    [1, wrapped],
    ...(dice.chance(0.5) ? [[1, statement] as const] : []),
    [1, read],
    [0, dice.chance(0.5) ? boundary : opening],
    [1, wrapped],
    [1, read],
    [1, read],
  ];
}

/**
 * The outline that everything turns on: something is opened in a transaction, read, and thrown away or kept. What is drawn
 * at random stands between its parts.
 */
export function outline(means: Means): readonly ((means: Means) => string)[] {
  const { dice } = means;
  const other = dice.chance(0.5) ? boundary : statement;
  return [
    ...(dice.chance(0.7) ? [() => dice.one(BEGIN)] : []),
    ...(dice.chance(0.5) ? [() => 'SAVEPOINT s'] : []),
    ...(dice.chance(0.3) ? [other] : []),
    opening,
    ...(dice.chance(0.3) ? [other] : []),
    opening,
    opening,
    read,
    read,
    wrapped,
    ...(dice.chance(0.7) ? [() => dice.one(['ROLLBACK TO s', 'ROLLBACK', 'COMMIT', 'COMMIT'])] : []),
    read,
    wrapped,
    () => dice.one(['ROLLBACK', 'COMMIT']),
    wrapped,
    read,
  ];
}

export function statement(means: Means): string {
  const { surface, dice } = means;
  const kind = dice.below(20);
  if (surface.relations.length === 0 && kind >= 12) return calling(means);
  if (kind < 7) return dice.chance(0.75) ? calling(means) : dice.one(WRAPPINGS)(calling(means), dice);
  if (kind < 9) return preparing(means);
  if (
    kind === 9 &&
    surface.relations.some(
      ({ insertable, updatable, rights }) =>
        insertable.length + updatable.length > 0 || rights.includes('DELETE'),
    )
  )
    return changing(dice.one(surface.relations), means);
  if (kind === 10)
    return `DO $do$ BEGIN PERFORM ${calling(means).replace(/^SELECT /, '')}; EXCEPTION WHEN OTHERS THEN RAISE NOTICE '%', SQLERRM; END $do$`;
  if (kind === 11) return dice.one(WRAPPINGS)(`SELECT * FROM ${dice.one(surface.forbidden)}`, dice);
  if (surface.relations.length === 0) return calling(means);
  return dice.one(WRAPPINGS)(reading(dice.one(surface.relations), means), dice);
}

/** How the transactions of one connection go on: what was begun, kept, thrown away, held over. */
export function boundary({ dice, inTransaction }: Means): string {
  const within = [
    'SAVEPOINT s',
    'SAVEPOINT s',
    'ROLLBACK TO s',
    'ROLLBACK TO s',
    'RELEASE s',
    'COMMIT',
    'COMMIT AND CHAIN',
  ];
  const ends = [
    'ROLLBACK',
    'ROLLBACK AND CHAIN',
    "PREPARE TRANSACTION 'attack'",
    'SELECT pg_export_snapshot()',
  ];
  const begins = [dice.one(BEGIN), dice.one(BEGIN), dice.one(BEGIN), "ROLLBACK PREPARED 'attack'"];
  const anywhere = [
    'FETCH 5 FROM held',
    'FETCH ALL FROM c',
    'TABLE kept',
    'TABLE seen',
    'SET TRANSACTION SNAPSHOT {{last}}',
  ];
  return dice.one(dice.chance(0.2) ? anywhere : inTransaction ? [...within, ...ends] : begins);
}

/** A function of one's own that tells each value it is asked about, and that the planner takes for cheap. */
export const TELLING = `CREATE OR REPLACE FUNCTION pg_temp.tell(value text) RETURNS boolean LANGUAGE plpgsql COST 0.0000001
  AS $$ BEGIN RAISE NOTICE '%', value; RETURN true; END $$;
  CREATE OR REPLACE FUNCTION pg_temp.spy() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE NOTICE '%', old; RETURN new; END $$`;

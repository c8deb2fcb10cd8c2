import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { cityDirectory } from '../../examples/demo/people.js';
import { testCluster } from '../support/database/database.js';
import { FastClock } from '../support/database/fast-clock.js';
import { type Platform, startPlatform } from '../support/platform/platform.js';
import { report, scale } from '../support/scale.js';
import { type Campaign, type Found, runShape } from './attacker/campaign.js';
import { Judge } from './attacker/judge.js';
import { type PersonalValues, personalValues } from './attacker/personal-values.js';
import { servingRoles, targetsIn } from './attacker/scene.js';
import { AttackerSession, persistentSql } from './attacker/session.js';
import { customSettings, surfaceOf } from './attacker/surface.js';

/**
 * Somebody has the password of a role that serves the API. What the role may do is read from the database's catalogue, so
 * that a function or a table that is added later is attacked as well. Whatever comes back is looked up among the personal
 * values of the city: one that no committed entry of the ledger opens, for this subject and item, has leaked.
 */
const SHAPES = scale(80, 10_000);
const SEED = Number(process.env.TEST_SEED ?? Date.now() % 1_000_000);

let platform: Platform;
let values: PersonalValues;
let campaign: Campaign;
let clock: FastClock;
let owner: Awaited<ReturnType<typeof persistentSql>>;

async function prepare(): Promise<Campaign> {
  const { database } = platform;
  const roles = [];
  for (const one of await servingRoles(platform))
    roles.push({ ...one, surface: await surfaceOf(database.sql, one.name) });
  const reviewers = [await platform.staff('REVIEWER'), await platform.staff('REVIEWER')];
  return {
    platform,
    sql: owner.sql,
    clock,
    roles,
    targets: await targetsIn(platform, reviewers),
    persons: (await database.sql('SELECT id::text FROM assent.person ORDER BY id LIMIT 40')).map(
      ({ id }) => id,
    ),
    staff: reviewers.map(({ identity }) => identity.code),
    settings: await customSettings(database.sql),
    judge: new Judge(values, owner.sql),
  };
}

beforeAll(async () => {
  platform = await startPlatform();
  clock = await FastClock.of(platform.database);
  owner = await persistentSql(platform.database.ownerUrl);
  values = await personalValues(cityDirectory(testCluster().varDir), owner.sql);
  campaign = await prepare();
});
afterAll(async () => {
  await clock.close();
  await owner.close();
  await platform.stop();
});

async function firstFound(from: number, shapes: number): Promise<Found | null> {
  for (let shape = from; shape < from + shapes; shape += 1) {
    const found = await runShape(campaign, shape);
    if (found) return found;
  }
  return null;
}

const told = ({ shape, script, leaks }: Found) =>
  `TEST_SEED=${shape}\n${script}\n${leaks
    .slice(0, 5)
    .map(({ value, origin }) => `${value}: ${JSON.stringify(origin)}`)
    .join('\n')}`;

describe('with the password of a role that serves the API', () => {
  it('the roles are those that the design names', () => {
    expect(campaign.roles.map(({ role }) => role).sort()).toEqual([
      'consent',
      'dispatch',
      'gate',
      'identity',
      'ledger',
      'reader',
    ]);
    expect(values.size).toBeGreaterThan(10_000);
  });

  it('no relation or function gives a value at once, without any transaction around it', async () => {
    const leaks = [];
    for (const { role, url, surface } of campaign.roles) {
      const session = await AttackerSession.open(role, url);
      for (const { name } of surface.relations) {
        const { text } = await session.run(`SELECT * FROM ${name}`);
        for (const leak of await campaign.judge.leaksIn(text)) leaks.push({ role, name, ...leak });
      }
      await session.close();
    }
    expect(leaks.slice(0, 10)).toEqual([]);
  });

  it('the role is nothing else: no owner, no member, no maker of relations', async () => {
    for (const { name } of campaign.roles) {
      const [role] = await owner.sql(
        `SELECT rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb OR rolreplication AS more,
           EXISTS (SELECT FROM pg_auth_members WHERE member = r.oid OR roleid = r.oid) AS member,
           EXISTS (SELECT FROM pg_class WHERE relowner = r.oid) OR EXISTS (SELECT FROM pg_proc WHERE proowner = r.oid) AS owns,
           EXISTS (SELECT FROM pg_namespace s WHERE nspname !~ '^pg_(toast_)?temp' AND has_schema_privilege(r.oid, s.oid, 'CREATE'))
             OR has_database_privilege(r.oid, current_database(), 'CREATE') AS creates,
           EXISTS (SELECT FROM pg_foreign_server s WHERE has_server_privilege(r.oid, s.oid, 'USAGE'))
             OR EXISTS (SELECT FROM pg_foreign_data_wrapper w WHERE has_foreign_data_wrapper_privilege(r.oid, w.oid, 'USAGE')) AS connects
         FROM pg_roles r WHERE rolname = $1`,
        [name],
      );
      expect({ name, ...role }).toEqual({
        name,
        more: false,
        member: false,
        owns: false,
        creates: false,
        connects: false,
      });
    }
  });

  it('the server reads no file, runs no program and connects to nobody', async () => {
    for (const { role, name, url } of campaign.roles) {
      const callable = await owner.sql(
        `SELECT DISTINCT proname AS name FROM pg_proc p WHERE has_function_privilege($1, p.oid, 'EXECUTE') AND pronamespace = 'pg_catalog'::regnamespace
           AND proname ~ '^(pg_read_|pg_ls_|pg_stat_file|lo_import|lo_export|pg_file_|pg_rotate|pg_reload|pg_current_logfile|pg_promote|pg_backup|pg_switch|pg_hba|pg_show_all_file|dblink)'
         ORDER BY 1`,
        [name],
      );
      expect(callable.map(({ name: of }) => of)).toEqual([]);
      const session = await AttackerSession.open(role, url);
      for (const sql of [
        "COPY (SELECT 1) TO '/tmp/out'",
        "COPY (SELECT 1) TO PROGRAM 'cat'",
        "CREATE TEMP TABLE t (line text); COPY t FROM '/etc/passwd'",
        "CREATE TEMP TABLE t (line text); COPY t FROM PROGRAM 'id'",
        ...['dblink', 'postgres_fdw', 'file_fdw', 'pageinspect', 'pg_buffercache', 'plpython3u'].map(
          (one) => `CREATE EXTENSION ${one}`,
        ),
        'CREATE FOREIGN DATA WRAPPER w',
        "CREATE SUBSCRIPTION s CONNECTION 'host=127.0.0.1' PUBLICATION p",
        'CREATE PUBLICATION p FOR ALL TABLES',
        "CREATE FUNCTION pg_temp.c() RETURNS int LANGUAGE c AS 'libc.so.6', 'getpid'",
        'CREATE EVENT TRIGGER e ON ddl_command_start EXECUTE FUNCTION pg_temp.spy()',
        "SELECT pg_create_logical_replication_slot('attack', 'test_decoding')",
        "SELECT pg_create_physical_replication_slot('attack')",
        "SELECT pg_logical_slot_peek_changes('attack', NULL, NULL)",
        "SELECT pg_replication_origin_create('attack')",
        'ALTER SYSTEM SET log_statement = all',
        "SET log_statement = 'all'",
        "SET session_preload_libraries = 'x'",
        "SECURITY LABEL ON TABLE pg_class IS 'x'",
      ]) {
        const { code } = await session.run(sql);
        expect({ role, sql, refused: code !== null }).toEqual({ role, sql, refused: true });
      }
      await session.close();
    }
  });

  it(`nothing is read that is not recorded, in any of ${SHAPES} shapes of transactions`, async () => {
    const found = await firstFound(SEED, SHAPES);
    if (found) throw new Error(told(found));
    report(
      `${SHAPES} shapes from ${SEED}: ${campaign.judge.allowed} values read as entries allow, none else`,
    );
    // The attack reaches data: where an entry allows it, values come back.
    expect(campaign.judge.allowed).toBeGreaterThan(0);
  });

  it('a function that reads before its entry is committed, as they once did, is found', async () => {
    await owner.sql(
      `CREATE FUNCTION assent.open_as_before(reader bigint) RETURNS SETOF assent.settlement LANGUAGE plpgsql VOLATILE SECURITY DEFINER
         SET search_path = assent, pg_temp AS $$
       BEGIN
         PERFORM assent.open_own(reader, NULL, '[]', 'FACE');
         RETURN QUERY SELECT * FROM assent.settlement s WHERE s.person_id = reader;
       END $$`,
    );
    const [role] = campaign.roles;
    await owner.sql(`GRANT EXECUTE ON FUNCTION assent.open_as_before(bigint) TO "${role!.name}"`);
    campaign = {
      ...campaign,
      roles: [{ ...role!, surface: await surfaceOf(owner.sql, role!.name) }],
    };
    expect((await firstFound(SEED, 200))?.script).toContain('open_as_before');
  });
});

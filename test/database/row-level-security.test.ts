import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Client } from 'pg';
import {
  attempt,
  connect,
  dataTables,
  declaredTables,
  LOCKED,
  NOT_PERMITTED,
  rowsOf,
} from '../support/database/data-tables.js';
import type { TestDatabase } from '../support/database/database.js';
import { holdRow } from '../support/database/held-row.js';
import { type Asking, copies, give, recordsOf } from '../support/people/giving.js';
import { type Platform, startPlatform } from '../support/platform/platform.js';

let platform: Platform;
let database: TestDatabase;
/** Connected as the role `gate`, to show what a bug in the engine or an SQL injection could do. */
let api: Client;
/** Two people and two providers with records in every table. The tests read the first of each. */
let ids: { person: [string, string]; provider: [string, string] };
let claim: string;
let credit: string;

beforeAll(async () => {
  platform = await startPlatform();
  database = platform.database;
  const often = async (asks: Asking) =>
    (await copies(database, (await give(platform, { asks })).id, 1, { max_uses: 1000 }))[0]!;
  claim = await often({ purpose: 'CLAIM_DIRECT_PAY', mode: 'LIMITED', maxUses: 12 });
  credit = await often({ purpose: 'CREDIT_GRANT', mode: 'LIMITED', maxUses: 5 });
  const both = async (
    kind: 'person' | 'provider',
    grant: string,
    condition = 'true',
  ): Promise<[string, string]> => {
    const [row] = await database.sql(
      `SELECT g.${kind}_id AS one, (SELECT max(o.id) FROM assent.${kind} o WHERE o.id <> g.${kind}_id AND ${condition}) AS other FROM assent.consent_grant g WHERE g.id = $1`,
      [grant],
    );
    return [row!.one, row!.other];
  };
  // The other person is made the first one's guardian below, which takes a living adult. It is the last one, to whom no
  // other test gives a part: the copied rows hold values that are encrypted for somebody else.
  const adult = "o.surv_stas <> '2' AND assent.age_at(o.brdy, assent.now()) >= 18";
  ids = { person: await both('person', claim, adult), provider: await both('provider', credit) };
  for (const { table, subject } of declaredTables)
    await recordsOf(
      database,
      `INSERT INTO assent.${table} SELECT (jsonb_populate_record(t, jsonb_build_object('${subject}_id', id, 'record_id', 'rls-' || id))).*
       FROM assent.${table} AS t, unnest($1::bigint[]) AS id WHERE t.ctid = (SELECT min(ctid) FROM assent.${table})`,
      [ids[subject]],
    );
  api = await connect(database.urls.gate);
});
afterAll(async () => {
  await api.end();
  await platform.stop();
});

const seen = async ({ table, subject }: { table: string; subject: string }): Promise<string[]> =>
  (await rowsOf(api, `SELECT DISTINCT ${subject}_id::text AS id FROM assent.${table} ORDER BY 1`)).map(
    ({ id }) => id,
  );

/** Guardians by court decision, independent of age. */
const guardianOfTheFirst = () =>
  recordsOf(
    database,
    `INSERT INTO assent.guardianship VALUES ($1, $2, '2', 'COURT_DECISION', '2000-01-01', NULL) ON CONFLICT DO NOTHING`,
    ids.person,
  );

/** The ways in which the engine opens a subject in a transaction. */
const OPENINGS = {
  person: {
    'a redemption': () =>
      rowsOf(api, `SELECT verdict FROM assent.redeem($1, 'INS-ANXIN', $2, $3, $4, '[]', 1)`, [
        claim,
        randomUUID(),
        Buffer.alloc(32),
        randomUUID(),
      ]),
    'the owner’s own access': () =>
      rowsOf(api, `SELECT assent.open_own($1, null, '[]', 'FACE')`, [ids.person[0]]),
    'a guardian’s access': async () => {
      await guardianOfTheFirst();
      return rowsOf(api, `SELECT assent.open_ward($1, $2, '[]', 'FACE')`, [ids.person[1], ids.person[0]]);
    },
  },
  provider: {
    'a redemption': () =>
      rowsOf(api, `SELECT verdict FROM assent.redeem($1, 'BANK-ZHIFU', $2, $3, $4, '[]', 1)`, [
        credit,
        randomUUID(),
        Buffer.alloc(32),
        randomUUID(),
      ]),
    'the representative’s own access': async () => {
      const [grant] = await database.sql('SELECT grantor_id FROM assent.consent_grant WHERE id = $1', [
        credit,
      ]);
      return rowsOf(api, `SELECT assent.open_own($1, $2, '[]', 'FACE')`, [
        grant!.grantor_id,
        ids.provider[0],
      ]);
    },
  },
};

interface Redeeming {
  readonly key?: string;
  readonly byte?: number;
  readonly version?: number;
  readonly waitForLock?: boolean;
}

/** The row of the SQL function. Without `waitForLock`, the function’s default applies. */
async function redeemed(grant: string, { key, byte, version, waitForLock }: Redeeming = {}): Promise<any> {
  const values = [
    grant,
    'INS-ANXIN',
    key ?? randomUUID(),
    Buffer.alloc(32, byte),
    randomUUID(),
    '[]',
    version ?? 1,
  ];
  const all = [...values, ...(waitForLock === undefined ? [] : [waitForLock])];
  const [row] = await rowsOf(api, `SELECT * FROM assent.redeem(${all.map((_, at) => `$${at + 1}`)})`, all);
  return row;
}

async function within<T>(work: () => Promise<T>, end: 'COMMIT' | 'ROLLBACK' = 'ROLLBACK'): Promise<T> {
  await api.query('BEGIN');
  try {
    return await work();
  } finally {
    await api.query(end);
  }
}

it('R-35: the database has exactly the tables that the catalogue declares, each under forced row-level security', async () => {
  expect(await dataTables(database)).toEqual(declaredTables);
  const [counts] = await database.sql(
    `SELECT count(*) FILTER (WHERE relrowsecurity AND relforcerowsecurity)::int AS forced FROM pg_class
     WHERE relnamespace = 'assent'::regnamespace AND relname = ANY($1)`,
    [declaredTables.map(({ table }) => table)],
  );
  expect(counts!.forced).toBe(19);
});

describe.each(declaredTables.map((one) => [one.table, one] as const))(
  'R-35: %s, as the role `gate`',
  (table, one) => {
    const { subject } = one;

    it('shows no row before an entry was recorded', async () => {
      expect(
        (await recordsOf(database, `SELECT count(*)::int FROM assent.${table}`))[0]!.count,
      ).toBeGreaterThan(1);
      expect(await seen(one)).toEqual([]);
      expect(await within(() => seen(one))).toEqual([]);
    });

    it.each(Object.entries(OPENINGS[subject]))(
      'shows the rows of one subject within %s, and none after it',
      async (_way, open) => {
        const inside = await within(async () => {
          await open();
          return seen(one);
        }, 'COMMIT');
        expect(inside).toEqual([ids[subject][0]]);
        expect(await seen(one)).toEqual([]);
        expect(await within(() => seen(one))).toEqual([]);
      },
    );

    it('shows no row of the other kind of subject', async () => {
      const other = subject === 'person' ? OPENINGS.provider : OPENINGS.person;
      for (const open of Object.values(other))
        expect(await within(async () => [await open(), await seen(one)][1])).toEqual([]);
    });

    it('accepts no insert, update, delete or truncate, even when rows are shown', async () => {
      const insert = `INSERT INTO assent.${table} SELECT * FROM assent.${table}`;
      for (const change of [
        insert,
        `UPDATE assent.${table} SET record_id = record_id`,
        `DELETE FROM assent.${table}`,
        `TRUNCATE assent.${table}`,
      ]) {
        expect(await attempt(api, change)).toBe(NOT_PERMITTED);
        const open = Object.values(OPENINGS[subject])[0]!;
        expect(
          await within(async () => [await open(), await api.query(change).catch(({ code }) => code)][1]),
        ).toBe(NOT_PERMITTED);
      }
    });
  },
);

const settlements = { table: 'settlement', subject: 'person' };

describe('R-35: an opened subject', () => {
  it('shows no row after a rollback to a savepoint', async () => {
    const rows = await within(async () => {
      await api.query('SAVEPOINT before');
      await OPENINGS.person['the owner’s own access']();
      const during = await seen(settlements);
      await api.query('ROLLBACK TO before');
      return [during, await seen(settlements)];
    });
    expect(rows).toEqual([[ids.person[0]], []]);
  });

  it('shows no row on another connection at the same time', async () => {
    const other = await connect(database.urls.gate);
    try {
      await within(async () => {
        await OPENINGS.person['the owner’s own access']();
        expect(await rowsOf(other, 'SELECT * FROM assent.settlement')).toEqual([]);
      });
    } finally {
      await other.end();
    }
  });

  it('replaces the one that was opened before', async () => {
    const rows = await within(async () => {
      await OPENINGS.person['the owner’s own access']();
      await rowsOf(api, `SELECT assent.open_own($1, null, '[]', 'FACE')`, [ids.person[1]]);
      return seen(settlements);
    });
    expect(rows).toEqual([ids.person[1]]);
  });

  it('that is a provider can be opened only by its representative', async () => {
    const [opened, rows] = await within(async () => [
      (
        await rowsOf(api, `SELECT opened FROM assent.open_own($1, $2, '[]', 'FACE')`, [
          ids.person[0],
          ids.provider[0],
        ])
      )[0].opened,
      await seen({ table: 'clearing', subject: 'provider' }),
    ]);
    expect([opened, rows]).toEqual([false, []]);
  });

  it.each([
    ['of a revoked grant', 'UPDATE assent.consent_grant SET revoked_at = assent.now() WHERE id = $1'],
    ['of a suspended grant', 'UPDATE assent.consent_grant SET suspended_at = assent.now() WHERE id = $1'],
    ['of an exhausted grant', 'UPDATE assent.consent_grant SET used = used + 1 WHERE id = $1'],
  ])('is not opened by a redemption %s, which shows no row', async (_what, change) => {
    const [grant] = await copies(database, claim, 1, { mode: 'ONE_TIME', max_uses: 1 });
    await database.sql(change, [grant]);
    const [row, rows] = await within(async () => [
      (
        await rowsOf(api, `SELECT verdict FROM assent.redeem($1, 'INS-ANXIN', 'k', $2, $3, '[]', 1)`, [
          grant,
          Buffer.alloc(32),
          randomUUID(),
        ])
      )[0],
      await seen(settlements),
    ]);
    expect(row.verdict).toBe('BLOCKED');
    expect(rows).toEqual([]);
  });
});

describe('R-35: several redemptions in one transaction', () => {
  const claimLike = async (changed: Record<string, unknown> = {}) =>
    (await copies(database, claim, 1, changed))[0]!;

  it('show only the person of the last one', async () => {
    const another = await give(platform, { asks: { purpose: 'CLAIM_DIRECT_PAY', mode: 'ONE_TIME' } });
    const [row] = await database.sql('SELECT person_id FROM assent.consent_grant WHERE id = $1', [
      another.id,
    ]);
    const shown = await within(async () => {
      const after: string[][] = [];
      for (const grant of [claim, another.id, claim]) {
        expect((await redeemed(grant)).verdict).toBe('TAKEN');
        after.push(await seen(settlements));
      }
      return after;
    });
    expect(shown).toEqual([[ids.person[0]], [row!.person_id], [ids.person[0]]]);
  });

  // biome-ignore format: a table is read by its rows
  it.each<[string, () => Promise<any>]>([
    ['BLOCKED', async () => redeemed(await claimLike({ revoked_at: '2020-01-01' }))],
    ['KEY_REUSED', async () => [await redeemed(claim, { key: 'reused' }), redeemed(claim, { key: 'reused', byte: 1 })][1]],
    ['STALE', () => redeemed(claim, { version: 0 })],
    ['MISSING', () => redeemed(randomUUID())],
    ['HELD', () => redeemed(randomUUID(), { waitForLock: false })],
  ])('show nothing after one with the verdict %s', async (verdict, refused) => {
    const [row, rows] = await within(async () => {
      await redeemed(claim);
      for (const table of declaredTables.filter(({ subject }) => subject === 'person'))
        expect(await seen(table)).toEqual([ids.person[0]]);
      const answer = await refused();
      return [answer, (await Promise.all(declaredTables.map(seen))).flat()];
    });
    expect(row).toMatchObject({ verdict, salt: null, entry_id: null });
    expect(rows).toEqual([]);
  });
});

describe('R-08: a redemption that asks the database for items', () => {
  const granted = [
    { item: 'SETL_ID', delivery: 'RETURN' },
    { item: 'FIXMEDINS_NAME', delivery: 'MASKED' },
    { item: 'PSN_NAME', delivery: 'VERIFY' },
  ];
  // biome-ignore format: a table is read by its rows
  it.each([
    ['as they were granted', granted, 'TAKEN'],
    ['some of them', granted.slice(1), 'TAKEN'],
    ['of which one is in clear and is only compared', [{ item: 'SETL_ID', delivery: 'VERIFY' }], 'TAKEN'],
    ['of which one was not granted', [...granted, { item: 'MOB', delivery: 'RETURN' }], 'WIDER'],
    ['of which one was not granted and is only compared', [{ item: 'MOB', delivery: 'VERIFY' }], 'WIDER'],
    ['of which one was granted masked and is asked for in clear', [{ item: 'FIXMEDINS_NAME', delivery: 'RETURN' }], 'WIDER'],
    ['of which one was granted masked and is compared', [{ item: 'FIXMEDINS_NAME', delivery: 'VERIFY' }], 'WIDER'],
    ['of which one may only be compared and is asked for in clear', [{ item: 'PSN_NAME', delivery: 'RETURN' }], 'WIDER'],
  ])('%s: %j gives %s, and rows only with TAKEN', async (_what, items, verdict) => {
    const [grant] = await copies(database, claim, 1, { items: granted.map((one) => ({ ...one, required: false })) });
    const [row, rows] = await within(async () => [
      (
        await rowsOf(api, `SELECT verdict FROM assent.redeem($1, 'INS-ANXIN', 'k', $2, $3, $4, 1)`, [
          grant,
          Buffer.alloc(32),
          randomUUID(),
          JSON.stringify(items),
        ])
      )[0],
      await seen(settlements),
    ]);
    expect([row.verdict, rows]).toEqual([verdict, verdict === 'TAKEN' ? [ids.person[0]] : []]);
  });
});

describe('R-09: a grant whose row is locked', () => {
  const verdict = (grant: string, waitForLock?: boolean) =>
    redeemed(grant, { waitForLock }).then(
      (row) => row.verdict,
      ({ code }) => code,
    );

  it.each([
    ['gives HELD at once to a call that does not wait', false, 'HELD'],
    ['makes a call wait that asks to wait', true, LOCKED],
    ['makes a call wait that does not say', undefined, LOCKED],
  ])('%s', async (_what, waitForLock, expected) => {
    const [grant] = await copies(database, claim, 1);
    const unlock = await holdRow(database, 'consent_grant', grant!);
    const during = await within(async () => {
      await api.query("SET LOCAL lock_timeout = '50ms'");
      return verdict(grant!, waitForLock);
    });
    await unlock();
    expect(during).toBe(expected);
    expect(await within(() => verdict(grant!, waitForLock))).toBe('TAKEN');
  });
});

describe('R-35: an attack', () => {
  // biome-ignore format: a table is read by its rows
  it.each<[string, string[]]>([
    ['settings of our own', ["SET assent.person_id = '1'", "SET app.current_person = '1'", "SELECT set_config('assent.opened', '1', false)"]],
    ['another search path', ['SET search_path = pg_temp, public', 'CREATE TEMP TABLE ledger_entry (id bigint, xact xid8, person_id bigint, provider_id bigint, kind text)', "INSERT INTO ledger_entry SELECT 1, pg_current_xact_id(), id, null, 'OWN_ACCESS' FROM generate_series(1, 300) AS id"]],
    ['functions in the way', ['SET search_path = pg_temp, public, assent', 'CREATE FUNCTION pg_temp.current_subject() RETURNS bigint LANGUAGE sql AS $$SELECT 1::bigint$$', 'CREATE FUNCTION pg_temp.pg_current_xact_id_if_assigned() RETURNS xid8 LANGUAGE sql AS $$SELECT max(xact) FROM assent.ledger_entry$$']],
  ])('with %s shows no row', async (_what, statements) => {
    const rows = await within(async () => {
      for (const statement of statements) await api.query(statement);
      return seen(settlements);
    });
    await api.query('RESET ALL');
    expect(rows).toEqual([]);
  });

  it('with the id of another transaction’s entry shows no row, even to a transaction with an entry of its own', async () => {
    const { entry_id } = await within(() => redeemed(claim), 'COMMIT');
    const name = () => api.query(`SET LOCAL assent.current_access_entry = '${entry_id}'`);
    expect(await within(async () => [await name(), await seen(settlements)][1])).toEqual([]);
    const rows = await within(async () => {
      await OPENINGS.person['the owner’s own access']();
      const own = await seen(settlements);
      await name();
      return [own, await seen(settlements)];
    });
    expect(rows).toEqual([[ids.person[0]], []]);
  });

  it.each([
    ['nothing', '', []],
    ['text that is not a number', 'nonsense', '22P02'],
    ['an unknown number', '-1', []],
    ['a number too large', '9'.repeat(20), '22003'],
  ])('with %s as the id of an entry shows no row', async (_what, value, expected) => {
    const rows = await within(async () => {
      await OPENINGS.person['a redemption']();
      await api.query(`SET LOCAL assent.current_access_entry = '${value}'`);
      return seen(settlements).catch(({ code }) => code);
    });
    expect(rows).toEqual(expected);
  });

  it('with a function that leaks its arguments leaks nothing', async () => {
    const told: string[] = [];
    const listen = ({ message }: { message?: string }) => told.push(message ?? '');
    api.on('notice', listen);
    await within(async () => {
      await api.query(
        "CREATE FUNCTION pg_temp.tell(value text) RETURNS boolean LANGUAGE plpgsql COST 0.0001 AS $$BEGIN RAISE NOTICE '%', value; RETURN true; END$$",
      );
      await api.query('SELECT FROM assent.settlement WHERE pg_temp.tell(setl_id)');
      await OPENINGS.person['the owner’s own access']();
      await api.query('SELECT FROM assent.settlement WHERE pg_temp.tell(person_id::text)');
    });
    api.off('notice', listen);
    expect(new Set(told)).toEqual(new Set([ids.person[0]]));
  });

  // biome-ignore format: a table is read by its rows
  it.each<[string, (database: TestDatabase) => string, string]>([
    ['SET row_security = off', () => 'SET LOCAL row_security = off; SELECT * FROM assent.settlement', NOT_PERMITTED],
    ['SET ROLE to the owner', ({ roles }) => `SET ROLE "${roles.owner}"`, NOT_PERMITTED],
    ['SET ROLE to the importer', ({ roles }) => `SET ROLE "${roles.import}"`, NOT_PERMITTED],
    ['SET SESSION AUTHORIZATION', ({ roles }) => `SET SESSION AUTHORIZATION "${roles.owner}"`, NOT_PERMITTED],
    ['a policy of one’s own', ({ roles }) => `CREATE POLICY mine ON assent.settlement TO "${roles.gate}" USING (true)`, NOT_PERMITTED],
    ['switching the security off', () => 'ALTER TABLE assent.settlement DISABLE ROW LEVEL SECURITY', NOT_PERMITTED],
    ['replacing the clock', () => "CREATE OR REPLACE FUNCTION assent.now() RETURNS timestamptz LANGUAGE sql AS 'SELECT clock_timestamp()'", NOT_PERMITTED],
    ['a function in our schema', () => 'CREATE FUNCTION assent.peek() RETURNS int LANGUAGE sql AS $$SELECT 1$$', NOT_PERMITTED],
    ['switching triggers off', () => "SET session_replication_role = 'replica'", NOT_PERMITTED],
    ['COPY to a program', () => "COPY assent.settlement TO PROGRAM 'cat'", NOT_PERMITTED],
    ['the people', () => 'SELECT * FROM assent.person', NOT_PERMITTED],
    ['the providers', () => 'SELECT * FROM assent.provider', NOT_PERMITTED],
    ['the guardians', () => 'SELECT * FROM assent.guardianship', NOT_PERMITTED],
  ])('with %s is not permitted', async (_what, statement, code) => {
    expect(await attempt(api, statement(database))).toBe(code);
  });
});

describe('R-35: the importing role', () => {
  it.each([
    'recipient',
    'agreement',
    'consent_request',
    'consent_grant',
    'disclosure',
    'ledger_entry',
    'challenge',
    'authentication',
    'replay_guard',
    'dpop_proof',
    'quota',
    'passkey',
    'passkey_registration',
    'federated_sign_in',
  ])('can’t read or write %s', async (table) => {
    const importer = await connect(database.importUrl);
    try {
      for (const statement of [
        `SELECT * FROM assent.${table}`,
        `DELETE FROM assent.${table}`,
        `INSERT INTO assent.${table} DEFAULT VALUES`,
      ])
        expect(await attempt(importer, statement)).toBe(NOT_PERMITTED);
    } finally {
      await importer.end();
    }
  });

  it('can’t call the functions of the gate', async () => {
    const importer = await connect(database.importUrl);
    try {
      for (const call of [
        `assent.open_own(1, null, '[]', 'FACE')`,
        `assent.facts_of_grants('{${claim}}')`,
        'assent.registered_mobile(1)',
        `assent.record_refusal('${claim}', 'X', '[]', 0)`,
      ])
        expect(await attempt(importer, `SELECT ${call}`)).toBe(NOT_PERMITTED);
    } finally {
      await importer.end();
    }
  });
});

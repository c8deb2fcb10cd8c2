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
let reader: Client;
const SERVING = ['gate', 'reader', 'consent', 'identity', 'dispatch'] as const;
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
  reader = await connect(database.urls.reader);
});
afterAll(async () => {
  await api.end();
  await reader.end();
  await platform.stop();
});

/** How many rows of a category the reader sees under an entry. */
const seen = async (table: string, entryId: string | null): Promise<number> =>
  (await rowsOf(reader, `SELECT FROM record.${table} WHERE "#entry" = $1`, [entryId])).length;

/** Guardians by court decision, independent of age. */
const guardianOfTheFirst = () =>
  recordsOf(
    database,
    `INSERT INTO assent.guardianship VALUES ($1, $2, '2', 'COURT_DECISION', '2000-01-01', NULL) ON CONFLICT DO NOTHING`,
    ids.person,
  );

const entryOf = async (call: string, values: unknown[]): Promise<string | null> =>
  (await rowsOf(api, `SELECT entry_id FROM assent.${call}`, values))[0].entry_id;
const used = (recipient: string, grant: string) =>
  entryOf(`redeem($1, '${recipient}', $2, $3, $4, '[]', 1)`, [
    grant,
    randomUUID(),
    Buffer.alloc(32),
    randomUUID(),
  ]);
const ownOf = (person: string, provider: string | null = null) =>
  entryOf(`open_own($1, $2, '[]', 'FACE')`, [person, provider]);

/** The ways in which the engine opens a subject: each writes an entry. */
const OPENINGS = {
  person: {
    'a redemption': () => used('INS-ANXIN', claim),
    'the owner’s own access': () => ownOf(ids.person[0]),
    'a guardian’s access': async () => {
      await guardianOfTheFirst();
      return entryOf(`open_ward($1, $2, '[]', 'FACE')`, [ids.person[1], ids.person[0]]);
    },
  },
  provider: {
    'a redemption': () => used('BANK-ZHIFU', credit),
    'the representative’s own access': async () => {
      const [grant] = await database.sql('SELECT grantor_id FROM assent.consent_grant WHERE id = $1', [
        credit,
      ]);
      return ownOf(grant!.grantor_id, ids.provider[0]);
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
    null,
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

describe.each(declaredTables)('R-35: $table', ({ table, subject }) => {
  it('is not read by any role that serves', async () => {
    for (const role of SERVING) {
      const client = await connect(database.urls[role]);
      try {
        for (const statement of [
          `SELECT * FROM assent.${table}`,
          `SELECT FROM assent.${table}`,
          `COPY assent.${table} TO STDOUT`,
          `SELECT * FROM record.opened_${table}`,
        ])
          expect([role, await attempt(client, statement)]).toEqual([role, NOT_PERMITTED]);
      } finally {
        await client.end();
      }
    }
  });

  it.each(Object.entries(OPENINGS[subject]))(
    'shows the reader rows of one subject once the entry of %s is committed, and none before',
    async (_way, open) => {
      const entry = await within(async () => {
        const written = await open();
        expect(await seen(table, written)).toBe(0);
        return written;
      }, 'COMMIT');
      const [all] = await recordsOf(
        database,
        `SELECT count(*)::int FROM assent.${table} WHERE ${subject}_id = $1`,
        [ids[subject][0]],
      );
      const shown = await seen(table, entry);
      expect(shown).toBeGreaterThan(0);
      expect(shown).toBeLessThanOrEqual(all!.count);
    },
  );

  it('shows no row of the other kind of subject', async () => {
    for (const open of Object.values(OPENINGS[subject === 'person' ? 'provider' : 'person']))
      expect(await seen(table, await open())).toBe(0);
  });

  it('accepts no insert, update, delete or truncate', async () => {
    for (const change of [
      `INSERT INTO assent.${table} SELECT * FROM assent.${table}`,
      `UPDATE assent.${table} SET record_id = record_id`,
      `DELETE FROM assent.${table}`,
      `TRUNCATE assent.${table}`,
    ])
      for (const client of [api, reader]) expect(await attempt(client, change)).toBe(NOT_PERMITTED);
  });
});

describe('R-35: an opened subject', () => {
  it('shows no row after a rollback to a savepoint', async () => {
    const entry = await within(async () => {
      await api.query('SAVEPOINT before');
      const written = await ownOf(ids.person[0]);
      await api.query('ROLLBACK TO before');
      return written;
    }, 'COMMIT');
    expect(await seen('settlement', entry)).toBe(0);
  });

  it('that is a provider can be opened only by its representative', async () => {
    expect(await ownOf(ids.person[0], ids.provider[0])).toBeNull();
  });

  it.each([
    ['of a revoked grant', 'UPDATE assent.consent_grant SET revoked_at = assent.now() WHERE id = $1'],
    ['of a suspended grant', 'UPDATE assent.consent_grant SET suspended_at = assent.now() WHERE id = $1'],
    ['of an exhausted grant', 'UPDATE assent.consent_grant SET used = used + 1 WHERE id = $1'],
  ])('is not opened by a redemption %s', async (_what, change) => {
    const [grant] = await copies(database, claim, 1, { mode: 'ONE_TIME', max_uses: 1 });
    await database.sql(change, [grant]);
    expect(await redeemed(grant!)).toMatchObject({ verdict: 'BLOCKED', entry_id: null });
  });
});

describe('R-35: a redemption', () => {
  // biome-ignore format: a table is read by its rows
  it.each<[string, () => Promise<any>]>([
    ['BLOCKED', async () => redeemed((await copies(database, claim, 1, { revoked_at: '2020-01-01' }))[0]!)],
    ['KEY_REUSED', async () => [await redeemed(claim, { key: 'reused' }), redeemed(claim, { key: 'reused', byte: 1 })][1]],
    ['STALE', () => redeemed(claim, { version: 0 })],
    ['MISSING', () => redeemed(randomUUID())],
    ['HELD', () => redeemed(randomUUID(), { waitForLock: false })],
  ])('with the verdict %s writes no entry', async (verdict, refused) => {
    expect(await refused()).toMatchObject({ verdict, entry_id: null });
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
  ])('%s: %j gives %s, and an entry only with TAKEN', async (_what, items, verdict) => {
    const [grant] = await copies(database, claim, 1, { items: granted.map((one) => ({ ...one, required: false })) });
    const [row] = await rowsOf(api, `SELECT * FROM assent.redeem($1, 'INS-ANXIN', 'k', $2, $3, $4, 1)`, [
      grant,
      Buffer.alloc(32),
      randomUUID(),
      JSON.stringify(items),
    ]);
    expect([row.verdict, row.entry_id !== null]).toEqual([verdict, verdict === 'TAKEN']);
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

it('R-35: an entry from before the clock was set back opens nothing, though its time is ahead', async () => {
  const entryId = await within(() => ownOf(ids.person[0]), 'COMMIT');
  const table = 'settlement';
  expect(await seen(table, entryId)).toBeGreaterThan(0);
  await database.advance(-3_600);
  try {
    expect(await seen(table, entryId)).toBe(0);
  } finally {
    await database.advance(3_600);
  }
});

describe('R-35: an attack', () => {
  // biome-ignore format: a table is read by its rows
  it.each<[string, string[]]>([
    ['settings of our own', ["SET assent.person_id = '1'", "SELECT set_config('assent.current_access_entry', '1', false)"]],
    ['another search path', ['SET default_transaction_read_only = off', 'CREATE TEMP TABLE ledger_entry (id bigint, xact xid8, person_id bigint, provider_id bigint, kind text)', 'SET search_path = pg_temp, public']],
    ['functions in the way', ['CREATE FUNCTION pg_temp.pg_current_xact_id_if_assigned() RETURNS xid8 LANGUAGE sql AS $$SELECT NULL::xid8$$', 'SET search_path = pg_temp, pg_catalog']],
  ])('by the reader with %s shows no row of an entry that is not committed', async (_what, statements) => {
    const attacker = await connect(database.urls.reader);
    try {
      for (const statement of statements) await attacker.query(statement);
      const count = await within(async () => {
        const entry = await ownOf(ids.person[0]);
        return (await rowsOf(attacker, 'SELECT FROM record.settlement WHERE "#entry" = $1', [entry])).length;
      });
      expect(count).toBe(0);
    } finally {
      await attacker.end();
    }
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

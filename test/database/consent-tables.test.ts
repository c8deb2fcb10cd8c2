import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Client } from 'pg';
import { attempt, connect, NOT_PERMITTED, rowsOf, VIOLATION } from '../support/database/data-tables.js';
import type { TestDatabase } from '../support/database/database.js';
import { copies, expectAuditEqualsUsed, give } from '../support/people/giving.js';
import { type Platform, startPlatform } from '../support/platform/platform.js';

/** Last year, which is within the look-back of the purpose whenever the tests run. */
const YEAR = new Date().getUTCFullYear() - 1;

let platform: Platform;
let database: TestDatabase;
let api: Client;
let owner: Client;
let grant: string;
let request: string;

beforeAll(async () => {
  platform = await startPlatform();
  database = platform.database;
  const asks = {
    purpose: 'CLAIM_DIRECT_PAY',
    mode: 'LIMITED' as const,
    maxUses: 5,
    recordsFrom: `${YEAR}-01-01`,
    recordsTo: `${YEAR}-06-30`,
  };
  const given = await give(platform, { asks });
  grant = given.id;
  request = given.requestId;
  await platform.insurer.redeem(grant, 'once', 'person { settlements { nodes { settlementId } } }');
  await platform.insurer.redeem(grant, 'refused', 'person { contact { mobile } }');
  api = await connect(database.urls.consent);
  owner = await connect(database.ownerUrl);
});
afterAll(async () => {
  await api.end();
  await owner.end();
  await platform.stop();
});

describe('R-21: in the ledger and the disclosures', () => {
  // biome-ignore format: a table is read by its rows
  it.each([
    ['the API’s role can’t write an entry by hand', "INSERT INTO assent.ledger_entry (kind, at, person_id, content) VALUES ('OWN_ACCESS', now(), 1, '{}')"],
    ['the API’s role can’t change an entry', "UPDATE assent.ledger_entry SET content = '{}'"],
    ['the API’s role can’t delete an entry', 'DELETE FROM assent.ledger_entry'],
    ['the API’s role can’t empty the ledger', 'TRUNCATE assent.ledger_entry'],
    ['the API’s role can’t write a disclosure by hand', 'INSERT INTO assent.disclosure SELECT * FROM assent.disclosure'],
    ['the API’s role can’t change a disclosure', 'UPDATE assent.disclosure SET use_number = 2'],
    ['the API’s role can’t delete a disclosure', 'DELETE FROM assent.disclosure'],
    ['the API’s role can’t drop a trigger', 'DROP TRIGGER ledger_is_append_only ON assent.ledger_entry'],
  ])('%s', async (_what, statement) => {
    expect(await attempt(api, statement)).toBe(NOT_PERMITTED);
  });

  it('not even the owner of the database can change or delete an entry', async () => {
    const owner = await connect(database.ownerUrl);
    try {
      expect(await attempt(owner, 'UPDATE assent.ledger_entry SET at = now()')).toBe(VIOLATION);
      expect(await attempt(owner, 'DELETE FROM assent.ledger_entry')).toBe(VIOLATION);
    } finally {
      await owner.end();
    }
  });

  it('the API’s role can’t record an event of a grant that did not happen', async () => {
    const [before] = await database.sql('SELECT count(*)::int FROM assent.ledger_entry');
    for (const event of ['GRANT_REVOKED', 'DISCLOSURE', 'OWN_ACCESS', 'ANYTHING']) {
      expect(await attempt(api, "SELECT assent.record_grant($1, $2, '{}')", [grant, event])).toBe(
        NOT_PERMITTED,
      );
      await rowsOf(owner, "SELECT assent.record_grant($1, $2, '{}')", [grant, event]);
    }
    expect(await attempt(api, "SELECT assent.record_given($1, '{}')", [grant])).toBe(VIOLATION);
    expect(await attempt(api, "SELECT assent.record_confirmed_items($1, 'FACE')", [grant])).toBe(VIOLATION);
    expect(await database.sql('SELECT count(*)::int FROM assent.ledger_entry')).toEqual([before]);
  });
});

describe('R-09: a grant', () => {
  const COLUMNS = [
    'id',
    'request_id',
    'recipient_code',
    'person_id',
    'provider_id',
    'grantor_id',
    'purpose',
    'catalogue_version',
    'items',
    'mode',
    'max_uses',
    'max_uses_per_day',
    'records_from',
    'records_to',
    'notice_digest',
    'strength',
    'sensitive_confirmed',
    'valid_from',
    'valid_until',
    'authentication_id',
    'approval_id',
    'choices_digest',
    'seal',
    'used',
    'used_on',
    'used_that_day',
    'last_used_at',
    'revoked_at',
    'revoke_reason',
    'suspended_at',
    'suspended_for',
    'superseded_at',
    'superseded_by',
    'commitment',
    'handle_key',
    'revocation_epoch',
  ];

  it('can’t be changed by the API’s role, but by the functions that record the change', async () => {
    const columns = await database.sql(
      "SELECT attname AS name FROM pg_attribute WHERE attrelid = 'assent.consent_grant'::regclass AND attnum > 0",
    );
    expect(columns.map(({ name }) => name).sort()).toEqual([...COLUMNS].sort());
    for (const column of COLUMNS)
      expect(await attempt(api, `UPDATE assent.consent_grant SET ${column} = ${column}`)).toBe(NOT_PERMITTED);
    expect(await attempt(api, 'DELETE FROM assent.consent_grant')).toBe(NOT_PERMITTED);
  });

  it('R-06: stays revoked with the same time and reason', async () => {
    const [revoked] = await copies(database, grant, 1);
    await database.sql(
      "UPDATE assent.consent_grant SET revoked_at = assent.now(), revoke_reason = 'mine' WHERE id = $1",
      [revoked],
    );
    for (const change of [
      'revoked_at = NULL',
      "revoked_at = now() + interval '1 day'",
      "revoke_reason = 'other'",
    ])
      expect(await attempt(owner, `UPDATE assent.consent_grant SET ${change} WHERE id = $1`, [revoked])).toBe(
        VIOLATION,
      );
    expect(await attempt(api, "SELECT assent.revoke_grant($1, 'other', '{}')", [revoked])).toBe(VIOLATION);
  });

  // biome-ignore format: a table is read by its rows
  it.each([
    ['terms', "items = '[]'"], ['an end', "valid_until = valid_until + interval '1 day'"], ['more uses', 'max_uses = 6'], ['no use', 'used = 0'],
    ['two uses at once', 'used = used + 2'], ['another person', 'person_id = person_id + 1'], ['a stronger proof', "strength = 'SMS'"],
  ])('can’t be given %s, even by the owner of the database', async (_what, change) => {
    const owner = await connect(database.ownerUrl);
    try {
      expect(await attempt(owner, `UPDATE assent.consent_grant SET ${change} WHERE id = $1`, [grant])).toBe(VIOLATION);
    } finally {
      await owner.end();
    }
  });

  it.each(['DELETE FROM assent.consent_grant WHERE id = $1', 'TRUNCATE assent.consent_grant CASCADE'])(
    'can’t be deleted, even by the owner of the database: %s',
    async (statement) => {
      const owner = await connect(database.ownerUrl);
      try {
        const [unused] = await copies(database, grant, 1);
        const values = statement.includes('$1') ? [unused] : [];
        expect(await attempt(owner, statement, values)).toBe(VIOLATION);
      } finally {
        await owner.end();
      }
    },
  );

  it('has use numbers that can’t be taken twice or beyond the last', async () => {
    const owner = await connect(database.ownerUrl);
    try {
      const again =
        'INSERT INTO assent.disclosure SELECT (jsonb_populate_record(d, $1::jsonb)).* FROM assent.disclosure AS d WHERE grant_id = $2';
      expect(await attempt(owner, again, [{ id: randomUUID(), idempotency_key: 'other' }, grant])).toBe(
        '23505',
      );
      expect(await attempt(owner, again, [{ id: randomUUID(), use_number: 2 }, grant])).toBe('23505');
      expect(
        await attempt(owner, 'UPDATE assent.consent_grant SET used = used + 1 WHERE id = $1', [grant]),
      ).toBe('done');
      const [once] = await copies(database, grant, 1, { mode: 'ONE_TIME', max_uses: 1 });
      const use = 'UPDATE assent.consent_grant SET used = used + 1 WHERE id = $1';
      await owner.query('BEGIN');
      await owner.query(use, [once]);
      await expect(owner.query(use, [once])).rejects.toMatchObject({ code: VIOLATION });
      await owner.query('ROLLBACK');
    } finally {
      await owner.end();
    }
    await expectAuditEqualsUsed(database);
  });
});

describe('R-08: the database', () => {
  const columns = `id, request_id, recipient_code, person_id, provider_id, grantor_id, purpose, catalogue_version, items, mode, max_uses,
    max_uses_per_day, records_from, records_to, notice_digest, strength, sensitive_confirmed, valid_from, valid_until, used`;

  /** As the owner, inserts a grant with the given changes for a new request that is like the first one. */
  async function insert(
    changed: Record<string, unknown>,
    asked: Record<string, unknown> = {},
  ): Promise<string> {
    const id = randomUUID();
    await database.sql(
      `INSERT INTO assent.consent_request SELECT (jsonb_populate_record(r, $2::jsonb)).* FROM assent.consent_request AS r WHERE id = $1`,
      [request, { id, status: 'PENDING', decided_at: null, ...asked }],
    );
    const outcome = await attempt(
      owner,
      `INSERT INTO assent.consent_grant (${columns})
       SELECT ${columns} FROM jsonb_populate_record(null::assent.consent_grant,
         (SELECT to_jsonb(g) FROM assent.consent_grant g WHERE id = $1) || $2::jsonb)`,
      [grant, { id: randomUUID(), request_id: id, used: 0, ...changed }],
    );
    await database.sql('DELETE FROM assent.consent_request WHERE id = $1', [id]);
    return outcome;
  }

  const wanted = (item: string, delivery: string, required = true) => ({ item, delivery, required });
  const given = (item: string, delivery: string) => ({ item, delivery });
  const ASKED = { items: [wanted('SETL_ID', 'MASKED'), wanted('SETL_TIME', 'RETURN', false)] };
  const KEPT = { items: [given('SETL_ID', 'MASKED'), given('SETL_TIME', 'RETURN')] };

  // biome-ignore format: a table is read by its rows
  it.each<[string, Record<string, unknown>, Record<string, unknown>]>([
    ['the requested terms', {}, {}],
    ['fewer uses', { max_uses: 2 }, {}],
    ['one use instead of several', { mode: 'ONE_TIME', max_uses: 1 }, {}],
    ['a shorter time', { valid_until: '2026-11-23T00:00:00Z', valid_from: '2026-11-22T00:00:00Z' }, {}],
    ['a shorter period', { records_from: `${YEAR}-02-01`, records_to: `${YEAR}-05-01` }, {}],
    ['an optional item left out', { items: [given('SETL_ID', 'MASKED')] }, ASKED],
    ['a number of uses where the request had no limit', { mode: 'LIMITED', max_uses: 5 }, { mode: 'MULTI_USE', max_uses: null }],
  ])('accepts a grant with %s', async (_what, changed, asked) => {
    expect(await insert(changed, asked)).toBe('done');
  });

  // biome-ignore format: a table is read by its rows
  it.each<[string, Record<string, unknown>, Record<string, unknown>]>([
    ['more uses', { max_uses: 6 }, {}],
    ['a wider mode than ONE_TIME', { mode: 'LIMITED', max_uses: 2 }, { mode: 'ONE_TIME', max_uses: 1 }],
    ['a wider mode than LIMITED', { mode: 'MULTI_USE', max_uses: null, max_uses_per_day: 1 }, {}],
    ['a longer time', { valid_from: '2026-11-22T00:00:00Z', valid_until: '2026-11-29T00:00:01Z' }, {}],
    ['earlier records', { records_from: `${YEAR - 1}-12-31` }, {}],
    ['no first day of records', { records_from: null }, {}],
    ['later records', { records_to: `${YEAR}-07-01` }, {}],
    ['no last day of records', { records_to: null }, {}],
    ['an additional item', { items: [...KEPT.items, given('DIAG_CODE', 'RETURN')] }, ASKED],
    ['an item in clear that was requested masked', { items: [given('SETL_ID', 'RETURN'), given('SETL_TIME', 'RETURN')] }, ASKED],
    ['an item to compare that was requested in clear', { items: [given('SETL_ID', 'MASKED'), given('SETL_TIME', 'VERIFY')] }, ASKED],
    ['a required item left out', { items: [given('SETL_TIME', 'RETURN')] }, ASKED],
    ['no item', { items: [] }, ASKED],
    ['another recipient', { recipient_code: 'INS-BOHAI' }, {}],
    ['another purpose', { purpose: 'QUICK_UNDERWRITING' }, {}],
    ['a use already taken', { used: 1 }, {}],
    ['LIMITED with one use', { max_uses: 1 }, {}],
    ['MULTI_USE without a daily cap', { mode: 'MULTI_USE', max_uses: null, max_uses_per_day: null }, { mode: 'MULTI_USE', max_uses: null }],
    ['an end before its beginning', { valid_until: '2020-01-01T00:00:00Z' }, {}],
    ['a denied request', {}, { status: 'DENIED', decided_at: '2026-11-20T00:00:00Z' }],
    ['a cancelled request', {}, { status: 'CANCELLED', decided_at: '2026-11-20T00:00:00Z' }],
  ])('refuses a grant with %s', async (_what, changed, asked) => {
    expect(await insert(changed, asked)).toBe(VIOLATION);
  });

  it('refuses a grant of another person, of a provider, and of nobody', async () => {
    const [row] = await database.sql(
      'SELECT person_id + 1 AS other, (SELECT min(id) FROM assent.provider) AS provider FROM assent.consent_grant WHERE id = $1',
      [grant],
    );
    for (const subject of [
      { person_id: row!.other },
      { person_id: null, provider_id: row!.provider },
      { person_id: null },
    ])
      expect(await insert(subject)).toBe(VIOLATION);
  });

  it('refuses a second grant for one request', async () => {
    const again =
      `INSERT INTO assent.consent_grant (${columns}) SELECT gen_random_uuid(), ${columns.slice(4)} FROM assent.consent_grant WHERE id = $1`.replace(
        ', used FROM',
        ', 0 FROM',
      );
    expect(await attempt(owner, again, [grant])).toBe('23505');
  });
});

describe('the API’s role', () => {
  it('R-04: can’t decide a decided request again or change the terms of a request', async () => {
    for (const change of ["status = 'DENIED'", "status = 'PENDING', decided_at = NULL", "reason = 'x'"])
      for (const [who, outcome] of [
        [api, NOT_PERMITTED],
        [owner, VIOLATION],
      ] as const)
        expect(
          await attempt(who, `UPDATE assent.consent_request SET ${change} WHERE id = $1`, [request]),
        ).toBe(outcome);
    for (const decision of ['DENIED', 'CANCELLED', 'PENDING', 'APPROVED'])
      expect(await attempt(api, 'SELECT assent.close_request($1, $2, NULL, NULL)', [request, decision])).toBe(
        VIOLATION,
      );
    for (const change of [
      "items = '[]'",
      'max_uses = 9',
      "purpose = 'X'",
      'valid_for_days = 99',
      'records_from = NULL',
      'person_id = 1',
      "notice = 'x'",
    ])
      expect(await attempt(api, `UPDATE assent.consent_request SET ${change} WHERE id = $1`, [request])).toBe(
        NOT_PERMITTED,
      );
    expect(await attempt(api, 'DELETE FROM assent.consent_request')).toBe(NOT_PERMITTED);
  });

  it('R-18: can’t write an agreement or lift a suspension', async () => {
    for (const statement of [
      "UPDATE assent.agreement SET purposes = '[]'",
      'UPDATE assent.recipient SET suspended_at = NULL',
      'INSERT INTO assent.agreement SELECT * FROM assent.agreement',
      'DELETE FROM assent.recipient',
    ])
      expect(await attempt(api, statement)).toBe(NOT_PERMITTED);
  });
});

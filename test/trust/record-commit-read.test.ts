import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Client } from 'pg';
import { OpaqueCursors } from '../../consent/crypto/opaque-cursor.js';
import { pageOf } from '../../consent/records/record-query.js';
import { SharedReads } from '../../consent/records/shared-reads.js';
import { itemOf, personCategories, personItems } from '../../schema/catalogue.js';
import { connect, declaredTables, NOT_PERMITTED, rowsOf } from '../support/database/data-tables.js';
import type { TestDatabase } from '../support/database/database.js';
import { copies, give, recordsOf } from '../support/people/giving.js';
import { type Platform, startPlatform } from '../support/platform/platform.js';

/** S2: what whoever holds the passwords of the roles `gate` and `reader` can read, and by what transactions. */
let platform: Platform;
let database: TestDatabase;
let gate: Client;
let reader: Client;
let claim: string;
let personId: string;

const GRANTED = [
  { item: 'SETL_ID', delivery: 'RETURN' },
  { item: 'MEDFEE_SUMAMT', delivery: 'RETURN' },
];
const TABLES = declaredTables.map(({ table }) => table);

beforeAll(async () => {
  platform = await startPlatform();
  database = platform.database;
  const given = await give(platform, { asks: { purpose: 'CLAIM_DIRECT_PAY', mode: 'LIMITED', maxUses: 5 } });
  [claim] = (await copies(database, given.id, 1, { max_uses: 1000 })) as [string];
  const [grant] = await database.sql('SELECT person_id FROM assent.consent_grant WHERE id = $1', [claim]);
  personId = grant!.person_id;
});
beforeEach(async () => {
  gate = await connect(database.urls.gate);
  reader = await connect(database.urls.reader);
});
afterEach(() => Promise.all([gate.end(), reader.end()]));
afterAll(() => platform.stop());

/** The entry of a use, as the SQL function writes it. */
async function taken(client = gate, asked: unknown = GRANTED, grant = claim): Promise<string> {
  const [row] = await rowsOf(client, `SELECT * FROM assent.redeem($1, 'INS-ANXIN', $2, $3, $4, $5, 1)`, [
    grant,
    randomUUID(),
    Buffer.alloc(32),
    randomUUID(),
    JSON.stringify(asked),
  ]);
  return row.entry_id;
}

/** How many rows the reader sees under an entry, over all views. */
async function seen(entryId: string, client = reader): Promise<number> {
  let count = 0;
  for (const table of TABLES)
    count += (await rowsOf(client, `SELECT FROM record.${table} WHERE "#entry" = $1`, [entryId])).length;
  return count + (await rowsOf(client, 'SELECT FROM record.subject WHERE "#entry" = $1', [entryId])).length;
}

describe('S2: with the passwords of gate and reader, nothing is read', () => {
  it('under an entry that is not committed, or was rolled back, by savepoint or whole', async () => {
    await gate.query('BEGIN');
    await gate.query('SAVEPOINT s');
    const entry = await taken();
    expect(await seen(entry)).toBe(0);
    await gate.query('ROLLBACK TO s');
    expect(await seen(entry)).toBe(0);
    const again = await taken();
    await gate.query('ROLLBACK');
    expect(await seen(again)).toBe(0);
  });

  it('in a snapshot that is older than the commit of the entry', async () => {
    await reader.query('BEGIN ISOLATION LEVEL REPEATABLE READ');
    await reader.query('SELECT 1');
    const entry = await taken();
    expect(await seen(entry)).toBe(0);
    await reader.query('COMMIT');
    expect(await seen(entry)).toBeGreaterThan(0);
  });

  it('by the role gate from the views, and by the role reader from any table or function that writes', async () => {
    for (const table of [...TABLES, 'subject'])
      await expect(gate.query(`SELECT * FROM record.${table}`)).rejects.toMatchObject({
        code: NOT_PERMITTED,
      });
    for (const statement of [
      'SELECT * FROM assent.settlement',
      'SELECT * FROM assent.person',
      'SELECT * FROM record.open_entry',
      'SELECT * FROM record.opened_settlement',
      `SELECT assent.open_own(${personId}, NULL, '[]', 'FACE')`,
      'SET ROLE assent_record',
    ])
      await expect(reader.query(statement)).rejects.toThrow();
  });

  it('ten seconds after the entry, or once its grant is revoked or suspended', async () => {
    const old = await taken();
    expect(await seen(old)).toBeGreaterThan(0);
    await database.advance(11);
    expect(await seen(old)).toBe(0);
    await database.advance(-11);
    for (const column of ['revoked_at', 'suspended_at']) {
      const [grant] = await copies(database, claim, 1);
      const entry = await taken(gate, GRANTED, grant);
      expect(await seen(entry)).toBeGreaterThan(0);
      await database.sql(`UPDATE assent.consent_grant SET ${column} = assent.now() WHERE id = $1`, [grant]);
      expect(await seen(entry)).toBe(0);
    }
  });

  it('of another item, another table, or a protected record', async () => {
    const entry = await taken();
    await recordsOf(database, 'UPDATE assent.settlement SET protected = false WHERE person_id = $1', [
      personId,
    ]);
    const rows = await rowsOf(reader, 'SELECT * FROM record.settlement WHERE "#entry" = $1', [entry]);
    expect(rows.length).toBeGreaterThan(0);
    const shown = new Set(rows.flatMap((row) => Object.keys(row).filter((name) => row[name] !== null)));
    // The salt is the one that record.subject shows of the same entry.
    expect(shown).toEqual(new Set(['#entry', '#salt', 'settlementId', 'totalFee', '#row', '#id']));
    for (const table of TABLES.filter((name) => name !== 'settlement')) {
      const others = await rowsOf(reader, `SELECT * FROM record.${table} WHERE "#entry" = $1`, [entry]);
      for (const row of others)
        expect(Object.keys(row).filter((name) => !name.startsWith('#') && row[name] !== null)).toEqual([]);
    }
    await recordsOf(database, 'UPDATE assent.settlement SET protected = true WHERE person_id = $1', [
      personId,
    ]);
    expect(await rowsOf(reader, 'SELECT FROM record.settlement WHERE "#entry" = $1', [entry])).toEqual([]);
  });

  it('of an entry that is closed or shows no row, when it is asked for together with others', async () => {
    await recordsOf(database, 'UPDATE assent.settlement SET protected = false WHERE person_id = $1', [
      personId,
    ]);
    const [stopped] = await copies(database, claim, 1);
    const entries = [await taken(), await taken(gate, GRANTED, stopped), await taken()];
    await database.sql('UPDATE assent.consent_grant SET revoked_at = assent.now() WHERE id = $1', [stopped]);
    const category = personCategories.find(({ table }) => table === 'settlement')!;
    const items = personItems.filter(({ field }) => field === 'settlementId');
    const from = (day: string | null) =>
      pageOf(
        {
          under: 'person',
          key: 'settlements',
          category,
          items,
          page: { from: day, to: null, first: 1, after: null, cursor: false },
        },
        () => 'RETURN',
        new OpaqueCursors(Buffer.alloc(32)),
      );
    const reads = new SharedReads(
      entries.map((entryId) => ({ entryId, queries: [from(null), from('9999-01-01')] })),
    );
    const results = [];
    for (const { text, values } of reads.statements()) results.push(await rowsOf(reader, text, [...values]));
    expect(results).toHaveLength(2);
    const found = reads.found(results);
    expect(found.map((one) => one.map(({ salt }) => salt !== null))).toEqual([
      [true, true],
      [false, false],
      [true, true],
    ]);
    expect(found.map((one) => one.map(({ rows }) => rows.length > 0))).toEqual([
      [true, false],
      [false, false],
      [true, false],
    ]);
  });

  it('of an item that is only compared: the database compares it, and no other item', async () => {
    const entry = await taken(gate, [{ item: 'MEDFEE_SUMAMT', delivery: 'VERIFY' }]);
    await recordsOf(database, 'UPDATE assent.settlement SET protected = false WHERE person_id = $1', [
      personId,
    ]);
    const values = await rowsOf(reader, 'SELECT "totalFee" FROM record.settlement WHERE "#entry" = $1', [
      entry,
    ]);
    expect(new Set(values.map(({ totalFee }) => totalFee))).toEqual(new Set([null]));
    const compare = async (item: string, equal: string) =>
      (
        await rowsOf(reader, 'SELECT * FROM record.compare($1, $2, $3)', [
          entry,
          itemOf(item).category.table,
          JSON.stringify([{ item, equals: equal }]),
        ])
      )[0];
    const [fee] = await database.sql(
      'SELECT medfee_sumamt AS fee FROM assent.settlement WHERE person_id = $1',
      [personId],
    );
    expect(await compare('MEDFEE_SUMAMT', fee!.fee)).toEqual({ holds: [true], sealed: null });
    expect(await compare('MEDFEE_SUMAMT', '0.01')).toEqual({ holds: [false], sealed: null });
    for (const { code } of personItems.filter((item) => item.code !== 'MEDFEE_SUMAMT'))
      expect([code, await compare(code, fee!.fee)]).toEqual([code, undefined]);
  });

  it('of a value by trying: an entry answers the comparison that was asked for, and no other', async () => {
    await recordsOf(database, 'UPDATE assent.settlement SET protected = false WHERE person_id = $1', [
      personId,
    ]);
    const [fee] = await database.sql(
      'SELECT medfee_sumamt::text AS fee FROM assent.settlement WHERE person_id = $1',
      [personId],
    );
    const [grant] = await copies(database, claim, 1);
    const redeemed = await platform.insurer.redeem(
      grant!,
      randomUUID(),
      `verify(assertions: [{ item: "MEDFEE_SUMAMT", equals: "${fee!.fee}" }, { item: "PSN_NAME", equals: "nobody" }]) { item match }`,
    );
    expect(redeemed.data.redeemGrant.verify).toEqual([
      { item: 'MEDFEE_SUMAMT', match: true },
      { item: 'PSN_NAME', match: false },
    ]);
    const [entry] = await database.sql(
      "SELECT id FROM assent.ledger_entry WHERE grant_id = $1 AND kind = 'DISCLOSURE'",
      [grant],
    );
    for (const nonce of [null, Buffer.alloc(16)])
      for (const [item, equal] of [
        ['MEDFEE_SUMAMT', fee!.fee],
        ['MEDFEE_SUMAMT', '0.01'],
        ['PSN_NAME', 'nobody'],
        ['CERTNO', 'nobody'],
      ])
        expect(
          await rowsOf(reader, 'SELECT * FROM record.compare($1, $2, $3, $4)', [
            entry!.id,
            itemOf(item).category.table,
            JSON.stringify([{ item, equals: equal }]),
            nonce,
          ]),
        ).toEqual([]);
  });

  it('through a function of the attacker’s own, which sees no row that the view leaves out', async () => {
    const entry = await taken();
    await recordsOf(
      database,
      `UPDATE assent.settlement SET protected = record_id = (SELECT min(record_id) FROM assent.settlement WHERE person_id = $1) WHERE person_id = $1`,
      [personId],
    );
    const told: string[] = [];
    reader.on('notice', ({ message }) => told.push(message ?? ''));
    await reader.query('SET default_transaction_read_only = off');
    await reader.query('BEGIN');
    await reader.query(
      "CREATE FUNCTION pg_temp.tell(value text) RETURNS boolean LANGUAGE plpgsql COST 0.0001 AS $$BEGIN RAISE NOTICE '%', value; RETURN true; END$$",
    );
    const shown = await rowsOf(
      reader,
      'SELECT "settlementId" FROM record.settlement WHERE "#entry" = $1 AND pg_temp.tell("settlementId")',
      [entry],
    );
    await reader.query('ROLLBACK');
    expect(told.toSorted()).toEqual(shown.map(({ settlementId }) => settlementId).toSorted());
  });

  // The death comes last: it suspends the person's grants for good.
  it.each([
    ['the recipient is suspended', "recipient SET suspended_at = assent.now() WHERE code = 'INS-ANXIN'"],
    [
      'the person has died',
      "person SET surv_stas = '2' WHERE id = (SELECT person_id FROM assent.consent_grant WHERE id = $1)",
    ],
  ])('once %s, not even under an entry of the same moment', async (_what, change) => {
    const entry = await taken();
    expect(await seen(entry)).toBeGreaterThan(0);
    await database.sql(`UPDATE assent.${change}`, change.includes('$1') ? [claim] : []);
    expect(await seen(entry)).toBe(0);
    await database.sql('UPDATE assent.recipient SET suspended_at = NULL');
  });
});

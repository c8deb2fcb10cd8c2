import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { exportJWK, generateKeyPair } from 'jose';
import { executorOf } from '../../consent/database/executor.js';
import { purposes } from '../../consent/purposes/registry.js';
import { applyAgreement } from '../../consent/recipients/apply-agreement.js';
import { shareToTell } from '../../datacenter/import/completeness.js';
import { fullAgreement, RECIPIENTS } from '../../examples/demo/agreements.js';
import { personItems, providerItems } from '../../schema/catalogue.js';
import { numberFault, RESIDENT_ID } from '../../schema/identity/identity-document.js';
import { query } from '../support/database/cluster.js';
import { connect } from '../support/database/data-tables.js';
import { importRows } from '../support/database/import-rows.js';
import { type Platform, startPlatform } from '../support/platform/platform.js';
import { sealRows, testSeals } from '../support/platform/seals.js';

const ITEMS = [...personItems, ...providerItems];
const OPEN = `query ($category: ID, $item: ID, $purpose: ID) {
  openData(category: $category, item: $item, purpose: $purpose) {
    item { code } opens { purpose { code } delivery required } completeness refreshDays examples recipients } }`;

let platform: Platform;
beforeAll(async () => {
  platform = await startPlatform();
});
afterAll(() => platform.stop());

const open = async (variables: Record<string, string> = {}): Promise<any[]> =>
  (await platform.anonymous.run(OPEN, variables)).openData;
const entry = async (item: string) => (await open({ item }))[0];

describe('openData', () => {
  it('lists every item of the catalogue with the purposes that open it, to anybody', async () => {
    const listed = await open();
    expect(listed.map(({ item }) => item.code)).toEqual(ITEMS.map(({ code }) => code));
    for (const { item, opens } of listed)
      expect([item.code, opens]).toEqual([
        item.code,
        purposes.flatMap(({ code, required, optional }) => [
          ...required
            .filter((one) => one.item === item.code)
            .map(({ delivery }) => ({ purpose: { code }, delivery, required: true })),
          ...optional
            .filter((one) => one.item === item.code)
            .map(({ delivery }) => ({ purpose: { code }, delivery, required: false })),
        ]),
      ]);
  });

  it('is served by GET, and anybody may keep the answer for a minute', async () => {
    const answer = await fetch(
      `${platform.url}/graphql?query=${encodeURIComponent('{ openData { item { code } completeness } }')}`,
    );
    expect([answer.status, answer.headers.get('cache-control')]).toEqual([200, 'public, max-age=60']);
    expect(((await answer.json()) as any).data.openData).toHaveLength(ITEMS.length);
  });

  it('tells the items of one category, of one purpose, and one item', async () => {
    expect((await open({ category: 'SETTLEMENT' })).map(({ item }) => item.code)).toEqual(
      personItems.filter(({ category }) => category.code === 'SETTLEMENT').map(({ code }) => code),
    );
    expect(
      (await open({ category: 'PROVIDER:BANK' })).every(({ item }) => item.code.startsWith('PROVIDER:BANK.')),
    ).toBe(true);
    const { required, optional } = purposes.find(({ code }) => code === 'CLAIM_DIRECT_PAY')!;
    expect(new Set((await open({ purpose: 'CLAIM_DIRECT_PAY' })).map(({ item }) => item.code))).toEqual(
      new Set([...required, ...optional].map(({ item }) => item)),
    );
    expect(await open({ category: 'CONTACT', item: 'PSN_NO' })).toEqual([]);
  });

  it('gives all that is known of the purposes of one item, which is too much for an answer about every item', async () => {
    const query = (args: string) =>
      `openData${args} { opens { purpose { requiredItems { item delivery } } } }`;
    const all = await platform.anonymous.send(`{ ${query('')} }`);
    expect(all.errors[0]!.extensions.code).toBe('QUERY_TOO_EXPENSIVE');
    const one = await platform.anonymous.send(`{ ${query('(item: "PSN_NAME")')} }`);
    expect([one.errors, one.data.openData.length]).toEqual([[], 1]);
    const document = `query ($item: ID) { ${query('(item: $item)')} }`;
    expect((await platform.anonymous.send(document, { item: 'PSN_NAME' })).errors).toEqual([]);
    for (const item of [null, undefined])
      expect((await platform.anonymous.send(document, { item })).errors[0]!.extensions.code).toBe(
        'QUERY_TOO_EXPENSIVE',
      );
  });

  it.each(['category', 'item', 'purpose'])('refuses a %s that does not exist', async (field) => {
    for (const wrong of ['NOTHING', '', 'constructor', '\u0000']) {
      const { errors } = await platform.anonymous.send(OPEN, { [field]: wrong });
      expect(errors[0]!.extensions).toEqual({ code: 'BAD_USER_INPUT', field });
    }
  });

  it('shows made-up values in the form of the real ones', async () => {
    const listed = new Map((await open()).map((one) => [one.item.code, one.examples]));
    for (const { code, kind } of ITEMS) {
      const examples: string[] = listed.get(code);
      expect([code, examples.length > 0 && examples.length <= 3]).toEqual([code, true]);
      for (const example of examples) {
        if (kind.type === 'code') expect([code, kind.codes!.labels.has(example)]).toEqual([code, true]);
        if (kind.type === 'string') expect([code, example.length <= kind.size!]).toEqual([code, true]);
        if (kind.type === 'date') expect(example).toBe(new Date(example).toISOString().slice(0, 10));
        if (kind.type === 'flag') expect(['true', 'false']).toContain(example);
        if (kind.type === 'integer') expect(example).toMatch(/^\d+$/);
        if (kind.type === 'decimal') expect(example).toMatch(/^\d+\.\d{2}$/);
      }
    }
    for (const number of ['CERTNO', 'PROVIDER:PERSON.LEGREP_CERTNO'])
      expect(numberFault(RESIDENT_ID, listed.get(number)[0])).toBeNull();
  });
});

describe('how complete the data is', () => {
  it('is told as a share of people for each stored item; R-12: a protected record counts as no record', async () => {
    const listed = new Map((await open()).map((one) => [one.item.code, one.completeness]));
    const seen: number[] = [];
    for (const { code, kind, category } of ITEMS) {
      if (kind.expression !== undefined) {
        expect([code, listed.get(code)]).toEqual([code, null]);
        continue;
      }
      const owner = category.subject === 'PERSON' ? 'person' : 'provider';
      const [columns] = await platform.database.sql(
        `SELECT count(*)::int AS n FROM information_schema.columns
         WHERE table_schema = 'assent' AND table_name = $1 AND column_name = 'protected'`,
        [category.table],
      );
      const [{ known, all }] = (await query(
        platform.database.importUrl,
        `SELECT (SELECT count(DISTINCT ${owner}_id)::int FROM assent.${category.table}
           WHERE ${kind.column} IS NOT NULL ${columns!.n === 1 ? 'AND NOT protected' : ''}) AS known,
           (SELECT count(*)::int FROM assent.${owner}) AS all`,
      )) as any;
      expect([code, listed.get(code)]).toEqual([code, shareToTell(known, all)]);
      if (shareToTell(known, all) !== null) seen.push(shareToTell(known, all)!);
    }
    expect(seen.length).toBeGreaterThan(30);
    expect(new Set(seen).size).toBeGreaterThan(5);
  });

  it('is not told of few people, neither of those who have a value nor of those who have none', () => {
    expect([0, 1, 9, 10, 50, 90, 91, 99, 100].map((known) => shareToTell(known, 100))).toEqual([
      null,
      null,
      null,
      10,
      50,
      90,
      null,
      null,
      100,
    ]);
    expect(shareToTell(50, 99)).toBeNull();
  });

  it('is measured by each import', async () => {
    const { sql, importUrl } = platform.database;
    await sql('DELETE FROM assent.item_completeness');
    expect((await entry('GEND')).completeness).toBeNull();
    const [person] = await query(importUrl, 'SELECT psn_no FROM assent.basic_identity ORDER BY 1 LIMIT 1');
    await importRows(platform.database, {
      contact: [{ psn_no: person!.psn_no as string, mob: '19900000001' }],
    });
    expect((await entry('GEND')).completeness).toBe(100);
  });
});

describe('how fresh the data is', () => {
  it('is told in full days since the newest import of its table', async () => {
    const before = await entry('MOB');
    expect(before.refreshDays).toBe(0);
    await platform.database.advance(3 * 86_400 + 60);
    try {
      expect([(await entry('MOB')).refreshDays, (await entry('PSN_CASH_PAY')).refreshDays]).toEqual([3, 3]);
      const { sql } = platform.database;
      await sql("UPDATE assent.import_run SET outcome = 'REJECTS' WHERE 'settlement' = ANY (tables)");
      expect((await entry('PSN_CASH_PAY')).refreshDays).toBeNull();
    } finally {
      await platform.database.advance(-(3 * 86_400 + 60));
    }
  });
});

describe('the catalogue', () => {
  it('tells of each category up to which moment its data shows the source', async () => {
    const { sql, importUrl } = platform.database;
    const CATALOGUE = '{ catalogue { categories { code dataAsOf } providerCategories { code dataAsOf } } }';
    const asOf = async (code: string) => {
      const { categories, providerCategories } = (await platform.anonymous.run(CATALOGUE)).catalogue;
      return [...categories, ...providerCategories].find((one: any) => one.code === code).dataAsOf;
    };
    const [person] = await query(importUrl, 'SELECT psn_no FROM assent.basic_identity ORDER BY 1 LIMIT 1');
    const { psn_no } = person as { psn_no: string };
    await importRows(platform.database, { contact: [{ psn_no, mob: '19900000002' }] });
    const [run] = await sql('SELECT id, finished_at FROM assent.import_run ORDER BY id DESC LIMIT 1');
    expect(await asOf('CONTACT')).toBe(run!.finished_at.toISOString());
    await sql("UPDATE assent.import_run SET as_of = '2030-01-02T03:04:05Z' WHERE id = $1", [run!.id]);
    expect(await asOf('CONTACT')).toBe('2030-01-02T03:04:05.000Z');
    await sql(
      "UPDATE assent.import_run SET outcome = 'REJECTS' WHERE 'clearing' = ANY (tables) OR 'provider_clearing' = ANY (tables)",
    );
    expect(await asOf('PROVIDER:CLEARING')).toBeNull();
  });
});

describe('how many recipients may ask for an item', () => {
  const ITEM = 'PSN_CASH_PAY';
  const number = async () => (await entry(ITEM)).recipients;

  async function add(count: number, from: number, validUntil: string | null = null): Promise<void> {
    const owner = await connect(platform.database.ownerUrl);
    try {
      const seals = await testSeals(platform.database);
      for (let at = from; at < from + count; at++) {
        const jwk = await exportJWK((await generateKeyPair('EdDSA')).publicKey);
        const identity = {
          ...RECIPIENTS[0]!,
          code: `INS-${at}`,
          clientId: `insurer-${at}`,
          name: `示例${at}`,
        };
        await applyAgreement(executorOf(owner), seals, { ...fullAgreement(identity, jwk), validUntil });
      }
    } finally {
      await owner.end();
    }
  }

  it('is told from ten on, in steps of five, and counts none that is suspended, has ended or was made by SQL', async () => {
    expect(await number()).toBeNull();
    await add(7, 1);
    // With the two insurers of the city there are nine.
    expect(await number()).toBeNull();
    await add(1, 8);
    expect(await number()).toBe(10);
    await add(2, 9);
    expect(await number()).toBe(10);
    await add(1, 11);
    expect(await number()).toBe(15);
    const { sql } = platform.database;
    await add(30, 100, '2026-01-01');
    expect(await number()).toBe(15);
    await sql("UPDATE assent.recipient SET suspended_at = assent.now() WHERE code IN ('INS-1', 'INS-2')");
    await sealRows(platform.database, 'recipient');
    expect(await number()).toBe(10);
    await sql(
      "UPDATE assent.agreement SET purposes = purposes - 0 WHERE recipient_code IN ('INS-3', 'INS-4')",
    );
    expect(await number()).toBeNull();
  });

  it('is not told of an item that no agreement names', async () => {
    const { sql } = platform.database;
    await sql(
      `UPDATE assent.agreement SET purposes = jsonb_build_array(jsonb_build_object('code', purposes->0->>'code',
         'items', jsonb_build_array('CERTNO'), 'impactAssessment', 'PIA'))`,
    );
    await sealRows(platform.database, 'agreement');
    expect(await number()).toBeNull();
    expect((await entry('CERTNO')).recipients).toBeGreaterThanOrEqual(10);
  });
});

import { PassThrough } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { LIMITS } from '../../consent/kernel/limits.js';
import type { PersonClient } from '../../examples/clients/person-client.js';
import { personCategories, personItems } from '../../schema/catalogue.js';
import type { Category } from '../../schema/category.js';
import { recordsOf, rowsOf } from '../datacenter/csv.js';
import { importRows, psnNoOf, visitRows } from '../support/database/import-rows.js';
import { Officers } from '../support/people/officers.js';
import { type Platform, startPlatform } from '../support/platform/platform.js';

const EXPORT = `mutation ($format: ExportFormat!, $authentication: ID) {
  exportMyData(format: $format, authentication: $authentication) { url expiresAt }
}`;
const ACCESSES = `query ($first: Int!, $after: String) { me { accesses(first: $first, after: $after) {
  nodes { at kind strength items { item { code } delivery } } pageInfo { endCursor hasNextPage } } } }`;

let platform: Platform;
let logged = '';
beforeAll(async () => {
  const log = new PassThrough();
  log.on('data', (chunk) => {
    logged += chunk;
  });
  platform = await startPlatform({ LOG_LEVEL: 'debug' }, log);
});
afterAll(() => platform.stop());

const linkOf = async (me: PersonClient, format: 'JSON' | 'CSV'): Promise<string> =>
  (await me.run(EXPORT, { format, authentication: await me.fresh('EXPORT') })).exportMyData.url;

async function download(url: string): Promise<Response & { body: unknown }> {
  return fetch(url) as Promise<Response & { body: unknown }>;
}

/** All items of all categories, as the API shows them to the person at FACE. */
async function rowsIn(
  me: PersonClient,
  { field, many, items }: Category,
): Promise<Record<string, unknown>[]> {
  const fields = items.map((item) => item.field).join(' ');
  if (!many) {
    const row = (await me.run(`{ me { person { ${field} { ${fields} } } } }`)).me.person[field];
    return row ? [row] : [];
  }
  const rows: Record<string, unknown>[] = [];
  const query = `query ($after: String) { me { person { ${field}(first: 200, after: $after) { nodes { ${fields} } pageInfo { endCursor hasNextPage } } } } }`;
  for (let after: string | null = null, more = true; more; ) {
    const { nodes, pageInfo }: any = (await me.run(query, { after })).me.person[field];
    rows.push(...nodes);
    [after, more] = [pageInfo.endCursor, pageInfo.hasNextPage];
  }
  return rows;
}

async function recordOf(me: PersonClient): Promise<Record<string, Record<string, unknown>[]>> {
  const record: Record<string, Record<string, unknown>[]> = {};
  for (const category of personCategories)
    record[category.code] = (await rowsIn(me, category)).map((row) =>
      Object.fromEntries(category.items.map((item) => [item.code, row[item.field]])),
    );
  return record;
}

describe('R-24, R-25: the export of a person’s own record', () => {
  it('contains as JSON all 11 categories and 74 items with names and source fields, and every record in clear', async () => {
    const me = await platform.person(platform.someone('SPECIAL_DISEASE')).signIn('FACE');
    const psn_no = await psnNoOf(platform.database, me.person);
    await importRows(platform.database, {
      personal_account: [{ psn_no, year: 2011, balc: '12.50', insutype: '310', refd_setl_flag: 0 }],
    });
    const response = await download(await linkOf(me, 'JSON'));
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(response.headers.get('content-disposition')).toMatch(
      /^attachment; filename="assent-\d{4}-\d\d-\d\d\.json"$/,
    );
    expect(response.headers.get('cache-control')).toBe('no-store');
    const exported = (await response.json()) as any;
    expect(exported.catalogueVersion).toBe(1);
    expect(exported.categories.flatMap(({ items }: any) => items)).toEqual(
      personItems.map(({ code, nameZh, nameEn, level, source, unit }) => ({
        code,
        nameZh,
        nameEn,
        level,
        declaredLevel: level,
        sourceField: source,
        unit,
      })),
    );
    const records = Object.fromEntries(exported.categories.map(({ code, records }: any) => [code, records]));
    // The API shows the newest account only, an export all of them.
    const [account, older, ...more] = records.PERSONAL_ACCOUNT;
    expect([older, more]).toEqual([expect.objectContaining({ ACCT_YEAR: 2011, BALC: '12.50' }), []]);
    expect({ ...records, PERSONAL_ACCOUNT: [account] }).toEqual(await recordOf(me));
    expect(records.SETTLEMENT.length).toBeGreaterThan(1);
  });

  it('contains as CSV the same values, one on each line', async () => {
    const me = await platform.person(platform.someone()).signIn('FACE');
    const response = await download(await linkOf(me, 'CSV'));
    expect(response.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    const bytes = Buffer.from(await response.arrayBuffer());
    expect([...bytes.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
    const lines = rowsOf(bytes.subarray(3).toString().replaceAll('\r\n', '\n'));
    const found: Record<string, Record<string, string>[]> = {};
    for (const { category, record, item, value, source_field, item_zh } of lines) {
      const declared = personItems.find(({ code }) => code === item)!;
      expect([item_zh, source_field]).toEqual([declared.nameZh, declared.source ?? '']);
      found[category!] ??= [];
      found[category!]![Number(record) - 1] ??= {};
      found[category!]![Number(record) - 1]![item!] = value!;
    }
    const expected = Object.fromEntries(
      Object.entries(await recordOf(me))
        .filter(([, records]) => records.length > 0)
        .map(([code, records]) => [
          code,
          records.map((record) =>
            Object.fromEntries(
              Object.entries(record).map(([item, value]) => [item, value === null ? '' : String(value)]),
            ),
          ),
        ]),
    );
    expect(found).toEqual(expected);
  });

  it('contains as CSV no value that a spreadsheet would run as a formula, and every value whole', async () => {
    const person = platform.someone();
    const me = await platform.person(person).signIn('FACE');
    const psnNo = await psnNoOf(platform.database, person);
    const hostile = [
      '=HYPERLINK("https://evil.test","医保")',
      '+1+1',
      '-1+cmd|calc',
      '@SUM(1,1)',
      '\t=1+1',
      '  =1+1',
      '\u00a0=1+1',
      '\n=1+1',
      '＝1+1',
      '＋1+1',
      '－1+1',
      '＠SUM(1)',
      `${'"'.repeat(90)}=1`,
      '","=1+1',
      '"\r\n=1+1',
    ];
    const visits = hostile.map((name, at) => ({
      id: `csv-${at}`,
      psnNo,
      day: '2024-05-06',
      diagnosis: ['J06.900', name] as const,
    }));
    await importRows(platform.database, visitRows(visits));
    const text = await (await download(await linkOf(me, 'CSV'))).text();
    const cells = recordsOf(text.replaceAll('\r\n', '\n')).flat();
    const runs = (cell: string) => /^\s*[=+\-@＝＋－＠]/.test(cell) && Number.isNaN(Number(cell));
    expect(cells.filter(runs)).toEqual([]);
    // The import leaves out spaces around a value.
    for (const name of hostile.map((one) => one.replaceAll('\r\n', '\n').trim()))
      expect(cells).toContain(runs(name) ? `'${name}` : name);
  });

  it('contains every expense line once when it needs several pages, and each page is recorded before it is sent', async () => {
    const person = platform.someone();
    const me = await platform.person(person).signIn('FACE');
    const goods = Array.from(
      { length: 2 * LIMITS.exportPageSize + 300 },
      (_, at) => [`G${at}`, '合成药品'] as const,
    );
    const psnNo = await psnNoOf(platform.database, person);
    const small = (at: number) => goods.slice(at * 100, (at + 1) * 100);
    const visits = Array.from({ length: goods.length / 100 }, (_, at) => ({
      id: `BIG-${at}`,
      psnNo,
      day: '2026-02-01',
      goods: small(at),
    }));
    await importRows(platform.database, visitRows(visits));
    const exported = (await (await download(await linkOf(me, 'JSON'))).json()) as any;
    const lines = exported.categories.find(({ code }: any) => code === 'EXPENSE_DETAIL').records;
    const codes = lines.map((line: any) => line.HILIST_CODE);
    expect(new Set(codes.filter((code: string) => /^G\d+$/.test(code))).size).toBe(goods.length);
    expect(new Set(lines.map((line: any) => line.FEEDETL_SN)).size).toBe(lines.length);
    const [row] = await platform.database.sql(
      `SELECT count(*)::int AS pages FROM assent.ledger_entry e JOIN assent.person p ON p.id = e.person_id WHERE kind = 'OWN_EXPORT' AND psn_no = $1`,
      [psnNo],
    );
    expect(row!.pages).toBe(3);
  });

  it('tells the level of each item that is in force, beside the declared one, in both forms', async () => {
    const me = await platform.person(platform.someone()).signIn('FACE');
    const officers = await Officers.of(platform);
    await officers.act({ kind: 'PUBLISH_CATALOGUE', raises: [{ item: 'GEND', level: 3 }] });
    const { catalogue } = await platform.anonymous.run('{ catalogue { version } }');
    const exported = (await (await download(await linkOf(me, 'JSON'))).json()) as any;
    expect(exported.catalogueVersion).toBe(catalogue.version);
    const told = (items: readonly any[], name: string) => items.find(({ code }) => code === name);
    const items = exported.categories.flatMap(({ items }: any) => items);
    const declared = personItems.find(({ code }) => code === 'GEND')!.level;
    expect(declared).toBeLessThan(3);
    expect(told(items, 'GEND')).toMatchObject({ level: 3, declaredLevel: declared });
    for (const { code, level } of personItems.filter((item) => item.code !== 'GEND'))
      expect(told(items, code)).toMatchObject({ level, declaredLevel: level });
    const text = await (await download(await linkOf(me, 'CSV'))).text();
    const lines = rowsOf(text.slice(1).replaceAll('\r\n', '\n'));
    for (const { item, level, declared_level, unit } of lines) {
      const one = personItems.find(({ code }) => code === item)!;
      const inForce = item === 'GEND' ? 3 : one.level;
      expect([item, level, declared_level, unit]).toEqual([
        item,
        String(inForce),
        String(one.level),
        one.unit ?? '',
      ]);
    }
    expect(lines.some(({ unit }) => unit !== '')).toBe(true);
  });

  it.each(['SMS', 'SCAN'] as const)('requires FACE and refuses %s', async (strength) => {
    const me = await platform.person(platform.someone()).signIn(strength);
    expect(await me.refusal(EXPORT, { format: 'JSON' })).toMatchObject({
      code: 'STRENGTH_REQUIRED',
      required: 'FACE',
    });
  });

  it('is refused to a recipient and to a caller without a token', async () => {
    expect(await platform.insurer.refusal(EXPORT, { format: 'JSON' })).toMatchObject({ code: 'FORBIDDEN' });
    expect(await platform.anonymous.refusal(EXPORT, { format: 'JSON' })).toMatchObject({
      code: 'UNAUTHENTICATED',
    });
  });

  it('is downloaded by a link that works once, in any process, for two minutes, and is in no log or metric', async () => {
    const me = await platform.person(platform.someone()).signIn('FACE');
    const other = await platform.another();
    const [used, late] = [await linkOf(me, 'JSON'), await linkOf(me, 'JSON')];
    const elsewhere = used.replace(platform.url, other.url);
    const answers = await Promise.all(
      [used, elsewhere, used, elsewhere].map(async (url) => (await fetch(url)).status),
    );
    expect(answers.sort()).toEqual([200, 404, 404, 404]);
    await platform.database.advance(LIMITS.exportLinkSeconds + 1);
    const refused = await fetch(late);
    expect([refused.status, ((await refused.json()) as any).errors[0].extensions.code]).toEqual([
      404,
      'NOT_FOUND',
    ]);
    const [row] = await platform.database.sql('SELECT count(*)::int AS left FROM assent.export_ticket');
    expect(row!.left).toBe(0);
    const metrics = await (await fetch(`${platform.url}/metrics`)).text();
    for (const link of [used, late]) {
      const secret = link.split('/').at(-1)!;
      expect(logged).not.toContain(secret);
      expect(metrics).not.toContain(secret);
    }
    expect(metrics).toContain('/export/:secret');
  });

  it('is refused if the person has died meanwhile (R-13)', async () => {
    const person = platform.someone();
    const me = await platform.person(person).signIn('FACE');
    const url = await linkOf(me, 'JSON');
    const psnNo = await psnNoOf(platform.database, person);
    await platform.database.sql("UPDATE assent.person SET surv_stas = '2' WHERE psn_no = $1", [psnNo]);
    expect((await fetch(url)).status).toBe(403);
  });
});

describe('R-24: the list of accesses to a person’s own record', () => {
  it('contains each access with time, strength and items, newest first, and no access of others', async () => {
    const me = await platform.person(platform.someone()).signIn('FACE');
    const other = await platform.person(platform.someone()).signIn('SMS');
    await me.run('{ me { person { basicIdentity { personName } } } }');
    await other.run('{ me { person { contact { mobile } } } }');
    await (await fetch(await linkOf(me, 'CSV'))).text();
    const { nodes } = (await me.run(ACCESSES, { first: 10 })).me.accesses;
    expect(nodes.map(({ kind, strength }: any) => [kind, strength])).toEqual([
      ['OWN_EXPORT', 'FACE'],
      ['OWN_ACCESS', 'FACE'],
    ]);
    expect(nodes[0].items).toHaveLength(personItems.length);
    expect(nodes[1].items).toEqual([{ item: { code: 'PSN_NAME' }, delivery: 'RETURN' }]);
    const [his, ...more] = (await other.run(ACCESSES, { first: 10 })).me.accesses.nodes;
    expect([more, his.strength, his.items]).toEqual([
      [],
      'SMS',
      [{ item: { code: 'MOB' }, delivery: 'MASKED' }],
    ]);
  });

  it('has pages without gaps or duplicates', async () => {
    const me = await platform.person(platform.someone()).signIn('SMS');
    for (const field of ['personName', 'certNo', 'gender', 'birthDate', 'age'])
      await me.run(`{ me { person { basicIdentity { ${field} } } } }`);
    const seen: string[] = [];
    for (let after: string | null = null, more = true; more; ) {
      const { nodes, pageInfo }: any = (await me.run(ACCESSES, { first: 2, after })).me.accesses;
      seen.push(...nodes.map(({ items }: any) => items[0].item.code));
      [after, more] = [pageInfo.endCursor, pageInfo.hasNextPage];
    }
    expect(seen).toEqual(['AGE', 'BRDY', 'GEND', 'CERTNO', 'PSN_NAME']);
  });

  it('contains a representative’s accesses to the provider too', async () => {
    const me = await platform.person(platform.someone('REPRESENTATIVE')).signIn('FACE');
    await me.run('{ me { providers { profile { institutionName } } } }');
    const { nodes } = (await me.run(ACCESSES, { first: 10 })).me.accesses;
    expect(nodes.map(({ items }: any) => items[0].item.code)).toContain('PROVIDER:PROFILE.FIXMEDINS_NAME');
  });
});

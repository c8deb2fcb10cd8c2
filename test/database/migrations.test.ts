import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ReflectMetadataProvider } from '@mikro-orm/decorators/legacy';
import { MikroORM } from '@mikro-orm/postgresql';
import { migrateDown, migrateUp } from '../../api/database/migrate.js';
import { DisclosureRecord } from '../../consent/gate/disclosure.js';
import { ConsentRequest } from '../../consent/grants/consent-request.js';
import { Grant } from '../../consent/grants/grant.js';
import { Agreement } from '../../consent/recipients/agreement.js';
import { Recipient } from '../../consent/recipients/recipient.js';
import { loadMigrations } from '../../migrations/migrations.js';
import { personCategories, providerCategories } from '../../schema/catalogue.js';
import { columnType } from '../../schema/item.js';
import { createTestDatabase, type TestDatabase } from '../support/database/database.js';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

/** Every object of our schema on one line each: columns, constraints, functions, policies, privileges. */
async function everything(): Promise<string[]> {
  const rows = await database.sql(
    `WITH ours AS (SELECT c.* FROM pg_class c JOIN pg_namespace s ON s.oid = c.relnamespace AND s.nspname = 'assent')
     SELECT line FROM (
       SELECT concat_ws(' ', c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, a.attidentity, pg_get_expr(d.adbin, d.adrelid), a.attacl::text) AS line
         FROM ours c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
         LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
       UNION ALL SELECT concat_ws(' ', c.relname, pg_get_constraintdef(k.oid)) FROM ours c JOIN pg_constraint k ON k.conrelid = c.oid
       UNION ALL SELECT indexdef FROM pg_indexes WHERE schemaname = 'assent'
       UNION ALL SELECT pg_get_functiondef(p.oid) || coalesce(proacl::text, '') FROM pg_proc p WHERE pronamespace = to_regnamespace('assent')
       UNION ALL SELECT pg_get_triggerdef(t.oid) FROM ours c JOIN pg_trigger t ON tgrelid = c.oid WHERE NOT tgisinternal
       UNION ALL SELECT p::text FROM pg_policies p WHERE schemaname = 'assent'
       UNION ALL SELECT concat_ws(' ', relname, relacl::text, relrowsecurity, relforcerowsecurity) FROM ours
     ) AS lines ORDER BY line COLLATE "C"`,
  );
  return rows.map(({ line }) => line);
}

describe('the migrations', () => {
  it('migrate down to an empty schema and up again to the same one', async () => {
    const before = await everything();
    expect(before.length).toBeGreaterThan(200);
    const names = loadMigrations(database.roles).map(({ name }) => name);
    expect(await migrateDown(database.ownerUrl, database.roles)).toEqual([...names].reverse());
    expect(await everything()).toEqual([]);
    expect(await migrateUp(database.ownerUrl, database.roles)).toEqual(names);
    expect(await everything()).toEqual(before);
  });

  it('migrate down and up one by one', async () => {
    const before = await everything();
    const names = loadMigrations(database.roles).map(({ name }) => name);
    for (const [index, name] of [...names.entries()].reverse()) {
      if (index === 0) continue;
      expect(await migrateDown(database.ownerUrl, database.roles, names[index - 1])).toEqual([name]);
    }
    expect(await migrateUp(database.ownerUrl, database.roles)).toEqual(names.slice(1));
    expect(await everything()).toEqual(before);
  });

  it('do nothing when they run again', async () => {
    expect(await migrateUp(database.ownerUrl, database.roles)).toEqual([]);
  });
});

const columnsOf = async (table: string): Promise<Record<string, string>> =>
  Object.fromEntries(
    (
      await database.sql(
        `SELECT attname AS name, replace(format_type(atttypid, atttypmod), 'character varying', 'varchar') AS type
         FROM pg_attribute WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped`,
        [`assent.${table}`],
      )
    ).map(({ name, type }) => [name, type]),
  );

describe('the columns of the data center are those that the catalogue declares, in', () => {
  it.each(
    [...personCategories, ...providerCategories].map((category) => [category.table, category] as const),
  )('%s', async (table, { items, time }) => {
    const columns = await columnsOf(table);
    for (const { code, kind, sealed } of items) {
      // A computed item is not stored.
      const declared = kind.expression ? undefined : columnType(kind, sealed);
      expect([code, columns[kind.column]]).toEqual([code, declared]);
    }
    if (time) expect(columns).toHaveProperty(time.column);
    if (time?.until) expect(columns).toHaveProperty(time.until);
  });
});

describe('the entities have the columns of the database', () => {
  let orm: MikroORM;
  beforeAll(async () => {
    const declared = [...personCategories, ...providerCategories].map(({ target }) => target);
    orm = await MikroORM.init({
      clientUrl: database.ownerUrl,
      entities: [Agreement, ConsentRequest, DisclosureRecord, Grant, Recipient, ...declared],
      metadataProvider: ReflectMetadataProvider,
    });
  });
  afterAll(() => orm.close());

  it('for each property, by name and type', async () => {
    /** SQL type of a column as the entity's property means it; what is not listed is held to its declared type. */
    const kinds: Record<string, RegExp> = {
      string: /^(varchar|text)/,
      text: /^text$/,
      uuid: /^uuid$/,
      integer: /^integer$/,
      json: /^jsonb$/,
      date: /^date$/,
      datetime: /^timestamp with time zone$/,
      boolean: /^boolean$/,
      bigint: /^bigint$/,
    };
    let checked = 0;
    for (const meta of orm.getMetadata().getAll().values()) {
      if (meta.abstract || !meta.tableName) continue;
      const columns = await columnsOf(meta.tableName);
      for (const property of meta.props) {
        if (property.persist === false || property.kind !== 'scalar') continue;
        checked += 1;
        const [name] = property.fieldNames;
        const where = `${meta.tableName}.${name}`;
        expect([where, columns[name!]]).toEqual([where, expect.any(String)]);
        const kind = typeof property.type === 'string' ? kinds[property.type.toLowerCase()] : undefined;
        const declared = property.columnTypes?.[0];
        if (declared && !kind) expect([where, columns[name!]]).toEqual([where, declared]);
        else if (kind) expect([where, columns[name!]]).toEqual([where, expect.stringMatching(kind)]);
      }
    }
    expect(checked).toBeGreaterThan(150);
  });
});

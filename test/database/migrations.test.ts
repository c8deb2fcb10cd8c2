import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ReflectMetadataProvider } from '@mikro-orm/decorators/legacy';
import { MikroORM } from '@mikro-orm/postgresql';
import { migrate, OlderDatabase, stateOf, UnknownDatabase } from '../../api/database/migrate.js';
import { DisclosureRecord } from '../../consent/gate/disclosure.js';
import { ConsentRequest } from '../../consent/grants/consent-request.js';
import { Grant } from '../../consent/grants/grant.js';
import { Agreement } from '../../consent/recipients/agreement.js';
import { Recipient } from '../../consent/recipients/recipient.js';
import { loadSchema } from '../../migrations/migrations.js';
import { personCategories, providerCategories } from '../../schema/catalogue.js';
import { columnType } from '../../schema/item.js';
import { createBareDatabase } from '../support/database/bare-database.js';
import { query } from '../support/database/cluster.js';
import { createTestDatabase, type TestDatabase } from '../support/database/database.js';
import { projectRoot } from '../support/project.js';
import { everything, security } from './describe-schema.js';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

describe('the migrations', () => {
  const nothingToDo: string[] = [];
  const all = () => [...loadSchema(database.roles).tables.map(({ name }) => name), 'code'];
  const migrateNow = () => migrate(database.ownerUrl, database.roles);

  it('make the same database as a fresh one when all code is dropped and applied again', async () => {
    const before = await everything(database.sql);
    expect(before.length).toBeGreaterThan(200);
    await database.sql(
      `UPDATE assent.migration SET digest = 'of an older version' WHERE name = 'code';
       CREATE FUNCTION assent.left_over() RETURNS integer LANGUAGE sql AS 'SELECT 1';
       CREATE VIEW assent.left_over_view AS SELECT id FROM assent.person;
       CREATE POLICY left_over ON assent.settlement USING (true);
       CREATE TRIGGER left_over BEFORE UPDATE ON assent.person FOR EACH ROW EXECUTE FUNCTION assent.refuse_change();
       GRANT DELETE, UPDATE (used) ON assent.consent_grant TO "${database.roles.consent}";
       GRANT SELECT ON assent.person TO PUBLIC`,
    );
    expect(await everything(database.sql)).not.toEqual(before);
    expect(await migrateNow()).toEqual(['code']);
    expect(await everything(database.sql)).toEqual(before);
  });

  it('do nothing when they run again', async () => {
    expect(await migrateNow()).toEqual(nothingToDo);
  });

  it('are applied by one of several processes that start at once, and by no other', async () => {
    const bare = await createBareDatabase();
    try {
      const done = await Promise.all(Array.from({ length: 4 }, () => migrate(bare.url, database.roles)));
      expect(done.toSorted((a, b) => b.length - a.length)).toEqual([
        all(),
        nothingToDo,
        nothingToDo,
        nothingToDo,
      ]);
    } finally {
      await bare.drop();
    }
  });

  it.each<[string, string, new (...args: never[]) => Error]>([
    [
      'the migrations before version 0.2',
      'CREATE SCHEMA assent; CREATE TABLE public.assent_migrations (name text)',
      OlderDatabase,
    ],
    ['something that left our schema without its list of steps', 'CREATE SCHEMA assent', OlderDatabase],
    [
      'a newer version',
      "CREATE SCHEMA assent; CREATE TABLE assent.migration AS VALUES ('9999_later', 'x'); ALTER TABLE assent.migration RENAME column1 TO name; ALTER TABLE assent.migration RENAME column2 TO digest",
      UnknownDatabase,
    ],
    [
      'a step that was changed afterwards',
      "CREATE SCHEMA assent; CREATE TABLE assent.migration AS SELECT '0001_foundation' AS name, 'x' AS digest",
      UnknownDatabase,
    ],
  ])('refuse a database made by %s, and leave it as it was', async (_what, made, error) => {
    const bare = await createBareDatabase();
    const catalogue = () =>
      query(
        bare.url,
        'SELECT count(*) AS relations, (SELECT count(*) FROM pg_proc) AS functions FROM pg_class',
      );
    try {
      await query(bare.url, made);
      const before = await catalogue();
      await expect(stateOf(bare.url, database.roles)).rejects.toThrow(error);
      await expect(migrate(bare.url, database.roles)).rejects.toThrow(error);
      expect(await catalogue()).toEqual(before);
    } finally {
      await bare.drop();
    }
  });

  it('keep the list of a grant’s terms in step with its table: what is no state is a term', async () => {
    const [{ terms, columns }] = (await database.sql(
      `SELECT (SELECT tgattr::int2[] FROM pg_trigger WHERE tgname = 'grant_stays_as_given') AS terms,
         (SELECT array_agg(attnum ORDER BY attnum) FROM pg_attribute
          WHERE attrelid = 'assent.consent_grant'::regclass AND attnum > 0 AND NOT attisdropped AND attname NOT IN (
            'used', 'used_on', 'used_that_day', 'last_used_at', 'revoked_at', 'revoke_reason', 'suspended_at', 'suspended_for',
            'superseded_at', 'superseded_by', 'commitment', 'handle_key', 'revocation_epoch', 'seal')) AS columns`,
    )) as [{ terms: number[]; columns: number[] }];
    expect(terms.toSorted((a, b) => a - b)).toEqual(columns);
  });
});

describe('policies, privileges and SECURITY DEFINER functions', () => {
  it('are those of expected-security.txt, which is reviewed', async () => {
    const path = join(projectRoot, 'test/database/expected-security.txt');
    const found = `${(await security(database)).join('\n')}\n`;
    if (process.env.UPDATE_EXPECTED) writeFileSync(path, found);
    expect(found).toBe(readFileSync(path, 'utf8'));
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

import { personCategories, personItems, providerCategories, providerItems } from '../../schema/catalogue.js';
import type { Category } from '../../schema/category.js';
import type { FieldEncryption } from '../crypto/field-encryption.js';
import type { Executor } from '../database/executor.js';

/** One kind of subject, and where its sealed values are. */
interface SealedSubject {
  readonly table: 'person' | 'provider';
  readonly places: readonly {
    readonly table: string;
    readonly items: readonly { code: string; column: string }[];
  }[];
}

const placesOf = (categories: readonly Category[]): SealedSubject['places'] =>
  categories
    .map(({ table, subject, code }) => ({
      table,
      items: (subject === 'PERSON' ? personItems : providerItems)
        .filter((item) => item.category.code === code && item.sealed)
        .map((item) => ({ code: item.code, column: item.kind.column })),
    }))
    .filter(({ items }) => items.length > 0);

const SUBJECTS: readonly SealedSubject[] = [
  { table: 'person', places: placesOf(personCategories) },
  { table: 'provider', places: placesOf(providerCategories) },
];

const BATCH = 200;

export interface RotationProgress {
  readonly done: number;
  readonly total: number;
}

/**
 * Brings every sealed value to the current master key, some subjects at a time, each batch a transaction: it can
 * be stopped and started again, and reads go on meanwhile, for every value tells the key it is sealed with.
 * @param database one connection that may update the data center
 */
export async function rotateKeys(
  database: Executor,
  encryption: FieldEncryption,
  progress: (at: RotationProgress) => void,
): Promise<number> {
  const total = await countOutdated(database, encryption.currentVersion);
  let done = 0;
  for (const subject of SUBJECTS) {
    let last = '0';
    for (;;) {
      const rotated = await rotateBatch(database, encryption, subject, last);
      if (rotated.length === 0) break;
      last = rotated.at(-1)!;
      done += rotated.length;
      progress({ done, total: Math.max(total, done) });
    }
  }
  return done;
}

async function countOutdated(database: Executor, version: number): Promise<number> {
  const [row] = await database.query(
    `SELECT (SELECT count(*) FROM assent.person WHERE key_version < $1 AND salt IS NOT NULL)
          + (SELECT count(*) FROM assent.provider WHERE key_version < $1) AS count`,
    [version],
  );
  return Number(row!.count);
}

async function rotateBatch(
  database: Executor,
  encryption: FieldEncryption,
  { table, places }: SealedSubject,
  after: string,
): Promise<string[]> {
  await database.query('BEGIN', []);
  try {
    const subjects = await database.query(
      `SELECT id::text, salt FROM assent.${table}
       WHERE id > $1 AND key_version < $2 AND salt IS NOT NULL ORDER BY id LIMIT ${BATCH} FOR UPDATE`,
      [after, encryption.currentVersion],
    );
    const ids = subjects.map(({ id }) => id as string);
    const ciphers = new Map(
      subjects.map(({ id, salt }) => [id as string, encryption.cipher(salt as Uint8Array)]),
    );
    for (const place of places) {
      const columns = place.items.map(({ column }) => column);
      const rows = await database.query(
        `SELECT ${table}_id::text AS id, record_id, ${columns.join(', ')} FROM assent.${place.table} WHERE ${table}_id = ANY($1::bigint[])`,
        [ids],
      );
      const resealed = place.items.map(({ code, column }) =>
        rows.map((row) => {
          const cipher = ciphers.get(row.id as string)!;
          return row[column] === null
            ? null
            : cipher.seal(code, cipher.open(code, row[column] as Uint8Array));
        }),
      );
      await database.query(
        `UPDATE assent.${place.table} AS t SET ${columns.map((column) => `${column} = n.${column}`).join(', ')}
         FROM unnest($1::bigint[], $2::varchar[], ${columns.map((_, at) => `$${at + 3}::bytea[]`).join(', ')})
           AS n (id, record_id, ${columns.join(', ')})
         WHERE t.${table}_id = n.id AND t.record_id = n.record_id`,
        [rows.map(({ id }) => id), rows.map(({ record_id }) => record_id), ...resealed],
      );
    }
    await database.query(`UPDATE assent.${table} SET key_version = $1 WHERE id = ANY($2::bigint[])`, [
      encryption.currentVersion,
      ids,
    ]);
    await database.query('COMMIT', []);
    return ids;
  } catch (error) {
    await database.query('ROLLBACK', []);
    throw error;
  }
}

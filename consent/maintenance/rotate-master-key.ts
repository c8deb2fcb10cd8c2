import { personCategories, personItems, providerCategories, providerItems } from '../../schema/catalogue.js';
import type { Category } from '../../schema/category.js';
import { type ContactUse, resealContact } from '../crypto/contact-encryption.js';
import type { FieldEncryption, SubjectCipher } from '../crypto/field-encryption.js';
import { openFile, sealFile } from '../crypto/file-encryption.js';
import type { Executor } from '../database/executor.js';

/** A table with encrypted columns, and the items in them. */
interface EncryptedTable {
  readonly table: string;
  readonly items: readonly { code: string; column: string }[];
}

/** A kind of subject, and the tables with its encrypted values. */
interface EncryptedSubject {
  readonly table: 'person' | 'provider';
  readonly tables: readonly EncryptedTable[];
}

const encryptedTables = (categories: readonly Category[]): readonly EncryptedTable[] =>
  categories
    .map(({ table, subject, code }) => ({
      table,
      items: (subject === 'PERSON' ? personItems : providerItems)
        .filter((item) => item.category.code === code && item.sealed)
        .map((item) => ({ code: item.code, column: item.kind.column })),
    }))
    .filter(({ items }) => items.length > 0);

const SUBJECTS: readonly EncryptedSubject[] = [
  { table: 'person', tables: encryptedTables(personCategories) },
  { table: 'provider', tables: encryptedTables(providerCategories) },
];

/** The number of subjects that one transaction re-encrypts at most. */
const BATCH_SIZE = 200;

export interface RotationProgress {
  readonly done: number;
  readonly total: number;
}

/**
 * Encrypts every value again under the current master key, in batches of subjects, each in its own transaction. So it
 * can be stopped and resumed. Reads continue meanwhile, because every value names the version of its key.
 * @param database one connection whose role may update the data center
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
  done += await reencryptMemberNames(database, encryption);
  await reencryptFiles(database, encryption);
  const left = await countOutdated(database, encryption.currentVersion);
  if (left > 0)
    throw new Error(
      `${done} were encrypted again, and ${left} are left under an older master key. Keep its file, and run keys rotate --resume.`,
    );
  return done;
}

async function countOutdated(database: Executor, version: number): Promise<number> {
  const [row] = await database.query(
    `SELECT (SELECT count(*) FROM assent.person WHERE key_version < $1 AND salt IS NOT NULL)
          + (SELECT count(*) FROM assent.provider WHERE key_version < $1)
          + (SELECT count(*) FROM assent.outdated_member_names($1)) AS count`,
    [version],
  );
  return Number(row!.count);
}

async function rotateBatch(
  database: Executor,
  encryption: FieldEncryption,
  { table, tables }: EncryptedSubject,
  after: string,
): Promise<string[]> {
  await database.query('BEGIN', []);
  try {
    // `t.id` is the number. A plain `id` in ORDER BY would be the output column, which is text and sorts 10 before 9.
    const subjects = await database.query(
      `SELECT t.id::text AS id, t.salt FROM assent.${table} AS t
       WHERE t.id > $1 AND t.key_version < $2 AND t.salt IS NOT NULL ORDER BY t.id LIMIT ${BATCH_SIZE} FOR NO KEY UPDATE`,
      [after, encryption.currentVersion],
    );
    const ids = subjects.map(({ id }) => id as string);
    const ciphers = new Map(
      subjects.map(({ id, salt }) => [id as string, encryption.cipher(salt as Uint8Array)]),
    );
    for (const encrypted of tables) await reencrypt(database, table, encrypted, ciphers);
    if (table === 'person') {
      await reencryptContacts(database, encryption, ids);
      await reencryptObjections(database, encryption, ids);
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

/** Encrypts the values of these subjects in one table again. */
async function reencrypt(
  database: Executor,
  subjectTable: EncryptedSubject['table'],
  { table, items }: EncryptedTable,
  ciphers: ReadonlyMap<string, SubjectCipher>,
): Promise<void> {
  const columns = items.map(({ column }) => column);
  const rows = await database.query(
    `SELECT ${subjectTable}_id::text AS id, record_id, ${columns.join(', ')} FROM assent.${table} WHERE ${subjectTable}_id = ANY($1::bigint[])`,
    [[...ciphers.keys()]],
  );
  const reencrypted = items.map(({ code, column }) =>
    rows.map((row) => {
      const cipher = ciphers.get(row.id as string)!;
      return row[column] === null ? null : cipher.seal(code, cipher.open(code, row[column] as Uint8Array));
    }),
  );
  await database.query(
    `UPDATE assent.${table} AS t SET ${columns.map((column) => `${column} = n.${column}`).join(', ')}
     FROM unnest($1::bigint[], $2::varchar[], ${columns.map((_, at) => `$${at + 3}::bytea[]`).join(', ')})
       AS n (id, record_id, ${columns.join(', ')})
     WHERE t.${subjectTable}_id = n.id AND t.record_id = n.record_id`,
    [rows.map(({ id }) => id), rows.map(({ record_id }) => record_id), ...reencrypted],
  );
}

/** The columns of assent.person that are encrypted apart from the record. */
const CONTACTS: Readonly<Record<string, ContactUse>> = {
  sealed_mobile: 'MOBILE',
  sealed_certno: 'CERTNO',
  sealed_label: 'LABEL',
};

async function reencryptContacts(
  database: Executor,
  encryption: FieldEncryption,
  ids: readonly string[],
): Promise<void> {
  for (const [column, use] of Object.entries(CONTACTS)) {
    const rows = await database.query(
      `SELECT id::text, ${column} AS sealed FROM assent.person WHERE id = ANY($1::bigint[]) AND ${column} IS NOT NULL`,
      [ids],
    );
    await database.query(
      `UPDATE assent.person AS p SET ${column} = n.sealed FROM unnest($1::bigint[], $2::bytea[]) AS n (id, sealed) WHERE p.id = n.id`,
      [
        rows.map(({ id }) => id),
        rows.map(({ sealed }) => resealContact(encryption, use, sealed as Uint8Array)),
      ],
    );
  }
}

/** Files that one statement brings: each may have 20 MiB. */
const FILES_AT_ONCE = 2;

/** The files of applications, which are no person's. */
async function reencryptFiles(database: Executor, encryption: FieldEncryption): Promise<void> {
  for (;;) {
    const files = await database.query('SELECT * FROM assent.files_of_other_keys($1, $2)', [
      encryption.currentVersion,
      FILES_AT_ONCE,
    ]);
    for (const { document_id, sealed_content } of files) {
      const content = openFile(encryption, document_id as string, sealed_content as Uint8Array);
      await database.query('SELECT assent.encrypt_file_again($1, $2)', [
        document_id,
        sealFile(encryption, document_id as string, content),
      ]);
    }
    if (files.length === 0) return;
  }
}

async function reencryptObjections(
  database: Executor,
  encryption: FieldEncryption,
  ids: readonly string[],
): Promise<void> {
  const rows = await database.query('SELECT * FROM assent.sealed_objections($1::bigint[])', [ids]);
  const again = (sealed: unknown) =>
    sealed === null ? null : resealContact(encryption, 'OBJECTION', sealed as Uint8Array);
  for (const { id, sealed_text, sealed_answer } of rows)
    await database.query('SELECT assent.seal_objection_again($1, $2, $3)', [
      id,
      again(sealed_text),
      again(sealed_answer),
    ]);
}

/** The names of members of institutions, who are no subjects of the record. */
async function reencryptMemberNames(database: Executor, encryption: FieldEncryption): Promise<number> {
  const rows = await database.query('SELECT * FROM assent.outdated_member_names($1)', [
    encryption.currentVersion,
  ]);
  for (const { code, sealed_name } of rows)
    await database.query('SELECT assent.seal_member_name_again($1, $2)', [
      code,
      resealContact(encryption, 'MEMBER', sealed_name as Uint8Array),
    ]);
  return rows.length;
}

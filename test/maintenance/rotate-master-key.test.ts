import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { loadKeys } from '../../api/secrets/keyring.js';
import { openContact, sealText } from '../../consent/crypto/contact-encryption.js';
import { FieldEncryption } from '../../consent/crypto/field-encryption.js';
import { type Executor, executorOf } from '../../consent/database/executor.js';
import { rotateKeys } from '../../consent/maintenance/rotate-master-key.js';
import { createTestDatabase, type TestDatabase, testCluster } from '../support/database/database.js';

const [secondKey, thirdKey] = [randomBytes(32), randomBytes(32)];

describe('rotating the master key', () => {
  let database: TestDatabase;
  let client: Client;
  let executor: Executor;
  let rotated: FieldEncryption;

  beforeAll(async () => {
    database = await createTestDatabase('CITY');
    client = new Client({ connectionString: database.importUrl });
    await client.connect();
    executor = executorOf(client);
    const { masterKeys } = await loadKeys(testCluster().varDir);
    rotated = new FieldEncryption(new Map([...masterKeys, [2, secondKey]]));
    // An objection that was answered.
    const sealed = () => sealText(new FieldEncryption(masterKeys), 'OBJECTION', '手机号是旧的');
    await database.sql(
      `INSERT INTO assent.staff (code, role, certno_index, jwk, thumbprint, minutes_digest)
       VALUES ('O-1', 'OFFICER', sha256('\\x01'), '{}', sha256('\\x02'), 'x')`,
    );
    await database.sql(
      `INSERT INTO assent.objection (id, person_id, about, target, sealed_text, raised_at, due_at, sealed_answer, answered_at, answered_by)
       SELECT gen_random_uuid(), min(id), 'RECORD', 'MOB', $1, assent.now(), assent.now() + interval '1 day', $2, assent.now(), 'O-1' FROM assent.person`,
      [sealed(), sealed()],
    );
  });
  const third = (first: ReadonlyMap<number, Uint8Array>) =>
    new FieldEncryption(new Map([...first, [2, secondKey], [3, thirdKey]]));
  afterAll(async () => {
    await client.end();
    await database.drop();
  });

  const names = async () => {
    const rows = await database.sql(
      'SELECT b.psn_name, p.salt FROM assent.basic_identity b JOIN assent.person p ON p.id = b.person_id ORDER BY p.id',
    );
    return rows.map(({ psn_name, salt }) => rotated.cipher(salt).open('PSN_NAME', psn_name));
  };
  const versions = async (column: string, table: string) =>
    (
      await database.sql(
        `SELECT DISTINCT get_byte(${column}, 0) AS v FROM assent.${table} WHERE ${column} IS NOT NULL`,
      )
    ).map(({ v }) => v);

  it('keeps every value readable when it is stopped half-way, and resumes there', async () => {
    const before = await names();
    const stop = new Error('stopped');
    await expect(
      rotateKeys(executor, rotated, () => {
        throw stop;
      }),
    ).rejects.toBe(stop);
    expect((await versions('psn_name', 'basic_identity')).sort()).toEqual([1, 2]);
    expect(await names()).toEqual(before);

    let last = { done: 0, total: 0 };
    const done = await rotateKeys(executor, rotated, (at) => {
      last = at;
    });
    expect(last).toEqual({ done, total: done });
    expect(await names()).toEqual(before);
    for (const [column, table] of [
      ['psn_name', 'basic_identity'],
      ['mob', 'contact'],
      ['diag_code', 'encounter'],
      ['hilist_name', 'expense_line'],
      ['legrep_certno', 'provider_persons'],
      ['bankacct', 'provider_bank'],
    ] as const)
      expect(await versions(column, table)).toEqual([2]);
  });

  it('encrypts what is kept apart from the record again: mobile, number and label of each person', async () => {
    for (const column of ['sealed_mobile', 'sealed_certno', 'sealed_label'] as const) {
      const rows = await database.sql(
        `SELECT DISTINCT get_byte(${column}, 16) AS v FROM assent.person WHERE ${column} IS NOT NULL`,
      );
      expect([column, rows]).toEqual([column, [{ v: 2 }]]);
    }
  });

  it('encrypts objections and their answers again', async () => {
    const [row] = await database.sql('SELECT sealed_text, sealed_answer FROM assent.objection');
    for (const sealed of [row!.sealed_text, row!.sealed_answer])
      expect([sealed[16], openContact(rotated, 'OBJECTION', sealed)]).toEqual([2, '手机号是旧的']);
  });

  it('has nothing to do after it is complete', async () => {
    expect(await rotateKeys(executor, rotated, () => undefined)).toBe(0);
  });

  const outdated = async () =>
    (await database.sql('SELECT id FROM assent.person WHERE key_version < 3 AND salt IS NOT NULL')).length;

  it('reaches in one run every person of a city whose numbers have one, two and three digits', async () => {
    const { masterKeys } = await loadKeys(testCluster().varDir);
    const people = await outdated();
    expect(people).toBeGreaterThan(200);
    await rotateKeys(executor, third(masterKeys), () => undefined);
    expect(await outdated()).toBe(0);
  });

  it('does not say that all is done while somebody is left under an older key', async () => {
    const { masterKeys } = await loadKeys(testCluster().varDir);
    await database.sql(
      'UPDATE assent.person SET key_version = 2 WHERE id = (SELECT max(id) FROM assent.person)',
    );
    const passingOver: Executor = {
      query: (text, values) =>
        executor.query(text.replace('t.key_version < $2', 't.key_version < $2 AND false'), values),
    };
    await expect(rotateKeys(passingOver, third(masterKeys), () => undefined)).rejects.toThrow(
      /^0 were encrypted again, and 1 are left under an older master key\. .*--resume/,
    );
  });
});

import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { loadKeys } from '../../api/secrets/keyring.js';
import { FieldEncryption } from '../../consent/crypto/field-encryption.js';
import { type Executor, executorOf } from '../../consent/database/executor.js';
import { rotateKeys } from '../../consent/maintenance/rotate-master-key.js';
import { createTestDatabase, type TestDatabase, testCluster } from '../support/database/database.js';

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
    rotated = new FieldEncryption(new Map([...masterKeys, [2, randomBytes(32)]]));
  });
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

  it('has nothing to do after it is complete', async () => {
    expect(await rotateKeys(executor, rotated, () => undefined)).toBe(0);
  });
});

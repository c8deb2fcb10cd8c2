import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Client } from 'pg';
import { attempt, connect, NOT_PERMITTED } from '../support/database/data-tables.js';
import { createTestDatabase, type TestDatabase } from '../support/database/database.js';

let database: TestDatabase;
let api: Client;
let importer: Client;
beforeAll(async () => {
  database = await createTestDatabase();
  api = await connect(database.urls.consent);
  importer = await connect(database.importUrl);
});
afterAll(async () => {
  await api.end();
  await importer.end();
  await database.drop();
});

describe('R-28, R-34: on the tables of staff', () => {
  it.each([
    'SELECT certno_index FROM assent.staff',
    'UPDATE assent.staff SET disabled_at = NULL',
    "INSERT INTO assent.staff (code, role, certno_index, jwk) VALUES ('C-1', 'CLERK', sha256('x'), '{}')",
    'SELECT agent_index FROM assent.counter_session',
    "INSERT INTO assent.counter_session (id, person_id, clerk, counter, identified_by, expires_at) VALUES (gen_random_uuid(), 1, 'C', 'K', 'CARD', now())",
    'UPDATE assent.counter_session SET expires_at = expires_at',
    "UPDATE assent.counter_approval SET evidence = '{}'",
    'DELETE FROM assent.counter_approval',
    "UPDATE assent.message SET text = ''",
    'DELETE FROM assent.message',
    'UPDATE assent.officer_act SET confirmed_by = NULL',
    'UPDATE assent.recipient SET suspended_at = NULL',
    'INSERT INTO assent.catalogue_version VALUES (2, now(), gen_random_uuid())',
    "INSERT INTO assent.raised_item VALUES (2, 'SETL_ID', 3)",
    'DELETE FROM assent.raised_item',
    'DELETE FROM assent.item_confirmation',
    'UPDATE assent.recipient_freeze SET lifted_at = now()',
    'SELECT FROM assent.frozen_grant',
    'DELETE FROM assent.breach_notice',
    'UPDATE assent.consent_grant SET suspended_at = NULL',
  ])('the API’s role can’t run %s', async (statement) => {
    expect(await attempt(api, statement)).toBe(NOT_PERMITTED);
  });

  it('the importing role can do nothing', async () => {
    for (const table of [
      'staff',
      'counter_session',
      'counter_approval',
      'message',
      'officer_act',
      'catalogue_version',
      'item_confirmation',
      'recipient_freeze',
      'breach_notice',
    ])
      expect([table, await attempt(importer, `SELECT FROM assent.${table}`)]).toEqual([table, NOT_PERMITTED]);
    for (const call of [
      "assent.staff_acts('C', 'CLERK')",
      'assent.confirm_act(gen_random_uuid(), NULL, 1)',
      'assent.freeze_portion(gen_random_uuid(), 1)',
      'assent.raised_items(NULL)',
    ])
      expect([call, await attempt(importer, `SELECT ${call}`)]).toEqual([call, NOT_PERMITTED]);
  });
});

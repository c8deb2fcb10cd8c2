import { loadKeys } from '../../../api/secrets/keyring.js';
import { Seals } from '../../../consent/crypto/seal.js';
import type { SealedTable } from '../../../consent/crypto/sealed-tables.js';
import { executorOf } from '../../../consent/database/executor.js';
import { choicesDigest } from '../../../consent/grants/protected-record-choice.js';
import { faultyRows } from '../../../consent/ledger/verify/faulty-rows.js';
import { unsealedRows } from '../../../consent/ledger/verify/sealed-rows.js';
import { sealAgain } from '../../../consent/maintenance/seal-again.js';
import { templateTexts } from '../../../consent/notifications/template-message.js';
import { connect } from '../database/data-tables.js';
import { type TestDatabase, testCluster } from '../database/database.js';

/** The seals of the platforms of this test run. */
export const testSeals = async ({ varDir }: Pick<TestDatabase, 'varDir'> = testCluster()): Promise<Seals> =>
  new Seals((await loadKeys(varDir)).sealKeys);

/** Seals the rows that a test inserted with SQL, as if the platform had written them. */
export async function sealRows(database: TestDatabase, ...tables: SealedTable[]): Promise<void> {
  const seals = await testSeals(database);
  const owner = await connect(database.ownerUrl);
  try {
    await owner.query('BEGIN');
    for (const table of tables) await sealAgain(executorOf(owner), seals, table, () => true);
    await owner.query('COMMIT');
  } finally {
    await owner.end();
  }
}

/** Seals the grants of a test with the protected records that it ticked with SQL. */
export async function sealChoices(database: TestDatabase): Promise<void> {
  const ticked = await database.sql(
    `SELECT grant_id, jsonb_agg(jsonb_build_object('kind', kind, 'recordId', record_id)) AS choices
     FROM assent.protected_record_choice GROUP BY 1`,
  );
  await database.sql('ALTER TABLE assent.consent_grant DISABLE TRIGGER grant_stays_as_given');
  for (const { grant_id, choices } of ticked)
    await database.sql('UPDATE assent.consent_grant SET choices_digest = $2 WHERE id = $1', [
      grant_id,
      choicesDigest(choices),
    ]);
  await database.sql('ALTER TABLE assent.consent_grant ENABLE TRIGGER grant_stays_as_given');
  await sealRows(database, 'consent_grant');
}

/** What `assent verify database` names of the rows that carry authority: without a right seal, or set back by SQL. */
export async function faultsOf({ ownerUrl }: Pick<TestDatabase, 'ownerUrl'>): Promise<string[]> {
  const owner = await connect(ownerUrl);
  try {
    await owner.query('BEGIN READ ONLY');
    const seals = await testSeals();
    return await faultyRows(executorOf(owner), seals, await templateTexts(executorOf(owner), seals));
  } finally {
    await owner.end();
  }
}

/** The rows that `assent verify database` names because they have no right seal. */
export async function namedRows({ ownerUrl }: TestDatabase): Promise<string[]> {
  const owner = await connect(ownerUrl);
  try {
    await owner.query('BEGIN READ ONLY');
    const seals = await testSeals();
    return await unsealedRows(executorOf(owner), seals, await templateTexts(executorOf(owner), seals));
  } finally {
    await owner.end();
  }
}

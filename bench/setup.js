import { randomBytes } from 'node:crypto';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { readConfig } from '../dist/api/config.js';
import { openDatabase } from '../dist/api/database/open.js';
import { asRole } from '../dist/api/database/roles.js';
import { loadKeys } from '../dist/api/secrets/keyring.js';
import { BlindIndex } from '../dist/consent/crypto/blind-index.js';
import { FieldEncryption } from '../dist/consent/crypto/field-encryption.js';
import { Seals } from '../dist/consent/crypto/seal.js';
import { executorOf } from '../dist/consent/database/executor.js';
import { checkAgreement } from '../dist/consent/recipients/agreement-file.js';
import { applyAgreement } from '../dist/consent/recipients/apply-agreement.js';
import { generate } from '../dist/datacenter/generate/generate.js';
import { importCity } from '../dist/datacenter/import/import-city.js';
import { agreementOf, createRecipients } from './recipients.js';
import { REDEEM_PRODUCT } from './requests.js';

const silent = { out: { write: () => true } };
const sqlFile = (name) => readFileSync(join(import.meta.dirname, name), 'utf8');

/** A durable database with a city, the product's schema and that of the compared servers (redemption.sql). */
export async function setUp({ persons }, varDir) {
  rmSync(varDir, { recursive: true, force: true });
  const database = await openDatabase(readConfig({ ASSENT_VAR: varDir }));
  const owner = new pg.Client({ connectionString: database.ownerUrl });
  await owner.connect();
  await assertDurable(owner);

  const directory = join(varDir, 'city');
  const { blindIndexKey, masterKeys, sealKeys } = await loadKeys(varDir);
  const seals = new Seals(sealKeys);
  await generate({ persons, seed: 'bench', directory, until: new Date().toISOString().slice(0, 10) }, silent);
  await importCity(
    {
      directory,
      databaseUrl: database.urls.import,
      blindIndex: new BlindIndex(blindIndexKey),
      encryption: new FieldEncryption(masterKeys),
    },
    silent,
  );

  const recipients = await createRecipients();
  for (const recipient of recipients)
    await applyAgreement(executorOf(owner), seals, checkAgreement(agreementOf(recipient, REDEEM_PRODUCT)));

  const password = randomBytes(24).toString('hex');
  await owner.query(sqlFile('redemption.sql'));
  await owner.query(sqlFile('postgraphile.sql').replace(':password', password));
  await owner.query('VACUUM ANALYZE');
  const { rows } = await owner.query('SHOW data_directory');
  return {
    owner,
    seals,
    postmaster: Number(readFileSync(join(rows[0].data_directory, 'postmaster.pid'), 'utf8').split('\n')[0]),
    ownerUrl: database.ownerUrl,
    urls: database.urls,
    postgraphileUrl: asRole(database.ownerUrl, 'bench_postgraphile', password),
    recipients,
    async close() {
      await owner.end();
      await database.stop();
    },
  };
}

/** Without durable commits the measurement would be meaningless. */
async function assertDurable(owner) {
  for (const name of ['fsync', 'synchronous_commit', 'full_page_writes']) {
    const { rows } = await owner.query(`SHOW ${name}`);
    if (rows[0][name] !== 'on') throw new Error(`${name} is ${rows[0][name]}.`);
  }
}

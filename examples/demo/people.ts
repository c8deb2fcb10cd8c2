import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { applyAgreements as apply } from '../../api/cli/command/apply-agreements.js';
import { loadKeys } from '../../api/secrets/keyring.js';
import { BlindIndex } from '../../consent/crypto/blind-index.js';
import { FieldEncryption } from '../../consent/crypto/field-encryption.js';
import { cityDay } from '../../consent/kernel/city-time.js';
import { checkAgreement } from '../../consent/recipients/agreement-file.js';
import { generate } from '../../datacenter/generate/generate.js';
import { importCity } from '../../datacenter/import/import-city.js';
import type { Person } from '../clients/person-client.js';
import type { RecipientKey } from '../clients/recipient-key.js';
import { storedKey } from '../clients/stored-key.js';
import { fullAgreement, RECIPIENTS } from './agreements.js';

const silent = { out: { write: () => true } };

export const cityDirectory = (varDir: string) => join(varDir, 'city');

/** The private key of a recipient; it is created when it does not exist. */
export const recipientKey = (varDir: string, clientId: string): Promise<RecipientKey> =>
  storedKey(join(varDir, 'recipients', `${clientId}.jwk.json`));

/** Applies the agreements of the recipients as whom testers act. */
export async function applyAgreements(ownerUrl: string, varDir: string): Promise<void> {
  const files = RECIPIENTS.map(async (recipient) => {
    const { registeredJwk } = await recipientKey(varDir, recipient.clientId);
    return checkAgreement(fullAgreement(recipient, registeredJwk));
  });
  await apply(ownerUrl, varDir, await Promise.all(files));
}

/** Generates a small city whose last day is today and imports it as a real one. */
export async function fillCity(
  { ownerUrl, importUrl }: { ownerUrl: string; importUrl: string },
  varDir: string,
): Promise<void> {
  const directory = cityDirectory(varDir);
  const until = cityDay(new Date());
  const { blindIndexKey, masterKeys } = await loadKeys(varDir);
  await generate({ persons: 300, seed: 'test', directory, until }, silent);
  await importCity(
    {
      directory,
      databaseUrl: importUrl,
      blindIndex: new BlindIndex(blindIndexKey),
      encryption: new FieldEncryption(masterKeys),
    },
    silent,
  );
  await applyAgreements(ownerUrl, varDir);
}

export const peopleOf = (varDir: string): Person[] =>
  JSON.parse(readFileSync(join(cityDirectory(varDir), 'people.json'), 'utf8'));

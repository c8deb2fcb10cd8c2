import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { JWK } from 'jose';
import { Client } from 'pg';
import { loadKeys } from '../../api/callers/keys.js';
import { secretFile } from '../../api/callers/secret-file.js';
import { generate } from '../../api/cli/generate/generate.js';
import { importCity } from '../../api/cli/import/import.js';
import { applyAgreement, checkAgreement } from '../../consent/apply-agreement.js';
import { Vault } from '../../consent/at-rest.js';
import { BlindIndex } from '../../consent/blind-index.js';
import { executorOf } from '../../consent/executor.js';
import { RecipientKey } from '../callers/recipient.js';
import { fullAgreement, RECIPIENTS } from './agreements.js';
import type { Person } from './person-client.js';

const silent = { out: { write: () => true } };

export const cityDirectory = (varDir: string) => join(varDir, 'city');

export const keyFile = (varDir: string, clientId: string) => join(varDir, 'recipients', `${clientId}.jwk.json`);

/** The private key of a recipient, made when there is none yet. */
export async function recipientKey(varDir: string, clientId: string): Promise<RecipientKey> {
  const file = await secretFile(keyFile(varDir, clientId), async () =>
    Buffer.from(JSON.stringify(await (await RecipientKey.create()).privateJwk())),
  );
  return RecipientKey.fromJwk(JSON.parse(file.toString()) as JWK);
}

/** Applies the agreements of the recipients that testers play. */
export async function applyAgreements(ownerUrl: string, varDir: string): Promise<void> {
  const client = new Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    for (const recipient of RECIPIENTS) {
      const { publicJwk } = await recipientKey(varDir, recipient.clientId);
      await applyAgreement(executorOf(client), checkAgreement(fullAgreement(recipient, publicJwk)));
    }
  } finally {
    await client.end();
  }
}

/** A small city, through the real import path, up to today. */
export async function fillCity({ ownerUrl, importUrl }: { ownerUrl: string; importUrl: string }, varDir: string): Promise<void> {
  const directory = cityDirectory(varDir);
  const until = new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10);
  const { blindIndexKey, masterKeys } = await loadKeys(varDir);
  await generate({ persons: 300, seed: 'test', directory, until }, silent);
  await importCity({ directory, databaseUrl: importUrl, blindIndex: new BlindIndex(blindIndexKey), vault: new Vault(masterKeys) }, silent);
  await applyAgreements(ownerUrl, varDir);
}

export const peopleOf = (varDir: string): Person[] =>
  JSON.parse(readFileSync(join(cityDirectory(varDir), 'people.json'), 'utf8'));

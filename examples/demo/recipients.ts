import { join } from 'node:path';
import { applyAgreements } from '../../api/cli/command/apply-agreements.js';
import { checkAgreement } from '../../consent/recipients/agreement-file.js';
import type { RecipientIdentity } from '../clients/recipient-client.js';
import type { RecipientKey } from '../clients/recipient-key.js';
import { storedKey } from '../clients/stored-key.js';
import { fullAgreement, RECIPIENTS } from './agreements.js';

export interface DemoRecipient {
  readonly identity: RecipientIdentity;
  readonly key: RecipientKey;
  readonly keyPath: string;
}

/**
 * The insurers and the bank, each with its key, registered on the platform by their agreements.
 * @param appReturn where the first insurer’s app takes people back
 */
export async function demoRecipients(
  ownerUrl: string,
  varDir: string,
  directory: string,
  appReturn: string,
): Promise<DemoRecipient[]> {
  const recipients = await Promise.all(
    RECIPIENTS.map(async (identity) => {
      const keyPath = join(directory, `${identity.clientId}.jwk.json`);
      return { identity, keyPath, key: await storedKey(keyPath) };
    }),
  );
  await applyAgreements(
    ownerUrl,
    varDir,
    recipients.map(({ identity, key }, at) =>
      checkAgreement(fullAgreement(identity, key.registeredJwk, at === 0 ? [appReturn] : undefined)),
    ),
  );
  return recipients;
}

import { applyAgreements } from '../../../api/cli/command/apply-agreements.js';
import type { AgreementFile } from '../../../consent/recipients/agreement-file.js';
import type { RecipientClient } from '../../../examples/clients/recipient-client.js';
import { fullAgreement } from '../../../examples/demo/agreements.js';
import type { Platform } from '../platform/platform.js';

/** Changes to a recipient's full agreement, and to what it says of the recipient. */
interface Changes extends Partial<Omit<AgreementFile, 'recipient'>> {
  readonly recipient?: Partial<AgreementFile['recipient']>;
}

/** The operator applies the full agreement of a recipient by its file, with changes. */
export async function applyFile(
  { database }: Platform,
  { identity, key }: RecipientClient,
  { recipient, ...changes }: Changes,
): Promise<void> {
  const file = fullAgreement(identity, key.registeredJwk);
  const changed = { ...file, ...changes, recipient: { ...file.recipient, ...recipient } };
  await applyAgreements(database.ownerUrl, database.varDir, [changed]);
}

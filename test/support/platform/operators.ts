import { applyAgreements } from '../../../api/cli/command/apply-agreements.js';
import type { RecipientClient } from '../../../examples/clients/recipient-client.js';
import { fullAgreement } from '../../../examples/demo/agreements.js';
import { testCluster } from '../database/database.js';
import type { Platform } from './platform.js';

/** Changes the agreement of a recipient so that each use must say who asks, or need not. */
export async function demandOperators(
  { database }: Platform,
  { identity, key }: RecipientClient,
  operatorRequired: boolean,
): Promise<void> {
  const agreement = fullAgreement(identity, key.registeredJwk);
  const purposes = agreement.purposes.map((purpose) => ({ ...purpose, operatorRequired }));
  await applyAgreements(database.ownerUrl, testCluster().varDir, [{ ...agreement, purposes }]);
}

import { Seals } from '../../../consent/crypto/seal.js';
import { sealAllAgain } from '../../../consent/maintenance/seal-again.js';
import { forgetSecret } from '../../database/known-secrets.js';
import { deleteSealKey, loadKeys, sealKeyFile } from '../../secrets/keyring.js';
import { inTransaction } from './as-owner.js';

/**
 * Seals with the newest key what this older one has sealed, and deletes it.
 * @returns how many rows were sealed again
 * @throws Error if there is no such key, or none that is newer
 */
export async function retireSealKey(varDir: string, ownerUrl: string, version: number): Promise<number> {
  const { sealKeys } = await loadKeys(varDir);
  const seals = new Seals(sealKeys);
  if (version === seals.newest) throw new Error(`seal key ${version} is the newest. Add the next one first.`);
  if (!sealKeys.has(version)) throw new Error(`There is no seal key ${version}.`);
  const sealed = await inTransaction(ownerUrl, 'assent keys retire', async (database, client) => {
    const rows = await sealAllAgain(database, seals);
    await forgetSecret(client, sealKeyFile(version));
    return rows;
  });
  await deleteSealKey(varDir, version);
  return sealed;
}

import type { SubjectCipher } from '../crypto/field-encryption.js';
import type { Rows, Statement } from '../database/statement.js';
import type { ItemDelivery } from '../kernel/delivery.js';
import type { Strength } from '../kernel/strength.js';

/** The rows of an opened record, and the cipher that decrypts them. */
export interface OpenedRecord {
  readonly results: readonly Rows[];
  readonly cipher: SubjectCipher;
}

/** Opens the record of a person, or of a provider that the person legally represents. */
export const openOwn = (
  personId: string,
  providerId: string | null,
  items: readonly ItemDelivery[],
  strength: Strength,
): Statement => ({
  name: 'open_own',
  text: 'SELECT * FROM assent.open_own($1, $2, $3, $4)',
  values: [personId, providerId, JSON.stringify(items), strength],
});

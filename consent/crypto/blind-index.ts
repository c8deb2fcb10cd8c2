import { createHmac, createSecretKey, type KeyObject } from 'node:crypto';
import { canonicalNumber } from '../../schema/identity/document-number.js';
import { canonicalName } from '../../schema/identity/person-name.js';

/**
 * Keyed blind index (HMAC-SHA-256): finds a person by ID number although the database holds no ID number. The hash is
 * keyed because all 18-digit numbers can be tried, so a hash without a key would protect nothing.
 */
export class BlindIndex {
  private readonly key: KeyObject;

  constructor(key: Uint8Array) {
    if (key.length < 32) throw new Error('The blind index key must have at least 32 bytes.');
    this.key = createSecretKey(key);
  }

  /** For look-up by ID number alone (sign-in, guardians, legal representatives). */
  certNo(certNo: string): Buffer {
    return this.digest('certno', canonicalNumber(certNo));
  }

  /** For look-up by ID number and name together, so that a wrong name finds nobody. */
  certNoWithName(certNo: string, name: string): Buffer {
    return this.digest('certno+name', `${canonicalNumber(certNo)}\0${canonicalName(name)}`);
  }

  /** For other values that are compared but never stored in clear, such as the mobile number of a rate limit. */
  other(label: string, value: string): Buffer {
    return this.digest(label, value);
  }

  private digest(label: string, value: string): Buffer {
    return createHmac('sha256', this.key).update(label).update('\0').update(value).digest();
  }
}

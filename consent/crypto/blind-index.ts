import { createHmac, createSecretKey, type KeyObject } from 'node:crypto';

/**
 * Keyed blind index: finds a person by ID number without the database holding a number that could be
 * enumerated (R-29: an 18-digit number is enumerable, so an unkeyed hash of it is no protection).
 */
export class BlindIndex {
  private readonly key: KeyObject;

  constructor(key: Uint8Array) {
    if (key.length < 32) throw new Error('The blind index key must have at least 32 bytes.');
    this.key = createSecretKey(key);
  }

  /** For look-up by ID number alone (sign-in, guardians, legal representatives). */
  certNo(certNo: string): Buffer {
    return this.digest('certno', normalize(certNo));
  }

  /** For "this number with this name", so that a request for a wrong name finds nobody. */
  certNoWithName(certNo: string, name: string): Buffer {
    return this.digest('certno+name', `${normalize(certNo)}\0${name.normalize('NFC').trim()}`);
  }

  /** For rate limits by mobile number and the like: never stored in clear. */
  other(label: string, value: string): Buffer {
    return this.digest(label, value);
  }

  private digest(label: string, value: string): Buffer {
    return createHmac('sha256', this.key).update(label).update('\0').update(value).digest();
  }
}

/** The check character may be typed as a small x. */
const normalize = (certNo: string) => certNo.trim().toUpperCase();

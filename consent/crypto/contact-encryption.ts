import { randomBytes } from 'node:crypto';
import type { BlindIndex } from './blind-index.js';
import type { FieldEncryption, SubjectCipher } from './field-encryption.js';

/**
 * What is needed of a person without reading their record: where a message goes, what a commitment is made of, and what a page
 * calls them.
 */
export type ContactUse = 'MOBILE' | 'CERTNO' | 'LABEL' | 'OBJECTION' | 'MEMBER';

const SALT_BYTES = 16;

/**
 * Encrypts single values apart from the record, as salt | encrypted value. The keys are derived for each use, so neither a
 * salt nor a key that opens one of these opens anything else of the person. The salt follows from person and value, so
 * importing the same file twice writes the same bytes.
 */
export class ContactEncryption {
  constructor(
    private readonly encryption: FieldEncryption,
    private readonly blindIndex: BlindIndex,
  ) {}

  seal(use: ContactUse, psnNo: string, value: string): Buffer {
    const salt = this.blindIndex.other(`salt of ${use}`, `${psnNo}\0${value}`).subarray(0, SALT_BYTES);
    return Buffer.concat([salt, this.cipher(use, salt).seal(use, value)]);
  }

  open(use: ContactUse, sealed: Uint8Array): string {
    return openContact(this.encryption, use, sealed);
  }

  private cipher(use: ContactUse, salt: Uint8Array): SubjectCipher {
    return this.encryption.cipher(salt, keysFor(use));
  }
}

const keysFor = (use: ContactUse) => `assent contact ${use}`;

/** @throws Error for bytes that were not encrypted for this use */
export const openContact = (encryption: FieldEncryption, use: ContactUse, sealed: Uint8Array): string =>
  encryption.cipher(sealed.subarray(0, SALT_BYTES), keysFor(use)).open(use, sealed.subarray(SALT_BYTES));

/** Encrypts a value again under the current master key. */
export function resealContact(encryption: FieldEncryption, use: ContactUse, sealed: Uint8Array): Buffer {
  const salt = sealed.subarray(0, SALT_BYTES);
  return Buffer.concat([
    salt,
    encryption.cipher(salt, keysFor(use)).seal(use, openContact(encryption, use, sealed)),
  ]);
}

/** Encrypts a text that a person wrote or was written: its salt is random, so equal texts do not show. */
export function sealText(encryption: FieldEncryption, use: ContactUse, text: string): Buffer {
  const salt = randomBytes(SALT_BYTES);
  return Buffer.concat([salt, encryption.cipher(salt, keysFor(use)).seal(use, text)]);
}

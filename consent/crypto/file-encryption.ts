import { randomBytes } from 'node:crypto';
import type { FieldEncryption } from './field-encryption.js';

const SALT_BYTES = 16;
const USE = 'assent file';

/**
 * Encrypts a file as salt | encrypted bytes (AES-256-GCM), under a key that opens no other file.
 * @param name what the file is; it can't be passed off as another
 */
export function sealFile(encryption: FieldEncryption, name: string, content: Uint8Array): Buffer {
  const salt = randomBytes(SALT_BYTES);
  return Buffer.concat([salt, encryption.cipher(salt, USE).sealBytes(name, content)]);
}

/** @throws Error for bytes that were not encrypted as this file */
export const openFile = (encryption: FieldEncryption, name: string, sealed: Uint8Array): Buffer =>
  encryption.cipher(sealed.subarray(0, SALT_BYTES), USE).openBytes(name, sealed.subarray(SALT_BYTES));

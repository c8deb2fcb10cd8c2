import { HASH_BYTES } from './merkle.js';
import { VerificationError } from './verification-error.js';

export const toBase64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');

/**
 * Decodes standard base64 with padding (RFC 4648, section 4). It accepts only the canonical form, so that what is
 * signed or hashed has exactly one spelling.
 * @param what names the value in the error
 */
export function fromBase64(text: string, what: string): Buffer {
  const bytes = Buffer.from(text, 'base64');
  if (bytes.toString('base64') !== text) throw new VerificationError(`${what} is not base64`);
  return bytes;
}

export function hashFromBase64(text: string, what: string): Buffer {
  const hash = fromBase64(text, what);
  if (hash.length !== HASH_BYTES) throw new VerificationError(`${what} is not a SHA-256 hash`);
  return hash;
}

/** Parses a size or an index: ASCII digits without leading zeroes, up to the largest safe integer. */
export function wholeNumber(text: string, what: string): number {
  const value = Number(text);
  if (!/^(0|[1-9][0-9]*)$/.test(text) || !Number.isSafeInteger(value))
    throw new VerificationError(`${what} is not a whole number`);
  return value;
}

import { NotVerified } from './verification-error.js';

export const toBase64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');

/**
 * Standard base64 of RFC 4648, section 4, padding and all, in the one form that encoding gives: nothing that is
 * signed or hashed may be written in two ways.
 */
export function fromBase64(text: string, what: string): Buffer {
  const bytes = Buffer.from(text, 'base64');
  if (bytes.toString('base64') !== text) throw new NotVerified(`${what} is no base64`);
  return bytes;
}

const HASH_BYTES = 32;

export function hashFromBase64(text: string, what: string): Buffer {
  const hash = fromBase64(text, what);
  if (hash.length !== HASH_BYTES) throw new NotVerified(`${what} is no SHA-256 hash`);
  return hash;
}

/** A size or an index: ASCII digits without leading zeroes, as far as a number counts exactly. */
export function wholeNumber(text: string, what: string): number {
  const value = Number(text);
  if (!/^(0|[1-9][0-9]*)$/.test(text) || !Number.isSafeInteger(value))
    throw new NotVerified(`${what} is no whole number`);
  return value;
}

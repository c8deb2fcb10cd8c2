import { readFileSync } from 'node:fs';
import type { JSONWebKeySet } from 'jose';

/**
 * The keys that an outside service may sign with, as its operator has told ours. An attacker who can answer at the
 * service's URL can then not introduce other keys.
 */
export type PinnedKeys =
  | { readonly kind: 'KEYS'; readonly jwks: JSONWebKeySet }
  /** SHA-256 thumbprints (RFC 7638) of keys that the service publishes. */
  | { readonly kind: 'THUMBPRINTS'; readonly thumbprints: ReadonlySet<string> };

const THUMBPRINT = /^[\w-]{43}$/;

/**
 * @param text thumbprints separated by commas, or the path of a key set (RFC 7517)
 * @throws Error if it is neither
 */
export function parsePinnedKeys(text: string): PinnedKeys {
  const parts = text.split(',').map((part) => part.trim());
  if (parts.every((part) => THUMBPRINT.test(part)))
    return { kind: 'THUMBPRINTS', thumbprints: new Set(parts) };
  const jwks = JSON.parse(readFileSync(text, 'utf8')) as JSONWebKeySet;
  if (!(jwks.keys.length > 0) || jwks.keys.some((key) => typeof key.kty !== 'string' || 'd' in key))
    throw new Error('There must be public keys in it, and no private one.');
  return { kind: 'KEYS', jwks };
}

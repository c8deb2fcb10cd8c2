import { readFileSync } from 'node:fs';
import type { JSONWebKeySet } from 'jose';
import * as v from 'valibot';
import { checkInput } from '../consent/kernel/checked-input.js';
import { publicJwk } from '../consent/kernel/public-jwk.js';

/**
 * The keys that an outside service may sign with, as its operator has told ours. An attacker who can answer at the
 * service's URL can then not introduce other keys.
 */
export type PinnedKeys =
  | { readonly kind: 'KEYS'; readonly jwks: JSONWebKeySet }
  /** SHA-256 thumbprints (RFC 7638) of keys that the service publishes. */
  | { readonly kind: 'THUMBPRINTS'; readonly thumbprints: ReadonlySet<string> };

const keySet = v.object(
  {
    keys: v.pipe(
      v.array(publicJwk, 'must be a list of public keys'),
      v.nonEmpty('must hold at least one public key'),
    ),
  },
  'must be a key set: an object with keys',
);

const THUMBPRINT = /^[\w-]{43}$/;

/**
 * @param text thumbprints separated by commas, or the path of a key set (RFC 7517)
 * @throws Error if it is neither
 */
export function parsePinnedKeys(text: string): PinnedKeys {
  const parts = text.split(',').map((part) => part.trim());
  if (parts.every((part) => THUMBPRINT.test(part)))
    return { kind: 'THUMBPRINTS', thumbprints: new Set(parts) };
  const jwks = checkInput(keySet, contentOf(text), (problems) => new Error(`${text}: ${problems}`));
  return { kind: 'KEYS', jwks: jwks as unknown as JSONWebKeySet };
}

function contentOf(path: string): unknown {
  const text = readFileSync(path, 'utf8');
  try {
    return JSON.parse(text);
  } catch {
    throw new Error(`${path} is not JSON`);
  }
}

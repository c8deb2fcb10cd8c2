import {
  calculateJwkThumbprint,
  createLocalJWKSet,
  createRemoteJWKSet,
  customFetch,
  errors,
  exportJWK,
  type JWTVerifyGetKey,
} from 'jose';
import type { PinnedKeys } from '../pinned-keys.js';
import { limitedFetch } from './limited-fetch.js';

const TIMEOUT_MS = 3_000;
/** The least time between two requests for a service's keys, when a ticket names an unknown key. */
const COOLDOWN_MS = 5_000;

/**
 * The keys that a service's tickets are verified with.
 * @param url of the key set that the service publishes
 * @param pinnedKeys null: any key that is published
 */
export function serviceKeys(url: string, pinnedKeys: PinnedKeys | null): JWTVerifyGetKey {
  if (pinnedKeys?.kind === 'KEYS') return createLocalJWKSet(pinnedKeys.jwks);
  const published = createRemoteJWKSet(new URL(url), {
    timeoutDuration: TIMEOUT_MS,
    cooldownDuration: COOLDOWN_MS,
    [customFetch]: limitedFetch,
  });
  if (!pinnedKeys) return published;
  return async (header, ticket) => {
    const key = await published(header, ticket);
    const thumbprint = await calculateJwkThumbprint(await exportJWK(key));
    if (!pinnedKeys.thumbprints.has(thumbprint)) throw new errors.JWKSNoMatchingKey();
    return key;
  };
}

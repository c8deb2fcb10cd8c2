import type { Refusal } from '../../consent/kernel/refusal.js';
import { RECIPIENT_ALGORITHMS } from './algorithms.js';
import { RESOURCE_METADATA_PATH } from './protected-resource.js';
import { CredentialsRefused } from './unauthenticated.js';

const ALGORITHMS = `algs="${RECIPIENT_ALGORITHMS.join(' ')}"`;

/**
 * The header WWW-Authenticate of an UNAUTHENTICATED answer (RFC 9110, 11.6.1). The scheme that the request used comes
 * first, with what was wrong (RFC 6750, 3.1; RFC 9449, 7.1); that of DPoP says where to get a token (RFC 9728, 5.1). A request without credentials is told the schemes alone.
 */
export function challenge(refusal: Refusal, authorization: string | undefined, publicUrl: string): string {
  const resource = `${ALGORITHMS}, resource_metadata="${publicUrl}${RESOURCE_METADATA_PATH}"`;
  if (authorization === undefined) return `DPoP ${resource}, Bearer`;
  const error = refusal instanceof CredentialsRefused ? refusal.oauthError : 'invalid_token';
  const told = `error="${error}", error_description="${refusal.text.en.replace(/["\\]/g, "'")}"`;
  return /^dpop /i.test(authorization)
    ? `DPoP ${told}, ${resource}, Bearer`
    : `Bearer ${told}, DPoP ${resource}`;
}

/**
 * The signatures that recipients may use: for assertions, DPoP proofs and their keys. A closed list, so that
 * a token cannot choose how it is verified (RFC 8725, 3.1). `Ed25519` is EdDSA's fully specified name (RFC 9864).
 */
export const RECIPIENT_ALGORITHMS = ['EdDSA', 'Ed25519', 'ES256', 'PS256'] as const;

/** How the platform signs its own tokens. */
export const PLATFORM_ALGORITHM = 'EdDSA';

/** No token of ours, nor a proof with the largest key we accept, is longer; what is longer is not parsed. */
export const LONGEST_TOKEN = 4096;

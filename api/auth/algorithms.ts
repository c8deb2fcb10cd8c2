/**
 * The signature algorithms that recipients may use for assertions and DPoP proofs. The list is closed, so that a token
 * cannot choose how it is verified (RFC 8725, 3.1). `Ed25519` is EdDSA's fully specified name (RFC 9864).
 */
export const RECIPIENT_ALGORITHMS = ['EdDSA', 'Ed25519', 'ES256', 'PS256'] as const;

/** The algorithm that the platform signs its own tokens with. */
export const PLATFORM_ALGORITHM = 'EdDSA';

/** Longer than any token of ours and any proof with the largest key we accept. A longer text is not parsed. */
export const LONGEST_TOKEN = 4096;

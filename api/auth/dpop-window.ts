import { decodeJwt, type JWTPayload } from 'jose';
import { LIMITS } from '../../consent/kernel/limits.js';
import { isTimely } from './signed-statement.js';

/** The answer of the token endpoint to a proof outside the clock window (RFC 9449, 8). */
export const USE_DPOP_NONCE = {
  error: 'use_dpop_nonce',
  error_description: `the DPoP proof must be at most ${LIMITS.statementBackSeconds} s old and ${LIMITS.statementAheadSeconds} s ahead, or carry the nonce of DPoP-Nonce`,
};

/**
 * Whether the library would accept an old proof: its own window is five minutes. It verifies every proof that passes here,
 * and all claims of it.
 */
export function needsNonce(proof: unknown): boolean {
  const { iat, nonce } = unverifiedClaims(proof);
  return typeof iat === 'number' && !nonce && !isTimely(iat, Date.now() / 1000);
}

/** Whether a proof carries a nonce. */
export const hasNonce = (proof: unknown): boolean => Boolean(unverifiedClaims(proof).nonce);

function unverifiedClaims(proof: unknown): JWTPayload {
  try {
    return decodeJwt(String(proof));
  } catch {
    return {};
  }
}

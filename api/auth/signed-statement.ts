import {
  calculateJwkThumbprint,
  compactVerify,
  decodeProtectedHeader,
  importJWK,
  type JWK,
  type JWTHeaderParameters,
  type JWTPayload,
} from 'jose';
import { LIMITS } from '../../consent/kernel/limits.js';

/** Whether a client signed its statement within the clock window. */
export function isTimely(iat: number, nowSeconds: number): boolean {
  const ageSeconds = nowSeconds - iat;
  return ageSeconds <= LIMITS.statementBackSeconds && ageSeconds >= -LIMITS.statementAheadSeconds;
}

/** The types of an assertion. Many libraries set none, so that is accepted too (RFC 7523; draft-ietf-oauth-rfc7523bis). */
const ASSERTION_TYPES: readonly unknown[] = [undefined, 'JWT', 'client-authentication+jwt'];

/**
 * What is wrong with an assertion whose signature is valid; null if nothing is. Its audience is our issuer, as one string:
 * an assertion that names our token endpoint, or several audiences, could be one that another server has asked for
 * (draft-ietf-oauth-rfc7523bis).
 */
export function assertionFault(
  { aud, iat, exp, jti }: JWTPayload,
  { typ }: Pick<JWTHeaderParameters, 'typ'>,
  issuer: string,
  nowSeconds = Date.now() / 1000,
): string | null {
  const { statementBackSeconds, statementAheadSeconds, assertionSeconds } = LIMITS;
  if (!ASSERTION_TYPES.includes(typ)) return 'the type (typ) of the assertion is another';
  if (aud !== issuer) return `the audience (aud) must be the string ${issuer}`;
  if (typeof jti !== 'string' || jti === '') return 'an identifier (jti) is needed';
  if (typeof iat !== 'number' || typeof exp !== 'number') return 'both iat and exp are needed';
  if (!isTimely(iat, nowSeconds))
    return `iat must be at most ${statementBackSeconds} s past and ${statementAheadSeconds} s ahead; our clock says ${Math.floor(nowSeconds)}`;
  if (exp - iat > assertionSeconds) return `the lifetime (exp - iat) must be at most ${assertionSeconds} s`;
  return null;
}

/**
 * The thumbprint (RFC 7638) of the key that signed an assertion, which was verified: it says by `kid` at most which one it was.
 * @throws Error if none of the keys did
 */
export async function signerOf(assertion: string, keys: readonly JWK[]): Promise<string> {
  const { alg } = decodeProtectedHeader(assertion);
  for (const jwk of keys) {
    const signed = await importJWK({ ...jwk, alg }, alg)
      .then((key) => compactVerify(assertion, key, { algorithms: [alg!] }))
      .catch(() => null);
    if (signed) return calculateJwkThumbprint(jwk);
  }
  throw new Error('No key of the client has signed its assertion.');
}

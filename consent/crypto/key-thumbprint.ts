import { createHash } from 'node:crypto';
import { canonicalJson } from './canonical-json.js';

/** The members that make a public key, by its type (RFC 7638, section 3.2; RFC 8037 for OKP). */
const MEMBERS: ReadonlyMap<unknown, readonly string[]> = new Map([
  ['EC', ['crv', 'kty', 'x', 'y']],
  ['OKP', ['crv', 'kty', 'x']],
  ['RSA', ['e', 'kty', 'n']],
]);

/** The SHA-256 thumbprint of a public key (RFC 7638): the same whatever other members the JWK has. */
export function keyThumbprint(jwk: Readonly<Record<string, unknown>>): Buffer {
  const members = MEMBERS.get(jwk.kty) ?? [];
  const key = Object.fromEntries(members.map((member) => [member, jwk[member]]));
  return createHash('sha256').update(canonicalJson(key)).digest();
}

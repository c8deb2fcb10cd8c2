import { check, pipe, record, string, unknown } from 'valibot';

/** Key types of the signatures that we accept: EdDSA, ES256 and PS256 (RFC 7518, 6.1; RFC 8037, 2). */
const KEY_TYPES: readonly unknown[] = ['OKP', 'EC', 'RSA'];

/** Members of a JWK that only the owner of the key may have (RFC 7518, 6). */
const PRIVATE_MEMBERS = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k'];

const NOT_A_KEY = 'must be a public key as a JWK (EdDSA, ES256 or PS256)';

/** A public key as a JSON Web Key (RFC 7517). */
export const publicJwk = pipe(
  record(string(), unknown(), NOT_A_KEY),
  check(({ kty }) => KEY_TYPES.includes(kty), NOT_A_KEY),
  check(
    (jwk) => !PRIVATE_MEMBERS.some((member) => member in jwk),
    'is a private key: it must never leave its owner. Give the public one',
  ),
);

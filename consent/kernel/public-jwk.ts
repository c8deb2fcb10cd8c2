import { createPublicKey } from 'node:crypto';
import { check, pipe, rawCheck, record, string, unknown } from 'valibot';

/** Keys of the signatures that we accept: EdDSA, ES256 and PS256 (RFC 7518, 6.2.1 and 6.3.1; RFC 8037, 2). */
const MEMBERS: Readonly<Record<string, { readonly curve?: string; readonly members: readonly string[] }>> = {
  OKP: { curve: 'Ed25519', members: ['crv', 'x'] },
  EC: { curve: 'P-256', members: ['crv', 'x', 'y'] },
  RSA: { members: ['n', 'e'] },
};
/**
 * What a member may register: keys that sign, and keys to which answers are sealed, ECDH-ES on P-256 or X25519 (RFC 7518, 6.2.1;
 * RFC 8037, 3.2); and what each may name as its algorithm.
 */
const ALGORITHMS = [
  { use: 'sig', kty: 'OKP', curve: 'Ed25519', names: ['EdDSA', 'Ed25519'] },
  { use: 'sig', kty: 'EC', curve: 'P-256', names: ['ES256'] },
  { use: 'sig', kty: 'RSA', curve: null, names: ['PS256'] },
  { use: 'enc', kty: 'OKP', curve: 'X25519', names: ['ECDH-ES'] },
  { use: 'enc', kty: 'EC', curve: 'P-256', names: ['ECDH-ES'] },
];
/** Members that any key may have (RFC 7517, 4). */
const COMMON = ['kty', 'use', 'key_ops', 'alg', 'kid', 'x5u', 'x5c', 'x5t', 'x5t#S256'];
/** Members of a JWK that only the owner of the key may have (RFC 7518, 6). */
const PRIVATE_MEMBERS = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k'];
/** RFC 7518, 3.5. */
const RSA_BITS_MIN = 2048;

const NOT_A_KEY = 'must be a public key as a JWK (EdDSA, ES256 or PS256)';

type Jwk = Readonly<Record<string, unknown>>;

const formOf = ({ kty }: Jwk) =>
  typeof kty === 'string' && Object.hasOwn(MEMBERS, kty) ? MEMBERS[kty] : undefined;

/** The first thing that is wrong with a key that is not private; null if nothing is. */
function faultOf(jwk: Jwk): string | null {
  const form = formOf(jwk);
  if (!form) return NOT_A_KEY;
  const missing = form.members.find((member) => typeof jwk[member] !== 'string');
  if (missing) return `${missing} is missing: it is no complete key`;
  if (form.curve && jwk.crv !== form.curve) return `crv must be ${form.curve}`;
  const strange = Object.keys(jwk).find((member) => ![...COMMON, ...form.members].includes(member));
  if (strange) return `${strange} is no member of such a key`;
  if (jwk.use !== undefined && jwk.use !== 'sig') return 'use must be sig';
  try {
    const key = createPublicKey({ key: jwk as import('node:crypto').JsonWebKey, format: 'jwk' });
    const bits = key.asymmetricKeyDetails?.modulusLength ?? RSA_BITS_MIN;
    return bits < RSA_BITS_MIN ? `must have ${RSA_BITS_MIN} bits or more` : null;
  } catch {
    return 'is no key: its numbers do not make one';
  }
}

/** Whether a JWK shows what only the owner of the key may have. */
export const isPrivateJwk = (jwk: Jwk): boolean => PRIVATE_MEMBERS.some((member) => member in jwk);

/** A public key as a JSON Web Key (RFC 7517). */
export const publicJwk = pipe(
  record(string(), unknown(), NOT_A_KEY),
  check((jwk) => !isPrivateJwk(jwk), 'is a private key: it must never leave its owner. Give the public one'),
  rawCheck(({ dataset, addIssue }) => {
    if (!dataset.typed || isPrivateJwk(dataset.value)) return;
    const message = faultOf(dataset.value);
    if (message) addIssue({ message });
  }),
);

/** What is wrong with a key that a member registers. PRIVATE names the member by which it is a private one. */
export interface KeyFault {
  readonly reason: 'PRIVATE' | 'ALGORITHM' | 'SIZE' | 'NOT_A_KEY';
  readonly member?: string;
}

/** @returns null if nothing is wrong with the key */
export function registeredKeyFault(jwk: Jwk): KeyFault | null {
  const member = PRIVATE_MEMBERS.find((name) => name in jwk);
  if (member) return { reason: 'PRIVATE', member };
  const use = jwk.use === 'enc' ? 'enc' : 'sig';
  const allowed = ALGORITHMS.find((one) => one.use === use && one.kty === jwk.kty);
  if (!allowed || (jwk.alg !== undefined && !allowed.names.includes(String(jwk.alg))))
    return { reason: 'ALGORITHM' };
  if (allowed.curve && jwk.crv !== allowed.curve) return { reason: 'ALGORITHM' };
  const message = use === 'sig' ? faultOf(jwk) : sealingFaultOf(jwk);
  if (message === null) return null;
  return { reason: message.includes('bits') ? 'SIZE' : 'NOT_A_KEY' };
}

function sealingFaultOf(jwk: Jwk): string | null {
  const members = ['crv', 'x', ...(jwk.kty === 'EC' ? ['y'] : [])];
  const strange = Object.keys(jwk).find((member) => ![...COMMON, ...members].includes(member));
  if (strange) return `${strange} is no member of such a key`;
  try {
    createPublicKey({ key: jwk as import('node:crypto').JsonWebKey, format: 'jwk' });
    return null;
  } catch {
    return 'is no key: its numbers do not make one';
  }
}

import * as v from 'valibot';
import { keyThumbprint } from '../crypto/key-thumbprint.js';
import { LIMITS } from '../kernel/limits.js';
import { isPrivateJwk, publicJwk } from '../kernel/public-jwk.js';

const KEYS_MAX = 10;

/** What is wrong with a published key set. */
export type KeySetFault =
  | 'NOT_A_KEY_SET'
  | 'TOO_MANY_KEYS'
  /** The set shows a private key, so whoever has read it can sign. */
  | 'PRIVATE_KEY'
  | 'KEY_NOT_ALLOWED'
  | 'KEY_TWICE'
  /** A key that is another recipient's, or that was retired. */
  | 'KEY_USED_BEFORE';

/** A published key set can't be used. The message names the key by its place and says what is wrong. */
export class KeySetRefused extends Error {
  override readonly name = 'KeySetRefused';

  constructor(
    readonly fault: KeySetFault,
    message: string,
  ) {
    super(message);
  }
}

type Jwk = Readonly<Record<string, unknown>>;

/** A key for signing, with its thumbprint (RFC 7638) in hex. */
export interface SigningKey {
  readonly jwk: Jwk;
  readonly thumbprint: string;
}

/**
 * The keys for signing of a published JWK set (RFC 7517, 5). Keys for encryption may stand beside them and are left out.
 * @throws KeySetRefused for a set in which anything is wrong: it is taken whole or not at all
 */
export function signingKeysOf(text: string): SigningKey[] {
  const keys = parse(text);
  const place = (key: Jwk) => `keys[${keys.indexOf(key)}]`;
  const exposed = keys.find(isPrivateJwk);
  if (exposed)
    throw new KeySetRefused(
      'PRIVATE_KEY',
      `${place(exposed)} is a private key: whoever has seen it can sign`,
    );
  const signing = keys.filter(({ use }) => use !== 'enc');
  if (signing.length === 0) throw new KeySetRefused('NOT_A_KEY_SET', 'it has no key for signing');
  if (signing.length > LIMITS.signingKeys)
    throw new KeySetRefused('TOO_MANY_KEYS', `it has more than ${LIMITS.signingKeys} keys for signing`);
  const found = signing.map((jwk) => {
    const { success, issues } = v.safeParse(publicJwk, jwk);
    if (!success) throw new KeySetRefused('KEY_NOT_ALLOWED', `${place(jwk)} ${issues[0].message}`);
    return { jwk, thumbprint: keyThumbprint(jwk).toString('hex') };
  });
  if (new Set(found.map(({ thumbprint }) => thumbprint)).size < found.length)
    throw new KeySetRefused('KEY_TWICE', 'it has a key twice');
  return found;
}

function parse(text: string): Jwk[] {
  const isRecord = (value: unknown): value is Jwk =>
    typeof value === 'object' && value !== null && !Array.isArray(value);
  let set: unknown;
  try {
    set = JSON.parse(text);
  } catch {
    throw new KeySetRefused('NOT_A_KEY_SET', 'it is no JSON');
  }
  const keys = isRecord(set) ? set.keys : null;
  if (!Array.isArray(keys) || !keys.every(isRecord))
    throw new KeySetRefused('NOT_A_KEY_SET', 'it is no JWK set');
  if (keys.length > KEYS_MAX) throw new KeySetRefused('TOO_MANY_KEYS', `it has more than ${KEYS_MAX} keys`);
  return keys;
}

import { CompactEncrypt, compactVerify, importJWK, type JWK } from 'jose';

/** Algorithms by which a key for signing proves itself; the type of the key says which of them. */
const SIGNING = ['EdDSA', 'Ed25519', 'ES256', 'PS256'];
const BY_TYPE: Readonly<Record<string, string>> = { OKP: 'EdDSA', EC: 'ES256', RSA: 'PS256' };

/** Whether the proof is a compact JWS over the challenge by the private half of this key, whatever its header says of keys. */
export async function signsChallenge(jwk: JWK, proof: string, challenge: string): Promise<boolean> {
  try {
    const key = await importJWK(
      { ...jwk, alg: undefined, use: undefined, key_ops: undefined },
      BY_TYPE[jwk.kty!],
    );
    const { payload } = await compactVerify(proof, key, { algorithms: SIGNING });
    return Buffer.from(payload).toString() === challenge;
  } catch {
    return false;
  }
}

/** What a compact JWS says, unverified: the challenge that it was made over. Empty if it is none. */
export const claimedChallenge = (proof: string): string =>
  Buffer.from(proof.split('.')[1] ?? '', 'base64url').toString();

/** The challenge encrypted to a key for sealing (RFC 7516, ECDH-ES with A256GCM): only its holder can say it. */
export async function sealedChallenge(jwk: JWK, challenge: string): Promise<string> {
  const key = await importJWK({ ...jwk, alg: undefined, use: undefined, key_ops: undefined }, 'ECDH-ES');
  return new CompactEncrypt(Buffer.from(challenge))
    .setProtectedHeader({ alg: 'ECDH-ES', enc: 'A256GCM' })
    .encrypt(key);
}

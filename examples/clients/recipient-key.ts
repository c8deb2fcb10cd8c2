import { hash, randomUUID } from 'node:crypto';
import {
  type CryptoKey,
  calculateJwkThumbprint,
  exportJWK,
  generateKeyPair,
  importJWK,
  type JWK,
  type JWTPayload,
  SignJWT,
} from 'jose';

export type Algorithm = 'EdDSA' | 'Ed25519' | 'ES256' | 'PS256';

/** A recipient's key pair, and the tokens that it signs. */
export class RecipientKey {
  static async create(algorithm: Algorithm = 'EdDSA'): Promise<RecipientKey> {
    const { privateKey, publicKey } = await generateKeyPair(algorithm, { extractable: true });
    const publicJwk = { ...(await exportJWK(publicKey)) };
    return new RecipientKey(algorithm, privateKey, publicJwk, await calculateJwkThumbprint(publicJwk));
  }

  /** Reads a private JWK, as a recipient stores it in a file. */
  static async fromJwk(jwk: JWK, algorithm: Algorithm = 'EdDSA'): Promise<RecipientKey> {
    const { d: _private, alg: _alg, use: _use, kid: _kid, ...publicJwk } = jwk;
    const privateKey = (await importJWK(jwk, algorithm, { extractable: true })) as CryptoKey;
    return new RecipientKey(algorithm, privateKey, publicJwk, await calculateJwkThumbprint(publicJwk));
  }

  private constructor(
    readonly algorithm: Algorithm,
    readonly privateKey: CryptoKey,
    readonly publicJwk: JWK,
    readonly thumbprint: string,
  ) {}

  /** The public key in the form in which it is registered on the platform. */
  get registeredJwk(): JWK {
    return { ...this.publicJwk, use: 'sig', kid: this.thumbprint };
  }

  async privateJwk(): Promise<JWK> {
    return { ...(await exportJWK(this.privateKey)), alg: this.algorithm, use: 'sig', kid: this.thumbprint };
  }

  /** A DPoP proof (RFC 9449). `claims` and `header` override the valid values; undefined omits one. */
  proof(
    { method, uri, token }: { method: string; uri: string; token?: string },
    claims: JWTPayload = {},
    header: Record<string, unknown> = {},
  ): Promise<string> {
    const iat = Math.floor(Date.now() / 1000);
    const ath = token === undefined ? undefined : hash('sha256', token, 'base64url');
    return new SignJWT({ htm: method, htu: uri, iat, jti: randomUUID(), ath, ...claims })
      .setProtectedHeader({ alg: this.algorithm, typ: 'dpop+jwt', jwk: this.publicJwk, ...header })
      .sign(this.privateKey);
  }

  /** A client assertion (RFC 7523). */
  assertion(clientId: string, audience: string, claims: JWTPayload = {}): Promise<string> {
    const now = Math.floor(Date.now() / 1000);
    return new SignJWT({
      iss: clientId,
      sub: clientId,
      aud: audience,
      iat: now,
      exp: now + 60,
      jti: randomUUID(),
      ...claims,
    })
      .setProtectedHeader({ alg: this.algorithm })
      .sign(this.privateKey);
  }
}

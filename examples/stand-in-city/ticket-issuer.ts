import { randomUUID } from 'node:crypto';
import { calculateJwkThumbprint, exportJWK, generateKeyPair, type JSONWebKeySet, SignJWT } from 'jose';

export interface Issuing {
  readonly issuer: () => string;
  readonly audience: () => string;
}

const LIFETIME = '2m';

/** Signs the tickets of one service with a key that is generated at the start. */
export class TicketIssuer {
  static async create(type: string, issuing: Issuing): Promise<TicketIssuer> {
    const { privateKey, publicKey } = await generateKeyPair('EdDSA');
    const jwk = await exportJWK(publicKey);
    const kid = await calculateJwkThumbprint(jwk);
    return new TicketIssuer(type, issuing, privateKey, kid, {
      keys: [{ ...jwk, kid, alg: 'EdDSA', use: 'sig' }],
    });
  }

  private constructor(
    private readonly type: string,
    private readonly issuing: Issuing,
    private readonly privateKey: Parameters<SignJWT['sign']>[0],
    private readonly kid: string,
    readonly jwks: JSONWebKeySet,
  ) {}

  sign(claims: Record<string, string>): Promise<string> {
    return new SignJWT(claims)
      .setProtectedHeader({ alg: 'EdDSA', typ: this.type, kid: this.kid })
      .setIssuer(this.issuing.issuer())
      .setAudience(this.issuing.audience())
      .setIssuedAt()
      .setExpirationTime(LIFETIME)
      .setJti(randomUUID())
      .sign(this.privateKey);
  }
}

import { randomUUID } from 'node:crypto';
import { type JWTPayload, jwtVerify, SignJWT } from 'jose';
import type { SigningKey } from '../secrets/keyring.js';
import { LONGEST_TOKEN, PLATFORM_ALGORITHM } from './algorithms.js';
import { tokenRefused, unauthenticated } from './unauthenticated.js';

/** Of whom a token is: its type and audience are particular to them, so a token of one is never taken for one of another. */
export type TokenHolder = 'person' | 'staff' | 'member';

/** An access token with its end, as it is answered to whoever signs in. */
export interface IssuedToken {
  readonly accessToken: string;
  readonly expiresAt: Date;
}

/** The claims of a token that was verified: `sub`, and those that its holder demands. */
export type SessionClaims = JWTPayload & { readonly sub: string };

/** Signs and verifies the session tokens of one kind of holder: `Authorization: Bearer <token>`. */
export class SessionTokens {
  readonly type: string;

  /**
   * @param lifetimeSeconds of a token
   * @param demanded claims beside `exp` and `sub` without which a token is refused
   */
  constructor(
    private readonly holder: TokenHolder,
    private readonly issuer: () => string,
    private readonly key: SigningKey,
    private readonly lifetimeSeconds: number,
    private readonly demanded: readonly string[] = [],
  ) {
    this.type = `${holder}+jwt`;
  }

  async issue(subject: string, claims: Record<string, string> = {}): Promise<IssuedToken> {
    const issuedAt = Math.floor(Date.now() / 1000);
    const expiresAt = issuedAt + this.lifetimeSeconds;
    const accessToken = await new SignJWT(claims)
      .setProtectedHeader({ alg: PLATFORM_ALGORITHM, typ: this.type, kid: this.key.kid })
      .setIssuer(this.issuer())
      .setAudience(this.audience())
      .setSubject(subject)
      .setIssuedAt(issuedAt)
      .setExpirationTime(expiresAt)
      .setJti(randomUUID())
      .sign(this.key.privateKey);
    return { accessToken, expiresAt: new Date(expiresAt * 1000) };
  }

  /**
   * @param callerOf makes the caller of the claims; undefined where they are not in their form
   * @throws Refusal UNAUTHENTICATED
   */
  async verify<Caller>(
    token: string,
    callerOf: (claims: SessionClaims) => Caller | undefined,
  ): Promise<Caller> {
    if (token.length > LONGEST_TOKEN)
      throw unauthenticated({
        en: 'The token is too long to be one of ours. Sign in again.',
        zh: '令牌过长，不是本平台签发的。请重新登录。',
      });
    try {
      const { payload } = await jwtVerify(token, this.key.publicKey, {
        algorithms: [PLATFORM_ALGORITHM],
        typ: this.type,
        issuer: this.issuer(),
        audience: this.audience(),
        requiredClaims: ['exp', 'sub', ...this.demanded],
      });
      const caller = callerOf(payload as SessionClaims);
      if (caller === undefined)
        throw unauthenticated({ en: 'The token is not valid. Sign in again.', zh: '令牌无效。请重新登录。' });
      return caller;
    } catch (error) {
      throw tokenRefused('session', error);
    }
  }

  private audience(): string {
    return `${this.issuer()}/${this.holder}`;
  }
}

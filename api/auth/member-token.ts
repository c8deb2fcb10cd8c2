import { randomUUID } from 'node:crypto';
import { jwtVerify, SignJWT } from 'jose';
import { LIMITS } from '../../consent/kernel/limits.js';
import type { SigningKey } from '../secrets/keyring.js';
import { LONGEST_TOKEN, PLATFORM_ALGORITHM } from './algorithms.js';
import type { MemberCaller } from './caller.js';
import { tokenRefused, unauthenticated } from './unauthenticated.js';

/** The token type and audience are particular to members of institutions, so no other token is taken for one of theirs. */
export const MEMBER_TOKEN_TYPE = 'member+jwt';

export interface IssuedToken {
  readonly accessToken: string;
  readonly expiresAt: Date;
}

/**
 * Issues and verifies the session tokens of members: `Authorization: Bearer <token>`. It names the account and no role: what the
 * member may do is asked of the account with each request.
 */
export class MemberTokens {
  constructor(
    private readonly issuer: () => string,
    private readonly key: SigningKey,
  ) {}

  async issue(memberCode: string): Promise<IssuedToken> {
    const issuedAt = Math.floor(Date.now() / 1000);
    const expiresAt = issuedAt + LIMITS.memberSessionSeconds;
    const accessToken = await new SignJWT({})
      .setProtectedHeader({ alg: PLATFORM_ALGORITHM, typ: MEMBER_TOKEN_TYPE, kid: this.key.kid })
      .setIssuer(this.issuer())
      .setAudience(this.audience())
      .setSubject(memberCode)
      .setIssuedAt(issuedAt)
      .setExpirationTime(expiresAt)
      .setJti(randomUUID())
      .sign(this.key.privateKey);
    return { accessToken, expiresAt: new Date(expiresAt * 1000) };
  }

  /** @throws Refusal UNAUTHENTICATED */
  async verify(token: string): Promise<MemberCaller> {
    if (token.length > LONGEST_TOKEN)
      throw unauthenticated({
        en: 'The token is too long to be one of ours. Sign in again.',
        zh: '令牌过长，不是本平台签发的。请重新登录。',
      });
    try {
      const { payload } = await jwtVerify(token, this.key.publicKey, {
        algorithms: [PLATFORM_ALGORITHM],
        typ: MEMBER_TOKEN_TYPE,
        issuer: this.issuer(),
        audience: this.audience(),
        requiredClaims: ['exp', 'sub'],
      });
      return Object.freeze({ kind: 'MEMBER', memberCode: payload.sub! });
    } catch (error) {
      throw tokenRefused('session', error);
    }
  }

  private audience(): string {
    return `${this.issuer()}/member`;
  }
}

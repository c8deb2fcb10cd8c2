import { randomUUID } from 'node:crypto';
import { jwtVerify, SignJWT } from 'jose';
import { LIMITS } from '../../consent/kernel/limits.js';
import { STAFF_ROLES, type StaffMember } from '../../consent/staff/role.js';
import type { SigningKey } from '../secrets/keyring.js';
import { LONGEST_TOKEN, PLATFORM_ALGORITHM } from './algorithms.js';
import type { StaffCaller } from './caller.js';
import { tokenRefused, unauthenticated } from './unauthenticated.js';

/** The token type and audience are particular to staff, so no other token is taken for one of staff. */
export const STAFF_TOKEN_TYPE = 'staff+jwt';

export interface StaffSession extends StaffMember {
  readonly accessToken: string;
  readonly expiresAt: Date;
}

/** Issues and verifies the session tokens of staff: `Authorization: Bearer <token>`. */
export class StaffTokens {
  constructor(
    private readonly issuer: () => string,
    private readonly key: SigningKey,
  ) {}

  async issue({ staffCode, role }: StaffMember): Promise<StaffSession> {
    const issuedAt = Math.floor(Date.now() / 1000);
    const expiresAt = issuedAt + LIMITS.staffSessionSeconds;
    const accessToken = await new SignJWT({ role })
      .setProtectedHeader({ alg: PLATFORM_ALGORITHM, typ: STAFF_TOKEN_TYPE, kid: this.key.kid })
      .setIssuer(this.issuer())
      .setAudience(this.audience())
      .setSubject(staffCode)
      .setIssuedAt(issuedAt)
      .setExpirationTime(expiresAt)
      .setJti(randomUUID())
      .sign(this.key.privateKey);
    return { staffCode, role, accessToken, expiresAt: new Date(expiresAt * 1000) };
  }

  /** @throws Refusal UNAUTHENTICATED */
  async verify(token: string): Promise<StaffCaller> {
    if (token.length > LONGEST_TOKEN)
      throw unauthenticated({
        en: 'The token is too long to be one of ours. Sign in again.',
        zh: '令牌过长，不是本平台签发的。请重新登录。',
      });
    try {
      const { payload } = await jwtVerify(token, this.key.publicKey, {
        algorithms: [PLATFORM_ALGORITHM],
        typ: STAFF_TOKEN_TYPE,
        issuer: this.issuer(),
        audience: this.audience(),
        requiredClaims: ['exp', 'sub', 'role'],
      });
      const role = STAFF_ROLES.find((known) => known === payload.role);
      if (role === undefined)
        throw unauthenticated({ en: 'The token is not valid. Sign in again.', zh: '令牌无效。请重新登录。' });
      return Object.freeze({ kind: 'STAFF', staffCode: payload.sub!, role });
    } catch (error) {
      throw tokenRefused('session', error);
    }
  }

  private audience(): string {
    return `${this.issuer()}/staff`;
  }
}

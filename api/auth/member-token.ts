import { LIMITS } from '../../consent/kernel/limits.js';
import type { SigningKey } from '../secrets/keyring.js';
import type { MemberCaller } from './caller.js';
import { type IssuedToken, SessionTokens } from './session-token.js';

/**
 * The session tokens of members of institutions. They name the account and no role: what the member may do is asked of the
 * account with each request.
 */
export class MemberTokens {
  private readonly tokens: SessionTokens;

  constructor(issuer: () => string, key: SigningKey) {
    this.tokens = new SessionTokens('member', issuer, key, LIMITS.memberSessionSeconds);
  }

  get type(): string {
    return this.tokens.type;
  }

  issue(memberCode: string): Promise<IssuedToken> {
    return this.tokens.issue(memberCode);
  }

  /** @throws Refusal UNAUTHENTICATED */
  verify(token: string): Promise<MemberCaller> {
    return this.tokens.verify(token, ({ sub }) =>
      Object.freeze({ kind: 'MEMBER', memberCode: sub } as const),
    );
  }
}

import { LIMITS } from '../../consent/kernel/limits.js';
import { STAFF_ROLES, type StaffMember } from '../../consent/staff/role.js';
import type { SigningKey } from '../secrets/keyring.js';
import type { StaffCaller } from './caller.js';
import { type IssuedToken, SessionTokens } from './session-token.js';

export interface StaffSession extends StaffMember, IssuedToken {}

/** The session tokens of staff. */
export class StaffTokens {
  private readonly tokens: SessionTokens;

  constructor(issuer: () => string, key: SigningKey) {
    this.tokens = new SessionTokens('staff', issuer, key, LIMITS.staffSessionSeconds, ['role']);
  }

  get type(): string {
    return this.tokens.type;
  }

  async issue({ staffCode, role }: StaffMember): Promise<StaffSession> {
    return { staffCode, role, ...(await this.tokens.issue(staffCode, { role })) };
  }

  /** @throws Refusal UNAUTHENTICATED */
  verify(token: string): Promise<StaffCaller> {
    return this.tokens.verify(token, (claims) => {
      const role = STAFF_ROLES.find((known) => known === claims.role);
      return role && Object.freeze({ kind: 'STAFF', staffCode: claims.sub, role } as const);
    });
  }
}

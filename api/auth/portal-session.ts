import { createHmac, hkdfSync } from 'node:crypto';
import { STRENGTHS, type Strength } from '../../consent/kernel/strength.js';
import { STAFF_ROLES } from '../../consent/staff/role.js';
import type { MemberCaller, PersonCaller, StaffCaller } from './caller.js';
import { EncryptedClaims } from './encrypted-claims.js';

/** Who is signed in at the portal (门户), and until when. */
export interface PortalSession {
  readonly caller: PersonCaller | StaffCaller | MemberCaller;
  readonly expiresAt: Date;
}

const TYPE = 'portal-session';

/**
 * The cookie of the portal: who is signed in, encrypted, so that the browser holds no token and no personal data. It is
 * opened before the database is touched. What it names is worth something as long as the session behind it is open.
 */
export class PortalSessions {
  private readonly claims: EncryptedClaims;
  private readonly markKey: Uint8Array;

  /** @param secret of 32 bytes, from which keys of its own are derived */
  constructor(issuer: () => string, secret: Uint8Array) {
    this.claims = new EncryptedClaims(TYPE, issuer, secret);
    this.markKey = new Uint8Array(hkdfSync('sha256', secret, '', `${TYPE}-mark`, 32));
  }

  seal({ caller, expiresAt }: PortalSession): Promise<string> {
    return this.claims.seal(subjectOf(caller), expiresAt, claimsOf(caller));
  }

  /** Tells a page whether it is the same person who signs in again, and nothing of who that is. */
  markOf({ caller }: PortalSession): string {
    return createHmac('sha256', this.markKey).update(subjectOf(caller)).digest('base64url').slice(0, 22);
  }

  /** @returns null for a cookie that is not ours, was changed or has expired */
  async open(cookie: string): Promise<PortalSession | null> {
    const claims = await this.claims.open(cookie);
    const caller = claims && callerOf(claims);
    return caller && { caller, expiresAt: new Date(claims!.exp * 1000) };
  }
}

function claimsOf(caller: PortalSession['caller']): Record<string, string> {
  const { kind } = caller;
  if (kind === 'PERSON') return { kind, strength: caller.strength, sid: caller.session };
  return kind === 'STAFF' ? { kind, role: caller.role } : { kind };
}

function subjectOf(caller: PortalSession['caller']): string {
  if (caller.kind === 'PERSON') return caller.personId;
  return caller.kind === 'STAFF' ? caller.staffCode : caller.memberCode;
}

function callerOf(payload: Record<string, unknown>): PortalSession['caller'] | null {
  const { kind, sub, sid } = payload;
  if (kind === 'STAFF') {
    const role = STAFF_ROLES.find((known) => known === payload.role);
    return role ? Object.freeze({ kind: 'STAFF', staffCode: String(sub), role }) : null;
  }
  if (kind === 'MEMBER') return Object.freeze({ kind, memberCode: String(sub) });
  const strength: Strength | undefined = STRENGTHS.find((known) => known === payload.strength);
  if (kind !== 'PERSON' || strength === undefined || typeof sid !== 'string') return null;
  return Object.freeze({ kind: 'PERSON', personId: String(sub), strength, session: sid });
}

import { createHmac, hkdfSync } from 'node:crypto';
import { EncryptJWT, jwtDecrypt } from 'jose';
import { STRENGTHS, type Strength } from '../../consent/kernel/strength.js';
import { STAFF_ROLES } from '../../consent/staff/role.js';
import { LONGEST_TOKEN } from './algorithms.js';
import type { MemberCaller, PersonCaller, StaffCaller } from './caller.js';

/** Who is signed in at the portal (门户), and until when. */
export interface PortalSession {
  readonly caller: PersonCaller | StaffCaller | MemberCaller;
  readonly expiresAt: Date;
}

const TYPE = 'portal-session';
const ENCRYPTION = { alg: 'dir', enc: 'A256GCM' } as const;

/**
 * The cookie of the portal: who is signed in, encrypted, so that the browser holds no token and no personal data. It is
 * opened before the database is touched. What it names is worth something as long as the session behind it is open.
 */
export class PortalSessions {
  private readonly key: Uint8Array;
  private readonly markKey: Uint8Array;

  /** @param secret of 32 bytes, from which a key of its own is derived */
  constructor(
    private readonly issuer: () => string,
    secret: Uint8Array,
  ) {
    this.key = new Uint8Array(hkdfSync('sha256', secret, '', TYPE, 32));
    this.markKey = new Uint8Array(hkdfSync('sha256', secret, '', `${TYPE}-mark`, 32));
  }

  seal({ caller, expiresAt }: PortalSession): Promise<string> {
    return new EncryptJWT(claimsOf(caller))
      .setProtectedHeader({ ...ENCRYPTION, typ: TYPE })
      .setIssuer(this.issuer())
      .setAudience(this.issuer())
      .setSubject(subjectOf(caller))
      .setExpirationTime(expiresAt)
      .encrypt(this.key);
  }

  /** Tells a page whether it is the same person who signs in again, and nothing of who that is. */
  markOf({ caller }: PortalSession): string {
    return createHmac('sha256', this.markKey).update(subjectOf(caller)).digest('base64url').slice(0, 22);
  }

  /** @returns null for a cookie that is not ours, was changed or has expired */
  async open(cookie: string): Promise<PortalSession | null> {
    if (cookie.length > LONGEST_TOKEN) return null;
    try {
      const { payload } = await jwtDecrypt(cookie, this.key, {
        keyManagementAlgorithms: [ENCRYPTION.alg],
        contentEncryptionAlgorithms: [ENCRYPTION.enc],
        typ: TYPE,
        issuer: this.issuer(),
        audience: this.issuer(),
        requiredClaims: ['exp', 'sub', 'kind'],
      });
      const caller = callerOf(payload);
      return caller && { caller, expiresAt: new Date(payload.exp! * 1000) };
    } catch {
      return null;
    }
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

import type { RecipientKind } from '../recipients/recipient.js';

/**
 * What a member may do for the institution: an owner answers for it (管理员), a developer keeps its software and keys (密钥管理),
 * a handler works under grants (经办), an auditor reads everything of the institution (审计).
 */
export const MEMBER_ROLES = ['OWNER', 'DEVELOPER', 'HANDLER', 'AUDITOR'] as const;
export type MemberRole = (typeof MEMBER_ROLES)[number];

/** An institution (机构): what a recipient is before and beside its agreement. */
export interface Institution {
  /** 统一社会信用代码 */
  readonly uscc: string;
  readonly name: string;
  readonly kind: RecipientKind;
  readonly contact: string | null;
  /** null until it is a recipient. */
  readonly recipientCode: string | null;
}

/** A member who is signed in, as the account says it now. */
export interface ActingMember {
  readonly memberCode: string;
  readonly roles: readonly MemberRole[];
  readonly institution: Institution;
}

/** The account of one employee of one institution (机构人员). */
export interface MemberAccount {
  readonly code: string;
  readonly name: string;
  readonly roles: readonly MemberRole[];
  readonly institution: Institution;
  readonly addedAt: Date;
  /** null until the invitation was taken up. */
  readonly joinedAt: Date | null;
  /** Until when an invitation that was not taken up is good. */
  readonly invitationExpiresAt: Date | null;
  readonly disabledAt: Date | null;
}

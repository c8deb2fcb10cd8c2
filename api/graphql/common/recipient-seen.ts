import { hasRole } from '../../../consent/onboarding/accounts.js';
import type { MemberRole } from '../../../consent/onboarding/member.js';
import type { Caller } from '../../auth/caller.js';

/** Members who see what their institution asked for and was given; none of them sees what it read. */
const WHO_SEES: readonly MemberRole[] = ['OWNER', 'HANDLER', 'AUDITOR'];

/** The recipient whose requests, grants and uses the caller sees, as itself or as its member; null for everybody else. */
export function recipientSeenBy(caller: Caller): string | null {
  if (caller.kind === 'RECIPIENT') return caller.recipientCode;
  if (caller.kind !== 'MEMBER' || !caller.member || !hasRole(caller.member, WHO_SEES)) return null;
  return caller.member.institution.recipientCode;
}

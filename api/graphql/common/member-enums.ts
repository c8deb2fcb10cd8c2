import { MEMBER_ROLES } from '../../../consent/onboarding/member.js';
import { enumOf } from './enum-of.js';

export const MemberRoleEnum = enumOf(
  'MemberRole',
  MEMBER_ROLES,
  'What a member of an institution may do for it.',
  {
    OWNER:
      'Answers for the institution (管理员): applications and members; sees everything of it but no person’s data.',
    DEVELOPER: 'Keeps its software and keys (密钥管理).',
    HANDLER: 'Works under grants in the institution’s desk (经办).',
    AUDITOR: 'Reads everything of the institution and changes nothing (审计).',
  },
);

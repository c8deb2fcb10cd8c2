import { registerEnumType } from 'type-graphql';
import { AUTHENTICATION_ACTIONS } from '../../../consent/authentication/action.js';
import { AFTER_DEATH } from '../../../consent/deceased/arrangement.js';
import {
  APPLICATION_STATUSES,
  EVIDENCE_KINDS,
  INTERESTS,
  RELATIONS,
} from '../../../consent/deceased/relative-application.js';
import { CONSENT_REQUEST_STATUSES } from '../../../consent/grants/consent-request.js';
import { GRANT_STATUSES } from '../../../consent/grants/grant.js';
import { PROTECTED_RECORD_KINDS } from '../../../consent/grants/protected-record-choice.js';
import { DELIVERIES } from '../../../consent/kernel/delivery.js';
import { GRANT_MODES } from '../../../consent/kernel/grant-mode.js';
import { STRENGTHS } from '../../../consent/kernel/strength.js';
import { RECIPIENT_NOTICE_KINDS } from '../../../consent/notifications/recipient-notices.js';
import { RECIPIENT_KINDS } from '../../../consent/recipients/recipient.js';
import { STAFF_ROLES } from '../../../consent/staff/role.js';
import { ACCESS_KINDS } from '../../../consent/subject-access/access-history.js';
import { EXPORT_FORMATS } from '../../../consent/subject-access/export-link.js';
import { OFFICER_ACTS } from '../../../consent/supervision/officer-acts.js';

/** A GraphQL enum whose names and values are the words of one list. */
function enumOf<T extends string>(name: string, words: readonly T[]): { [K in T]: K } {
  const members = Object.freeze(Object.fromEntries(words.map((word) => [word, word]))) as { [K in T]: K };
  registerEnumType(members, { name });
  return members;
}

export const GrantModeEnum = enumOf('GrantMode', GRANT_MODES);
export const GrantStatusEnum = enumOf('GrantStatus', GRANT_STATUSES);
export const ConsentRequestStatusEnum = enumOf('ConsentRequestStatus', CONSENT_REQUEST_STATUSES);
export const DeliveryEnum = enumOf('Delivery', DELIVERIES);
export const StrengthEnum = enumOf('Strength', STRENGTHS);
export const RecipientKindEnum = enumOf('RecipientKind', RECIPIENT_KINDS);
export const AuthenticationActionEnum = enumOf('AuthenticationAction', AUTHENTICATION_ACTIONS);
export const StaffRoleEnum = enumOf('StaffRole', STAFF_ROLES);
export const OfficerActEnum = enumOf('OfficerActKind', OFFICER_ACTS);
export const AfterDeathEnum = enumOf('AfterDeath', AFTER_DEATH);
export const RelationEnum = enumOf('Relation', RELATIONS);
export const InterestEnum = enumOf('RelativeInterest', INTERESTS);
export const EvidenceKindEnum = enumOf('RelativeEvidenceKind', EVIDENCE_KINDS);
export const RelativeApplicationStatusEnum = enumOf('RelativeApplicationStatus', APPLICATION_STATUSES);
export const SpecialKindEnum = enumOf('SpecialKind', PROTECTED_RECORD_KINDS);
export const AccessKindEnum = enumOf('AccessKind', ACCESS_KINDS);
export const ExportFormatEnum = enumOf('ExportFormat', EXPORT_FORMATS);
export const RecipientNoticeKindEnum = enumOf('RecipientNoticeKind', RECIPIENT_NOTICE_KINDS);

import { registerEnumType } from 'type-graphql';
import { AUTHENTICATION_ACTIONS } from '../../consent/authentication/action.js';
import { DELIVERIES } from '../../consent/delivery.js';
import { GRANT_STATUSES } from '../../consent/grant.js';
import { GRANT_MODES } from '../../consent/mode.js';
import { RECIPIENT_NOTICE_KINDS } from '../../consent/notices/recipient-notices.js';
import { OFFICER_ACTS } from '../../consent/officers/acts.js';
import { ACCESS_KINDS } from '../../consent/own-record/accesses.js';
import { EXPORT_FORMATS } from '../../consent/own-record/export-tickets.js';
import { RECIPIENT_KINDS } from '../../consent/recipient.js';
import {
  APPLICATION_STATUSES,
  EVIDENCE_KINDS,
  INTERESTS,
  RELATIONS,
} from '../../consent/relatives/application.js';
import { AFTER_DEATH } from '../../consent/relatives/arrangement.js';
import { CONSENT_REQUEST_STATUSES } from '../../consent/request.js';
import { SPECIAL_KINDS } from '../../consent/special-disease/ticks.js';
import { STAFF_ROLES } from '../../consent/staff/role.js';
import { STRENGTHS } from '../../consent/strength.js';

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
export const SpecialKindEnum = enumOf('SpecialKind', SPECIAL_KINDS);
export const AccessKindEnum = enumOf('AccessKind', ACCESS_KINDS);
export const ExportFormatEnum = enumOf('ExportFormat', EXPORT_FORMATS);
export const RecipientNoticeKindEnum = enumOf('RecipientNoticeKind', RECIPIENT_NOTICE_KINDS);

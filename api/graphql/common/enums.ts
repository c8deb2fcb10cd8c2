import { AUTHENTICATION_ACTIONS } from '../../../consent/authentication/action.js';
import { CHALLENGE_STATES } from '../../../consent/authentication/challenge.js';
import { AFTER_DEATH } from '../../../consent/deceased/arrangement.js';
import {
  APPLICATION_STATUSES,
  EVIDENCE_KINDS,
  INTERESTS,
  RELATIONS,
} from '../../../consent/deceased/relative-application.js';
import { REREAD_REASONS } from '../../../consent/gate/reread-history.js';
import { CONSENT_REQUEST_STATUSES } from '../../../consent/grants/consent-request.js';
import { GRANTOR_ROLES } from '../../../consent/grants/grantor.js';
import { PROTECTED_RECORD_KINDS } from '../../../consent/grants/protected-record-choice.js';
import { GRANT_STATUSES } from '../../../consent/grants/standing.js';
import { DELIVERIES } from '../../../consent/kernel/delivery.js';
import { GRANT_MODES } from '../../../consent/kernel/grant-mode.js';
import { STRENGTHS } from '../../../consent/kernel/strength.js';
import { PRODUCT_KINDS } from '../../../consent/recipients/product.js';
import { RECIPIENT_KINDS } from '../../../consent/recipients/recipient.js';
import { RECIPIENT_STANDINGS } from '../../../consent/recipients/standing.js';
import { LOOKED_AT } from '../../../consent/staff/looks.js';
import {
  ACCESS_KINDS,
  ACCESS_READERS,
  ACCESS_REASONS,
  ACCESS_RECORDS,
} from '../../../consent/subject-access/access-history.js';
import { EXPORT_FORMATS } from '../../../consent/subject-access/export-link.js';
import { enumOf } from './enum-of.js';

export const GrantModeEnum = enumOf('GrantMode', GRANT_MODES, 'How often a grant can be used.', {
  ONE_TIME: 'One use (一次性).',
  LIMITED: 'A number of uses, at least 2 (限次).',
  MULTI_USE: 'Any number of uses until the end of the grant, with a daily limit (有效期内多次).',
});

export const GrantStatusEnum = enumOf(
  'GrantStatus',
  GRANT_STATUSES,
  'Whether a grant can be used now, and if not, why.',
  {
    ACTIVE: 'It can be used.',
    EXHAUSTED: 'All uses are taken. What the last ones opened can still be read again.',
    EXPIRED: 'Its validity has ended. Final.',
    REVOKED: 'The person took it back. Final.',
    SUSPENDED:
      'It cannot be used for now: the recipient is suspended or frozen, a guardian must confirm it, or the person has died.',
    SUPERSEDED: 'A newer grant stands in its place. Final.',
  },
);

export const ConsentRequestStatusEnum = enumOf(
  'ConsentRequestStatus',
  CONSENT_REQUEST_STATUSES,
  'Where a consent request stands. Every status but PENDING is final.',
  {
    PENDING: 'It waits for the person.',
    APPROVED: 'The person approved it; there is a grant.',
    DENIED: 'The person denied it.',
    CANCELLED: 'The recipient withdrew it.',
    EXPIRED: 'Nobody answered it within seven days.',
  },
);

export const DeliveryEnum = enumOf(
  'Delivery',
  DELIVERIES,
  'How an item is given (R-08), from the least intrusive to the most.',
  {
    VERIFY: 'Compared only (仅比对): the recipient states a value and learns whether it matches.',
    MASKED: 'Masked (脱敏), in the form that the description of the field and of its scalar tells.',
    RETURN: 'In clear (提供原值). Includes VERIFY.',
  },
);

export const StrengthEnum = enumOf(
  'Strength',
  STRENGTHS,
  'How strongly a person was, or must be, authenticated; weakest first.',
  {
    NONE: 'Not at all.',
    SMS: 'A one-time code to the mobile number on record (短信验证码).',
    SCAN: 'The e-voucher (医保电子凭证) scanned, or a passkey.',
    FACE: 'Face comparison (人脸识别). SMS and SCAN in one session count as FACE (R-27).',
  },
);

export const GrantorRoleEnum = enumOf(
  'GrantorRole',
  GRANTOR_ROLES,
  'In which role somebody answers a request or gives a grant.',
  {
    SELF: 'The person whose data it is.',
    GUARDIAN: 'A guardian (监护人) of the person.',
    AGENT: 'Whoever holds the person’s power of attorney, at the counter.',
    LEGAL_REP: 'The legal representative (法定代表人) of the provider.',
  },
);

export const RecipientKindEnum = enumOf(
  'RecipientKind',
  RECIPIENT_KINDS,
  'Kind of an institution that may ask for consent.',
  {
    COMMERCIAL_INSURER: 'A commercial insurer (商业保险公司).',
    COMMERCIAL_BANK: 'A bank (商业银行).',
  },
);

export const RecipientStandingEnum = enumOf(
  'RecipientStanding',
  RECIPIENT_STANDINGS,
  'Whether an institution may use data, and if not, why.',
  {
    APPLICANT: 'It has applied, and has no data use agreement yet.',
    TESTING: 'Its application is approved, and it has no key to sign with yet.',
    READY:
      'Its application is approved and it has a key: it waits for the officers who activate it, or for its first day.',
    LIVE: 'Its agreement is in force.',
    SUSPENDED: 'Officers have suspended it: it can neither ask nor read (R-34).',
    FROZEN: 'It is frozen after a data breach, and so are the grants to it (R-34).',
    ENDED: 'Its agreement has ended.',
  },
);

export const AuthenticationActionEnum = enumOf(
  'AuthenticationAction',
  AUTHENTICATION_ACTIONS,
  'What a person proves who they are for. A proof is good for one action on one target.',
  {
    SIGN_IN: 'To open a session. The answer holds its access token.',
    APPROVE: 'To approve a consent request, or to confirm a grant or items of it.',
    REVOKE: 'To revoke a grant. revokeGrant needs no proof; the action is kept for clients that ask for one.',
    EXPORT: 'To export one’s own record: exportMyData. Without a target.',
    ADD_PASSKEY: 'To add a passkey: startPasskeyRegistration. Without a target.',
    ARRANGE: 'To decide what relatives may read after death: arrangeAfterDeath. Without a target.',
    VIEW: 'To see one’s own record in clear for one answer: me.person(authentication). Without a target.',
  },
);

export const AfterDeathEnum = enumOf(
  'AfterDeath',
  AFTER_DEATH,
  'What a person arranges for the time after their death (PIPL 49).',
  {
    OPEN: 'Near relatives may apply to read the record. Holds unless the person arranged otherwise.',
    CLOSED: 'No relative reads anything.',
  },
);

export const RelationEnum = enumOf(
  'Relation',
  RELATIONS,
  'Near relatives (近亲属, 民法典 1045): what the applicant is to the person who has died.',
  {
    SPOUSE: 'Husband or wife (配偶).',
    PARENT: 'Father or mother (父母).',
    CHILD: 'Son or daughter (子女).',
    SIBLING: 'Brother or sister (兄弟姐妹).',
    GRANDPARENT: 'Grandfather or grandmother (祖父母、外祖父母).',
    GRANDCHILD: 'Grandson or granddaughter (孙子女、外孙子女).',
  },
);

export const InterestEnum = enumOf(
  'RelativeInterest',
  INTERESTS,
  'The applicant’s own lawful interest in the record (PIPL 49).',
  {
    INHERITANCE: 'To settle the inheritance (继承).',
    INSURANCE_CLAIM: 'To claim from an insurer (保险理赔).',
    MEDICAL_DISPUTE: 'A dispute about the treatment (医疗纠纷).',
    OTHER: 'Another lawful interest.',
  },
);

export const EvidenceKindEnum = enumOf(
  'RelativeEvidenceKind',
  EVIDENCE_KINDS,
  'What a paper of an application proves.',
  {
    DEATH: 'That the person has died (死亡证明).',
    KINSHIP: 'That the applicant is a near relative (亲属关系证明).',
    OTHER: 'Anything else that supports the application.',
  },
);

export const RelativeApplicationStatusEnum = enumOf(
  'RelativeApplicationStatus',
  APPLICATION_STATUSES,
  'Where a near relative’s application stands.',
  {
    PENDING: 'It waits for reviewers.',
    APPROVED: 'Two reviewers approved it; the record can be read.',
    REFUSED: 'One reviewer refused it. Final.',
  },
);

export const SpecialKindEnum = enumOf(
  'SpecialKind',
  PROTECTED_RECORD_KINDS,
  'What a specially protected record is (R-12).',
  {
    VISIT: 'A visit, with all its bills and expense lines (就诊).',
    FILING: 'A filing, for example of a chronic disease (备案).',
    BENEFIT: 'A special benefit (专项待遇).',
  },
);

export const RereadReasonEnum = enumOf('RereadReason', REREAD_REASONS, 'Why a disclosure was read again.', {
  RETRY: 'The redemption was sent again with the same idempotency key, and answered again.',
  PAGE: 'The recipient read a further page of it, or read it again, by disclosure(id).',
});

export const AccessReaderEnum = enumOf('AccessReader', ACCESS_READERS, 'Who looked at a record.', {
  SELF: 'The person whose record it is.',
  GUARDIAN: 'A guardian of the person whose record it is.',
  REPRESENTATIVE: 'Whoever legally represents the provider.',
  RELATIVE: 'A near relative of the person, who has died.',
  STAFF: 'An employee, at a grant, a use or a paper of the person.',
});

export const AccessReasonEnum = enumOf(
  'AccessReason',
  ACCESS_REASONS,
  'Why somebody looked at their own record.',
  {
    PREVIEW: 'To see what an approval would give: previewApproval.',
  },
);

export const AccessRecordEnum = enumOf(
  'AccessRecord',
  ACCESS_RECORDS,
  'Whose record was looked at, for the person who lists the look.',
  {
    OWN: 'The person’s own.',
    WARD: 'That of a ward of the person.',
    PROVIDER: 'That of a provider that the person represents.',
    DECEASED: 'That of somebody who has died, by the person’s application.',
  },
);

export const AccessKindEnum = enumOf(
  'AccessKind',
  ACCESS_KINDS,
  'How a record was read by its owner, or by whoever stands for them.',
  {
    OWN_ACCESS: 'The person, their guardian or the provider’s representative looked at it.',
    OWN_EXPORT: 'The person exported it as a file.',
    RELATIVE_ACCESS: 'A near relative read it after the person’s death.',
    STAFF_LOOK: 'An employee looked at a grant, a use or a paper of the person.',
  },
);

export const LookedAtEnum = enumOf('LookedAt', LOOKED_AT, 'What of a person an employee looked at.', {
  GRANT: 'A grant.',
  DISCLOSURES: 'The list of uses of a grant.',
  DISCLOSURE: 'One use of a grant, or its evidence.',
  APPROVAL: 'An approval that was made at a counter.',
  SESSION: 'What can be decided in a session at a counter.',
  APPLICATION: 'An application of a near relative.',
});

export const ExportFormatEnum = enumOf(
  'ExportFormat',
  EXPORT_FORMATS,
  'Form of the file that exportMyData makes.',
  {
    JSON: 'One JSON document.',
    CSV: 'One CSV file with a line for each value.',
  },
);

export const ChallengeStateEnum = enumOf(
  'ChallengeState',
  CHALLENGE_STATES,
  'How far a challenge is that the person answers in the city’s own app.',
  {
    WAITING: 'The app has not answered yet.',
    READY:
      'The app’s service has handed its ticket over; completeAuthentication without a response checks it.',
    FAILED: 'The answer was wrong. Start another challenge.',
    EXPIRED: 'The challenge has ended, was completed, or never was.',
  },
);

export const ProductKindEnum = enumOf('ProductKind', PRODUCT_KINDS, 'What kind of product it is.', {
  CITY_SUPPLEMENT: 'The city’s supplementary medical insurance (惠民保).',
  MEDICAL: 'Commercial medical insurance (医疗险).',
  CRITICAL_ILLNESS: 'Critical illness insurance (重疾险).',
  ACCIDENT: 'Accident insurance (意外险).',
  PROVIDER_CREDIT: 'Credit for a provider on its medical-insurance receivables (医保贷).',
});

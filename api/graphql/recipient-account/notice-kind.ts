import { LIMITS } from '../../../consent/kernel/limits.js';
import { RECIPIENT_NOTICE_KINDS } from '../../../consent/notifications/recipient-notices.js';
import { enumOf } from '../common/enum-of.js';

export const RecipientNoticeKindEnum = enumOf(
  'RecipientNoticeKind',
  RECIPIENT_NOTICE_KINDS,
  'What happened, and what the recipient must do.',
  {
    GRANT_GIVEN: 'The person approved the request: there is a grant.',
    GRANT_REVOKED:
      'The person took the grant back: stop using what it gave, and delete what is held on consent.',
    GRANT_SUSPENDED: 'The grant cannot be used for now: stop using what it gave.',
    GRANT_REINSTATED: 'The grant can be used again.',
    GRANT_SUPERSEDED: 'A newer grant is in its place, Grant.supersededBy: use that one.',
    GRANT_EXPIRING: `The grant ends within ${LIMITS.grantExpiringDays} days, and was given for longer: ask anew where there is still a need.`,
    RECORD_CORRECTED:
      'A settlement that was delivered under the grant was refunded or changed: read it again. Told until ten years after the grant has ended, as long as the law may oblige the recipient to keep it, unless the person took the grant back; once it has ended, correct what you keep by what the person gives you anew.',
    REQUEST_DENIED: 'The person denied the request.',
    REQUEST_EXPIRED: `Nobody answered the request within ${LIMITS.requestDays} days. It is told alike of somebody who is not insured.`,
    AGREEMENT_CHANGED: 'The agreement has other terms or another end: read recipient.agreement.',
    AGREEMENT_ENDING: `The agreement ends within ${LIMITS.agreementEndingDays} days: after its last day nothing is asked for or redeemed.`,
    KEY_CHANGED:
      'A key of yours was added or retired. If nobody of yours did it, retire it with now: true and tell the bureau.',
    KEY_EXPIRING: `A key of yours expires soon; told ${LIMITS.keyExpiringDays.join(', ')} days before. Register another one: a key that has expired signs nothing.`,
  },
);

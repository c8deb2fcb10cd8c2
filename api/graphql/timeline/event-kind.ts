import { EVENT_KINDS } from '../../../consent/subject-access/timeline.js';
import { enumOf } from '../common/enum-of.js';

export const EventKindEnum = enumOf('EventKind', EVENT_KINDS, 'What happened.', {
  REQUEST_RECEIVED: 'A recipient’s request reached the person.',
  REQUEST_ANSWERED: 'A request was approved or denied: `why` tells which.',
  REQUEST_CANCELLED: 'The recipient withdrew its request.',
  REQUEST_EXPIRED: 'Nobody answered a request in time.',
  GRANT_GIVEN: 'A grant was given.',
  GRANT_REVOKED: 'A grant was taken back.',
  GRANT_SUSPENDED: 'A grant cannot be used for now.',
  GRANT_REINSTATED: 'A suspended grant, or items of it, can be used again.',
  GRANT_ENDED: 'A grant ended by itself, or a newer one took its place: `why` tells which.',
  DISCLOSURE: 'A use of a grant: the recipient read.',
  REREAD: 'The recipient read again what a use had opened.',
  REFUSAL: 'Attempts to use a grant that were refused: nothing was given.',
  OWN_ACCESS: 'A look at the record by its owner, a guardian or a representative.',
  PREVIEW: 'A look at what a request would give, before deciding.',
  OWN_EXPORT: 'The record was exported as a file.',
  RELATIVE_ACCESS: 'A near relative read the record of somebody who has died.',
  STAFF_LOOK: 'An employee looked at a grant, a use or a paper of the person.',
  AUTHENTICATOR_CHANGED: 'A passkey was added or removed.',
  COUNTER_SESSION: 'A session at a counter was opened with the person.',
});

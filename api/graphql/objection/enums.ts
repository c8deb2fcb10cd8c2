import { OBJECTION_ABOUT, OBJECTION_STATUSES } from '../../../consent/supervision/objections.js';
import { enumOf } from '../common/enum-of.js';

export const ObjectionAboutEnum = enumOf('ObjectionAbout', OBJECTION_ABOUT, 'What an objection is about.', {
  DISCLOSURE: 'A use of a grant.',
  GRANT: 'A grant.',
  RECORD: 'Something of one’s own record, as a value that is wrong.',
});

export const ObjectionStatusEnum = enumOf(
  'ObjectionStatus',
  OBJECTION_STATUSES,
  'Whether an objection is answered.',
  { OPEN: 'It waits for the bureau.', ANSWERED: 'The bureau has answered it.' },
);

import { CONSENT_CHANNELS } from '../../../consent/grants/consent-request.js';
import { enumOf } from './enum-of.js';

export const ConsentChannelEnum = enumOf(
  'ConsentChannel',
  CONSENT_CHANNELS,
  'How a request came to the person, and a grant to be given. The rules are the same for all.',
  {
    API: 'The recipient asked somebody whom it named.',
    REDIRECT: 'The person came from the recipient’s own app (快速投保).',
    BACKCHANNEL: 'The recipient asked while it spoke with the person. Not offered yet.',
    COUNTER: 'The person gave it at a counter (窗口).',
    BATCH: 'It belongs to a file of many. Not offered yet.',
  },
);

import type { CardReader } from '../../consent/ports/card-reader.js';
import type { PinnedKeys } from '../pinned-keys.js';
import { ticketVerifier } from './signed-ticket.js';

/** The service of the counters' card readers (社会保障卡). It signs the identity that a card's chip has proven. */
export const cardReader = (
  url: string,
  audience: () => string,
  pinnedKeys: PinnedKeys | null = null,
): CardReader => ({
  verify: ticketVerifier({
    name: 'the card readers’ service',
    url,
    jwksPath: '/.well-known/card-jwks.json',
    type: 'chip-read+jwt',
    audience,
    pinnedKeys,
    places: ['counter'],
  }),
});

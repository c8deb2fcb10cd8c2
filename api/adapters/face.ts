import type { FaceService } from '../../consent/ports/identity-services.js';
import type { PinnedKeys } from '../pinned-keys.js';
import { ticketVerifier } from './signed-ticket.js';

/** The face comparison service of the state identity source. */
export const faceService = (
  url: string,
  audience: () => string,
  pinnedKeys: PinnedKeys | null = null,
): FaceService => ({
  verify: ticketVerifier({
    name: 'the face comparison service',
    url,
    jwksPath: '/.well-known/face-jwks.json',
    type: 'face-ticket+jwt',
    audience,
    pinnedKeys,
    places: ['challengeId'],
  }),
});

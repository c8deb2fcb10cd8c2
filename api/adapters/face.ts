import type { FaceService } from '../../consent/ports/identity-services.js';
import { ticketVerifier } from './signed-ticket.js';

/** The face comparison service of the state identity source. */
export function faceService(url: string, audience: () => string): FaceService {
  const verify = ticketVerifier({
    url,
    jwksPath: '/.well-known/face-jwks.json',
    type: 'face-ticket+jwt',
    audience,
    claims: ['certNo', 'challengeId'],
  });
  return {
    async verify(ticket) {
      const claims = await verify(ticket);
      return (
        claims && {
          certNo: String(claims.certNo),
          challengeId: String(claims.challengeId),
          jti: String(claims.jti),
        }
      );
    },
  };
}

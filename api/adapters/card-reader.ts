import type { CardReader } from '../../consent/ports/card-reader.js';
import { ticketVerifier } from './signed-ticket.js';

/** The service of the counters' card readers (社会保障卡). It signs the identity that a card's chip has proven. */
export function cardReader(url: string, audience: () => string): CardReader {
  const verify = ticketVerifier({
    url,
    jwksPath: '/.well-known/card-jwks.json',
    type: 'chip-read+jwt',
    audience,
    claims: ['certNo', 'counter'],
  });
  return {
    async verify(ticket) {
      const claims = await verify(ticket);
      return (
        claims && { certNo: String(claims.certNo), counter: String(claims.counter), jti: String(claims.jti) }
      );
    },
  };
}

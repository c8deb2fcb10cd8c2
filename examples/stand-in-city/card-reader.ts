import type { FastifyInstance } from 'fastify';
import { type Issuing, TicketIssuer } from './ticket-issuer.js';

const BODY = {
  type: 'object',
  required: ['certNo', 'counter'],
  properties: {
    certNo: { type: 'string', minLength: 1, maxLength: 50 },
    counter: { type: 'string', minLength: 1, maxLength: 40 },
  },
};

/** The card readers of the counters (社会保障卡). The stand-in reads any person's card. */
export async function cardReaderRoutes(app: FastifyInstance, issuing: Issuing): Promise<void> {
  const issuer = await TicketIssuer.create('chip-read+jwt', issuing);
  app.get('/.well-known/card-jwks.json', async () => issuer.jwks);
  app.post<{ Body: { certNo: string; counter: string } }>(
    '/card',
    { schema: { body: BODY } },
    async ({ body: { certNo, counter } }) => ({ ticket: await issuer.sign({ certNo, counter }) }),
  );
}

import type { FastifyInstance } from 'fastify';
import { type Issuing, TicketIssuer } from './ticket-issuer.js';

const BODY = {
  type: 'object',
  required: ['certNo'],
  properties: { certNo: { type: 'string', minLength: 1, maxLength: 50 } },
};

/** The national e-voucher (医保电子凭证). The stand-in issues a token for any person. */
export async function evoucherRoutes(app: FastifyInstance, issuing: Issuing): Promise<void> {
  const issuer = await TicketIssuer.create('evoucher+jwt', issuing);
  app.get('/.well-known/evoucher-jwks.json', async () => issuer.jwks);
  app.post<{ Body: { certNo: string } }>(
    '/evoucher',
    { schema: { body: BODY } },
    async ({ body: { certNo } }) => ({ token: await issuer.sign({ certNo }) }),
  );
}

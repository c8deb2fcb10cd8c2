import type { FastifyInstance } from 'fastify';
import { handoffPage } from './handoff-page.js';
import type { KnownPeople } from './people.js';
import { type Issuing, TicketIssuer } from './ticket-issuer.js';

const BODY = {
  type: 'object',
  required: ['certNo'],
  additionalProperties: false,
  properties: {
    certNo: { type: 'string', minLength: 1, maxLength: 50 },
    challengeId: { type: 'string', minLength: 1, maxLength: 50 },
    counter: { type: 'string', minLength: 1, maxLength: 40 },
  },
  oneOf: [{ required: ['challengeId'] }, { required: ['counter'] }],
};

type Body = { certNo: string } & ({ challengeId: string } | { counter: string });

/**
 * The national e-voucher (医保电子凭证). The stand-in issues a token for any person: for the challenge that the holder
 * answers in the app, or for the counter that scans the code.
 */
export async function evoucherRoutes(
  app: FastifyInstance,
  { people, ...issuing }: Issuing & { people: KnownPeople },
): Promise<void> {
  const issuer = await TicketIssuer.create('evoucher+jwt', issuing);
  app.get('/.well-known/evoucher-jwks.json', async () => issuer.jwks);
  app.post<{ Body: Body }>('/evoucher', { schema: { body: BODY } }, async ({ body }) => ({
    token: await issuer.sign(body),
  }));
  handoffPage(app, issuer, issuing.audience, people, {
    path: '/evoucher',
    title: '医保电子凭证 · E-voucher',
    button: '出示凭证 · Show it',
  });
}

import type { FastifyInstance } from 'fastify';
import { handoffPage } from './handoff-page.js';
import type { KnownPeople } from './people.js';
import { type Issuing, TicketIssuer } from './ticket-issuer.js';

const BODY = {
  type: 'object',
  required: ['certNo', 'challengeId'],
  properties: {
    certNo: { type: 'string', minLength: 1, maxLength: 50 },
    challengeId: { type: 'string', minLength: 1, maxLength: 50 },
  },
};

/** The face comparison service. In the stand-in every face matches. */
export async function faceRoutes(
  app: FastifyInstance,
  { people, ...issuing }: Issuing & { people: KnownPeople },
): Promise<void> {
  const issuer = await TicketIssuer.create('face-ticket+jwt', issuing);
  app.get('/.well-known/face-jwks.json', async () => issuer.jwks);
  app.post<{ Body: { certNo: string; challengeId: string } }>(
    '/face',
    { schema: { body: BODY } },
    async ({ body: { certNo, challengeId } }) => ({ ticket: await issuer.sign({ certNo, challengeId }) }),
  );
  handoffPage(app, issuer, issuing.audience, people, {
    path: '/face',
    title: '刷脸 · Face',
    button: '开始 · Begin',
  });
}

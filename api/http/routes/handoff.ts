import type { FastifyInstance } from 'fastify';
import * as v from 'valibot';
import type { AuthenticationService } from '../../../consent/authentication/authentication-service.js';
import { refuse } from '../../../consent/kernel/refusal.js';
import { limitPerAddress } from '../rate-limiter.js';

const PER_SECOND = 50;
const TICKET_LENGTH_MAX = 4096;
const BODY = v.strictObject({
  challengeId: v.pipe(v.string(), v.uuid()),
  ticket: v.pipe(v.string(), v.minLength(1), v.maxLength(TICKET_LENGTH_MAX)),
});

/**
 * `POST /handoff`: the e-voucher or face service hands over the ticket of a person who answers a challenge in the city's own
 * app. The ticket is signed by the service and names the challenge, so whoever brings it needs no credentials.
 */
export function handoffRoute(app: FastifyInstance, authentications: AuthenticationService): void {
  app.post('/handoff', { onRequest: limitPerAddress(PER_SECOND) }, async ({ body }, reply) => {
    const given = v.safeParse(BODY, body);
    if (!given.success)
      return refuse(
        'BAD_USER_INPUT',
        {
          en: 'Send {"challengeId": "...", "ticket": "..."}.',
          zh: '请发送核验的编号和服务签发的凭据，各一项。',
        },
        { field: 'body' },
      );
    await authentications.handOver(given.output.challengeId, given.output.ticket);
    return reply.code(204).send();
  });
}

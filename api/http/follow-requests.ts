import type { FastifyInstance, FastifyRequest } from 'fastify';
import { answering } from '../current-request.js';

/** Runs this as a part of answering the request. */
export const asPartOf = <T>({ id, headers }: FastifyRequest, run: () => T): T =>
  answering({ id, acceptLanguage: headers['accept-language'] }, run);

/** Follows each request, and tells its id in the header X-Request-Id of the answer. */
export function followRequests(app: FastifyInstance): void {
  app.addHook('onRequest', (request, { raw }, done) => {
    // Set on Node's response, so that the answers of oidc-provider have it too: it does not write through Fastify.
    raw.setHeader('x-request-id', request.id);
    asPartOf(request, done);
  });
  // Events of the socket, by which the body is read, are not a part of the request.
  app.addHook('preValidation', (request, _reply, done) => asPartOf(request, done));
}

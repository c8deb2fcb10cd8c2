import type { FastifyInstance, FastifyRequest } from 'fastify';
import { answering, type CurrentRequest } from '../current-request.js';

const followed = new WeakMap<FastifyRequest, CurrentRequest>();

/** Runs this as a part of answering the request. */
export function asPartOf<T>(request: FastifyRequest, run: () => T): T {
  let current = followed.get(request);
  if (!current) {
    current = { id: request.id, acceptLanguage: request.headers['accept-language'] };
    followed.set(request, current);
  }
  return answering(current, run);
}

/** Follows each request, and tells its id in the header X-Request-Id of the answer. */
export function followRequests(app: FastifyInstance): void {
  app.addHook('onRequest', (request, { raw }, done) => {
    // Set on Node's response, so that the answers of oidc-provider have it too: it does not write through Fastify.
    raw.setHeader('x-request-id', request.id);
    asPartOf(request, done);
  });
  // Events of the socket, by which the body is read and the end of the answer is heard of, are not a part of the request.
  app.addHook('preValidation', (request, _reply, done) => asPartOf(request, done));
  app.addHook('onResponse', (request, _reply, done) => asPartOf(request, done));
}

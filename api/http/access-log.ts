import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';

/** What a probe asks every few seconds. */
const PROBES = new Set(['/healthz', '/readyz', '/metrics']);

/**
 * A line of the log for each request: which route, how it ended and how long it took. The route as it is declared, never
 * the URL, and no address, header or body: these are personal data.
 */
export function accessLog(app: FastifyInstance, log: Logger): void {
  app.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'none';
    const line = {
      method: request.method,
      route,
      status: reply.statusCode,
      ms: Math.round(reply.elapsedTime),
    };
    log[PROBES.has(route) ? 'debug' : 'info'](line, 'answered');
  });
}

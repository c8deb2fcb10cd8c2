import Fastify, { type FastifyInstance, LogController } from 'fastify';
import type { Logger } from 'pino';
import { QUERY_LIMITS } from './query-limits.js';

const IDLE_SWEEP_MS = 50;

/** The HTTP server, still without routes. Requests are not logged: URLs and addresses are personal data. */
export const createApp = (log: Logger, trustedProxies: readonly string[]): FastifyInstance =>
  Fastify({
    loggerInstance: log,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: QUERY_LIMITS.bodyBytes,
    forceCloseConnections: 'idle',
    trustProxy: trustedProxies.length > 0 && [...trustedProxies],
  }) as unknown as FastifyInstance;

/**
 * Closes the port once the requests in flight are answered. Fastify closes the connections that are idle when closing
 * begins; one that is in use then would be kept alive for minutes after its last answer, so idle ones are closed again
 * and again until none is left.
 */
export async function closeApp(app: FastifyInstance): Promise<void> {
  const sweep = setInterval(() => app.server.closeIdleConnections(), IDLE_SWEEP_MS);
  await app.close().finally(() => clearInterval(sweep));
}

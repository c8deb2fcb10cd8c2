import Fastify, { type FastifyInstance, LogController } from 'fastify';
import type { Logger } from 'pino';
import { newId } from '../../consent/kernel/ids.js';
import type { ConnectionLimits } from '../config.js';
import { limitConnectionsPerAddress } from './connection-limits.js';
import { followRequests } from './follow-requests.js';
import { readJsonBodies } from './json-body.js';
import { QUERY_LIMITS } from './query-limits.js';

const IDLE_SWEEP_MS = 50;
/** The longest time between two checks whether a request is too slow. */
const CHECK_MS = 1_000;

/**
 * The HTTP server, still without routes. Fastify logs no requests: URLs and addresses are personal data (access-log.ts).
 *
 * A GET route does not answer HEAD unless it says so. Fastify would run the whole handler for it, so that a HEAD request
 * would have the effects of a GET.
 */
export function createApp(
  log: Logger,
  trustedProxies: readonly string[],
  limits: ConnectionLimits,
): FastifyInstance {
  const app = Fastify({
    loggerInstance: log,
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: newId,
    bodyLimit: QUERY_LIMITS.bodyBytes,
    forceCloseConnections: 'idle',
    exposeHeadRoutes: false,
    trustProxy: trustedProxies.length > 0 && [...trustedProxies],
    connectionTimeout: limits.idleMs,
    keepAliveTimeout: limits.idleMs,
    requestTimeout: limits.requestMs,
    http: {
      headersTimeout: Math.min(limits.headersMs, limits.requestMs),
      requestTimeout: limits.requestMs,
      connectionsCheckingInterval: Math.min(CHECK_MS, limits.headersMs, limits.requestMs),
    },
  }) as unknown as FastifyInstance;
  followRequests(app);
  readJsonBodies(app);
  app.server.maxConnections = limits.connections;
  limitConnectionsPerAddress(app.server, limits.connectionsPerAddress, trustedProxies);
  return app;
}

/**
 * Closes the port once the requests in flight are answered. Fastify closes the connections that are idle when closing
 * begins; one that is in use then would be kept alive for minutes after its last answer, so idle ones are closed
 * repeatedly until none is left. Node stops timing slow requests out once closing has begun, so every connection that is
 * still open after `graceMs` is closed.
 */
export async function closeApp(app: FastifyInstance, graceMs: number): Promise<void> {
  const sweep = setInterval(() => app.server.closeIdleConnections(), IDLE_SWEEP_MS);
  const end = setTimeout(() => app.server.closeAllConnections(), graceMs);
  await app.close().finally(() => {
    clearInterval(sweep);
    clearTimeout(end);
  });
}

import type { FastifyInstance } from 'fastify';

/** Problems that an operator should correct, although the process can serve. */
export type HealthWarning = 'NO_WITNESS';

/** Liveness: the process answers. Readiness: it can redeem, as `failuresNow` has just tried, and is not stopping. */
export function healthRoutes(
  app: FastifyInstance,
  failuresNow: () => Promise<readonly string[]>,
  warnings: readonly HealthWarning[],
): void {
  let stopping = false;
  app.addHook('preClose', async () => {
    stopping = true;
  });
  app.get('/healthz', { exposeHeadRoute: true }, async () => ({ status: 'ok' }));
  app.get('/readyz', { exposeHeadRoute: true }, async (_request, reply) => {
    const failures = stopping ? ['STOPPING'] : await failuresNow();
    const isReady = failures.length === 0;
    return reply.code(isReady ? 200 : 503).send({
      status: isReady ? 'ready' : 'not ready',
      ...(!isReady && { failures }),
      ...(warnings.length > 0 && { warnings }),
    });
  });
}

import type { FastifyInstance } from 'fastify';
import type { Pool } from 'pg';

/** Problems that an operator should correct, although the process can serve. */
export type HealthWarning = 'NO_WITNESS';

/** Why the process can't serve. */
export type HealthFailure = 'LOG_BEHIND' | 'LOG_WENT_BACK';

/**
 * Liveness: the process answers. Readiness: the database answers, the log of the ledger keeps up and the process is not
 * stopping.
 */
export function healthRoutes(
  app: FastifyInstance,
  pool: Pool,
  failuresNow: () => readonly HealthFailure[],
  warnings: readonly HealthWarning[],
): void {
  let stopping = false;
  app.addHook('preClose', async () => {
    stopping = true;
  });
  app.get('/healthz', { exposeHeadRoute: true }, async () => ({ status: 'ok' }));
  app.get('/readyz', { exposeHeadRoute: true }, async (_request, reply) => {
    const ready =
      !stopping &&
      (await pool.query('SELECT 1').then(
        () => true,
        () => false,
      ));
    const failures = failuresNow();
    const isReady = ready && failures.length === 0;
    return reply.code(isReady ? 200 : 503).send({
      status: isReady ? 'ready' : 'not ready',
      ...(failures.length > 0 && { failures }),
      ...(warnings.length > 0 && { warnings }),
    });
  });
}

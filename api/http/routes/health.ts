import type { FastifyInstance } from 'fastify';
import type { Pool } from 'pg';

/** Problems that an operator should correct, although the process can serve. */
export type HealthWarning = 'NO_WITNESS';

/** Liveness: the process answers. Readiness: the database answers and the process is not stopping. */
export function healthRoutes(app: FastifyInstance, pool: Pool, warnings: readonly HealthWarning[]): void {
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
    return reply
      .code(ready ? 200 : 503)
      .send({ status: ready ? 'ready' : 'not ready', ...(warnings.length > 0 && { warnings }) });
  });
}

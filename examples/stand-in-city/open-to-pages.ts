import type { FastifyInstance } from 'fastify';

/** A device's helper answers the page of the desk, which comes from the platform: another origin than the helper's own. */
export function openToPages(app: FastifyInstance, path: string): void {
  app.addHook('onRequest', async (_request, reply) => {
    void reply
      .header('access-control-allow-origin', '*')
      .header('access-control-allow-headers', 'content-type');
  });
  app.options(path, async (_request, reply) => reply.code(204).send());
}

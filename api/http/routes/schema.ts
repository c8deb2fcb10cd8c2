import type { FastifyInstance } from 'fastify';

/**
 * `GET /schema.graphql`: the schema as a file, with the directives of the items, which introspection can't show.
 * @param text of the schema, as SDL
 */
export function schemaRoute(app: FastifyInstance, text: string): void {
  app.get('/schema.graphql', { exposeHeadRoute: true }, async (_request, reply) =>
    reply
      .type('application/graphql; charset=utf-8')
      .header('cache-control', 'public, max-age=300')
      .send(text),
  );
}

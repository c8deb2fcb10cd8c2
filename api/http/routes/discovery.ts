import type { FastifyInstance } from 'fastify';
import { serverMetadata } from '../../auth/oauth/authorization-server.js';
import { RESOURCE_METADATA_PATH, resourceMetadata } from '../../auth/protected-resource.js';

/**
 * Discovery for clients that know the platform's address alone. OAuth libraries ask for the path of OpenID Connect by
 * default, and are told the same as at that of OAuth: the platform issues no ID tokens. The metadata of the resource is at
 * its own path and, for clients that take the address for the resource, at that of the address (RFC 9728, 3.1).
 */
export function discoveryRoutes(app: FastifyInstance, issuer: () => string): void {
  const serve = (path: string, metadata: (issuer: string) => object) =>
    app.get(path, { exposeHeadRoute: true }, async (_request, reply) =>
      reply.header('cache-control', 'public, max-age=300').send(metadata(issuer())),
    );
  serve('/.well-known/openid-configuration', (at) => serverMetadata(at, true));
  serve(RESOURCE_METADATA_PATH, resourceMetadata);
  serve('/.well-known/oauth-protected-resource', resourceMetadata);
}

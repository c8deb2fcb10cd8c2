import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { FastifyInstance } from 'fastify';
import type { GraphqlEndpoint } from '../routes/graphql.js';
import { portalEndpoint } from './endpoint.js';
import { explorerPage, pagesAreBuilt, portalPages } from './pages.js';
import { onlySameOrigin } from './same-origin.js';
import { type SessionRoutes, sessionRoutes } from './session-routes.js';
import { TrustedDocuments } from './trusted-documents.js';

const BUILT = fileURLToPath(new URL('../../../web', import.meta.url));

export interface PortalOptions extends SessionRoutes {
  readonly production: boolean;
  /** Whether people may sign in through the city's own identity provider. */
  readonly cityProvider: boolean;
  readonly desk: DeskDevices;
}

/** Where the browser of a desk finds its card reader and the employee’s smart card; null: there is none. */
export interface DeskDevices {
  readonly cardReader: string | null;
  readonly ukey: string | null;
}

/**
 * The portal (门户): its pages, its sessions and its own GraphQL endpoint, all at one origin.
 * @returns the endpoint, to be served with the others; null if the pages were not built
 */
export async function portal(app: FastifyInstance, options: PortalOptions): Promise<GraphqlEndpoint | null> {
  if (!pagesAreBuilt(BUILT)) {
    app.log.warn('the portal was not built (npm run build), so / is not served');
    return null;
  }
  await portalPages(app, BUILT, Object.values(options.desk));
  if (!options.production) await explorerPage(app, BUILT);
  sessionRoutes(app, options);
  app.get('/portal/config.json', { onRequest: onlySameOrigin }, async () => ({
    production: options.production,
    cityProvider: options.cityProvider,
    desk: { ...options.desk, audience: options.publicUrl() },
  }));
  const documents = TrustedDocuments.readFrom(join(BUILT, 'documents.json'), options.production);
  return portalEndpoint(options.portalSessions, documents);
}

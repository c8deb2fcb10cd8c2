import type { FastifyInstance } from 'fastify';

/** Two years, as the preload lists of browsers ask for. */
const HSTS = 'max-age=63072000; includeSubDomains';

/** For every answer that is not a page: nothing in it may be loaded or run, and no page may frame it. */
const NO_CONTENT = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/**
 * Sets the headers that protect answers in a browser, on every answer. A route with a page of its own or with public data
 * replaces `Content-Security-Policy` or `Cache-Control`.
 * @param publicUrl of the platform; by https, browsers are told to use nothing else
 */
export function securityHeaders(app: FastifyInstance, publicUrl: () => string): void {
  app.addHook('onRequest', async (_request, { raw }) => {
    // Set on Node's response, so that the answers of oidc-provider have them too: it does not write through Fastify.
    raw.setHeader('cache-control', 'no-store');
    raw.setHeader('content-security-policy', NO_CONTENT);
    raw.setHeader('cross-origin-resource-policy', 'same-origin');
    raw.setHeader('referrer-policy', 'no-referrer');
    raw.setHeader('x-content-type-options', 'nosniff');
    if (publicUrl().startsWith('https:')) raw.setHeader('strict-transport-security', HSTS);
  });
}

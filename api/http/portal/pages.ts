import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply } from 'fastify';

const NONCE = '{R}';

const policy = (nonce: string) =>
  [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "style-src-attr 'none'",
    "img-src 'self' data: blob:",
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "worker-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
  ].join('; ');

const PERMISSIONS =
  'camera=(), microphone=(), geolocation=(), publickey-credentials-get=(self), publickey-credentials-create=(self)';

/** The explorer of the API is a tool for developers: it needs inline styles, and production does not serve it. */
const EXPLORER_POLICY =
  "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/**
 * The pages of the portal, as the build of `web/` made them. A page carries words before any script has run, and a new nonce
 * in each answer, by which the components may add their one style.
 * @param directory of the build
 */
export async function portalPages(app: FastifyInstance, directory: string): Promise<void> {
  await app.register(fastifyStatic, {
    root: join(directory, 'assets'),
    prefix: '/assets/',
    preCompressed: true,
    immutable: true,
    maxAge: '365d',
    decorateReply: false,
  });
  const html = readFileSync(join(directory, 'index.html'), 'utf8').split(NONCE);
  for (const path of pagesIn(directory)) app.get(path, async (_request, reply) => page(reply, html));
}

/** The addresses of the pages, as the build wrote them down. */
export const pagesIn = (directory: string): string[] =>
  Object.keys(JSON.parse(readFileSync(join(directory, 'pages.json'), 'utf8')) as object);

/** The explorer of the API (GraphiQL), a tool for developers. Production does not serve it, nor any of its files. */
export async function explorerPage(app: FastifyInstance, directory: string): Promise<void> {
  await app.register(fastifyStatic, {
    root: join(directory, 'explorer', 'assets'),
    prefix: '/graphiql/assets/',
    decorateReply: false,
  });
  const html = readFileSync(join(directory, 'explorer', 'graphiql.html'), 'utf8');
  app.get('/graphiql', async (_request, reply) =>
    reply.type('text/html; charset=utf-8').header('content-security-policy', EXPLORER_POLICY).send(html),
  );
}

function page(reply: FastifyReply, html: readonly string[]): FastifyReply {
  const nonce = randomBytes(16).toString('base64');
  return reply
    .type('text/html; charset=utf-8')
    .header('cache-control', 'no-cache')
    .header('content-security-policy', policy(nonce))
    .header('cross-origin-opener-policy', 'same-origin')
    .header('permissions-policy', PERMISSIONS)
    .send(html.join(nonce));
}

/** Whether `npm run build` has made the pages. */
export const pagesAreBuilt = (directory: string): boolean => existsSync(join(directory, 'documents.json'));

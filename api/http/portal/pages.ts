import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply } from 'fastify';

const NONCE = '{R}';

/** @param devices origins of what a desk's machine has; no other page may reach them */
const policy = (nonce: string, devices: readonly string[]) =>
  [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "style-src-attr 'none'",
    "img-src 'self' data: blob:",
    "font-src 'self'",
    ["connect-src 'self'", ...devices].join(' '),
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
 * @param devices URLs of what the machine of a desk has; null where there is none
 */
export async function portalPages(
  app: FastifyInstance,
  directory: string,
  devices: readonly (string | null)[],
): Promise<void> {
  await app.register(fastifyStatic, {
    root: join(directory, 'assets'),
    prefix: '/assets/',
    preCompressed: true,
    immutable: true,
    maxAge: '365d',
    decorateReply: false,
  });
  const origins = [...new Set(devices.filter((url) => url !== null).map((url) => new URL(url).origin))];
  const serve = (entry: string, addresses: readonly string[], reached: readonly string[]) => {
    const html = readFileSync(join(directory, `${entry}.html`), 'utf8').split(NONCE);
    for (const path of addresses) app.get(path, async (_request, reply) => page(reply, html, reached));
  };
  serve('index', pagesIn(directory), []);
  serve('desk', pagesIn(directory, 'desk-pages'), origins);
}

/** The addresses of the pages, as the build wrote them down: those of people and the public, and those of the desk. */
export const pagesIn = (directory: string, list: 'pages' | 'desk-pages' = 'pages'): string[] =>
  Object.keys(JSON.parse(readFileSync(join(directory, `${list}.json`), 'utf8')) as object);

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

function page(reply: FastifyReply, html: readonly string[], devices: readonly string[]): FastifyReply {
  const nonce = randomBytes(16).toString('base64');
  return reply
    .type('text/html; charset=utf-8')
    .header('cache-control', 'no-cache')
    .header('content-security-policy', policy(nonce, devices))
    .header('cross-origin-opener-policy', 'same-origin')
    .header('permissions-policy', PERMISSIONS)
    .send(html.join(nonce));
}

/** Whether `npm run build` has made the pages. */
export const pagesAreBuilt = (directory: string): boolean => existsSync(join(directory, 'documents.json'));

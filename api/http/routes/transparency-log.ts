import type { FastifyInstance } from 'fastify';
import { parseTilePath } from '../../../consent/ledger/format/tile.js';
import type { PublishedLog } from '../../../consent/ledger/log/published-log.js';

/** The tile at a path never changes: a tile with more entries has another path. */
const FOR_EVER = 'public, max-age=31536000, immutable';
const BRIEFLY = 'public, max-age=1';
const TEXT = 'text/plain; charset=utf-8';

/**
 * Serves the transparency log to everyone: C2SP tlog-tiles below /log.
 * @param keys verifier keys (C2SP signed-note) of the log, of which the first signs now, and of its witnesses
 */
export function transparencyLogRoutes(
  app: FastifyInstance,
  log: PublishedLog,
  keys: { readonly log: readonly string[]; readonly witnesses: readonly string[] },
): void {
  const serveKeys = (path: string, served: readonly string[]) =>
    app.get(path, { exposeHeadRoute: true }, async (_request, reply) =>
      reply.type(TEXT).send(served.map((key) => `${key}\n`).join('')),
    );
  app.get('/log/checkpoint', { exposeHeadRoute: true }, async (_request, reply) =>
    reply
      .type(TEXT)
      .header('cache-control', BRIEFLY)
      .send((await log.checkpoint()).note),
  );
  serveKeys('/log/vkey', keys.log.slice(0, 1));
  serveKeys('/log/vkeys', keys.log);
  serveKeys('/log/witnesses', keys.witnesses);
  app.get('/log/tile/*', { exposeHeadRoute: true }, async (request, reply) => {
    const tile = parseTilePath(request.url.split('?')[0]!.slice('/log/'.length));
    const bytes = tile && (await log.tile(tile));
    if (!bytes) return reply.code(404).type(TEXT).send('There is no such tile.\n');
    return reply.type('application/octet-stream').header('cache-control', FOR_EVER).send(bytes);
  });
}

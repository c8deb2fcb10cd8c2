import type { FastifyInstance } from 'fastify';
import { parseTilePath } from '../../../consent/ledger/format/tile.js';
import type { PublishedLog } from '../../../consent/ledger/log/published-log.js';

/** The tile at a path never changes: a tile with more entries has another path. */
const FOR_EVER = 'public, max-age=31536000, immutable';
const BRIEFLY = 'public, max-age=1';
const TEXT = 'text/plain; charset=utf-8';

/**
 * Serves the transparency log to everyone: C2SP tlog-tiles below /log.
 * @param verifierKeys of the log (C2SP signed-note); the first is the one that signs now
 */
export function transparencyLogRoutes(
  app: FastifyInstance,
  log: PublishedLog,
  verifierKeys: readonly string[],
): void {
  app.get('/log/checkpoint', { exposeHeadRoute: true }, async (_request, reply) =>
    reply
      .type(TEXT)
      .header('cache-control', BRIEFLY)
      .send((await log.checkpoint()).note),
  );
  app.get('/log/vkey', { exposeHeadRoute: true }, async (_request, reply) =>
    reply.type(TEXT).send(`${verifierKeys[0]}\n`),
  );
  app.get('/log/vkeys', { exposeHeadRoute: true }, async (_request, reply) =>
    reply.type(TEXT).send(verifierKeys.map((key) => `${key}\n`).join('')),
  );
  app.get('/log/tile/*', { exposeHeadRoute: true }, async (request, reply) => {
    const tile = parseTilePath(request.url.split('?')[0]!.slice('/log/'.length));
    const bytes = tile && (await log.tile(tile));
    if (!bytes) return reply.code(404).type(TEXT).send('There is no such tile.\n');
    return reply.type('application/octet-stream').header('cache-control', FOR_EVER).send(bytes);
  });
}

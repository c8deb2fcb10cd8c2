import { Readable } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import { exportText } from '../../../consent/subject-access/export-file.js';
import type { ExportTickets } from '../../../consent/subject-access/export-link.js';
import type { ExportedPage, ExportPages } from '../../../consent/subject-access/export-pages.js';

const TYPES = { JSON: 'application/json; charset=utf-8', CSV: 'text/csv; charset=utf-8' };

/** `GET /export/...`: one's own record as a file, by a link that is good once (exportMyData). */
export function exportRoute(app: FastifyInstance, tickets: ExportTickets, pages: ExportPages): void {
  app.get<{ Params: { secret: string } }>('/export/:secret', async ({ params }, reply) => {
    const ticket = await tickets.redeem(params.secret);
    const now = new Date();
    const read = pages.of(ticket);
    // What can be refused is refused before the answer begins.
    const { value: first } = await read.next();
    const name = `assent-${now.toISOString().slice(0, 10)}.${ticket.format.toLowerCase()}`;
    return reply
      .type(TYPES[ticket.format])
      .header('content-disposition', `attachment; filename="${name}"`)
      .header('cache-control', 'no-store')
      .header('x-content-type-options', 'nosniff')
      .send(Readable.from(exportText[ticket.format](continued(first, read), now)));
  });
}

async function* continued(
  first: ExportedPage,
  rest: AsyncIterable<ExportedPage>,
): AsyncGenerator<ExportedPage> {
  yield first;
  yield* rest;
}

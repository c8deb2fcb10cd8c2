import { Readable } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import type { Classification } from '../../../consent/catalogue/classification.js';
import { cityDay } from '../../../consent/kernel/city-time.js';
import { exportText } from '../../../consent/subject-access/export-file.js';
import type { ExportTickets } from '../../../consent/subject-access/export-link.js';
import type { ExportedPage, ExportPages } from '../../../consent/subject-access/export-pages.js';
import { refusePrefetch } from '../prefetch.js';

const TYPES = { JSON: 'application/json; charset=utf-8', CSV: 'text/csv; charset=utf-8' };

/** `GET /export/...`: a person's own record as a file, by the single-use link that exportMyData returned. */
export function exportRoutes(
  app: FastifyInstance,
  tickets: ExportTickets,
  pages: ExportPages,
  catalogueInForce: () => Promise<Classification>,
): void {
  app.get<{ Params: { secret: string } }>(
    '/export/:secret',
    { onRequest: refusePrefetch },
    async ({ params }, reply) => {
      const ticket = await tickets.redeem(params.secret);
      const as = { at: new Date(), catalogue: await catalogueInForce() };
      const read = pages.of(ticket);
      // The first page is read before the answer begins, so that a refusal can still be answered as one.
      const { value: first } = await read.next();
      const name = `assent-${cityDay(as.at)}.${ticket.format.toLowerCase()}`;
      return reply
        .type(TYPES[ticket.format])
        .header('content-disposition', `attachment; filename="${name}"`)
        .send(Readable.from(exportText[ticket.format](continued(first, read), as)));
    },
  );
}

async function* continued(
  first: ExportedPage,
  rest: AsyncIterable<ExportedPage>,
): AsyncGenerator<ExportedPage> {
  yield first;
  yield* rest;
}

import type { FastifyReply, FastifyRequest } from 'fastify';

const MARKS = ['sec-purpose', 'purpose', 'x-purpose', 'x-moz'] as const;

/**
 * A hook for GET routes that spend a single-use secret in the URL, or begin something. A browser that prefetches says so in a header and is
 * answered with 503, so that it requests the page again when the person follows the link.
 */
export async function refusePrefetch({ headers }: FastifyRequest, reply: FastifyReply): Promise<unknown> {
  const isPrefetch = MARKS.some((mark) => /prefetch|preview|prerender/i.test(String(headers[mark] ?? '')));
  return isPrefetch ? reply.code(503).send() : undefined;
}

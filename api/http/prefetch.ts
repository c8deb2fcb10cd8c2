import type { FastifyReply, FastifyRequest } from 'fastify';

const MARKS = ['sec-purpose', 'purpose', 'x-purpose', 'x-moz'] as const;

/**
 * A hook for GET routes that spend what the URL holds. A browser that only fetches ahead says so, and is answered with 503,
 * so that it asks again when the person really follows the link.
 */
export async function refusePrefetch({ headers }: FastifyRequest, reply: FastifyReply): Promise<unknown> {
  const isPrefetch = MARKS.some((mark) => /prefetch|preview|prerender/i.test(String(headers[mark] ?? '')));
  return isPrefetch ? reply.code(503).send() : undefined;
}

import type { FastifyRequest } from 'fastify';
import { refuse } from '../../../consent/kernel/refusal.js';

/** A header that only a script of the same origin can send: any other needs a preflight, which is never answered. */
const HEADER = 'assent-portal';

/**
 * A hook that refuses requests which another site made a browser send. The browser's own word (Fetch Metadata) and our
 * header must both say that the page is ours; each alone refuses. `SameSite=Strict` and JSON bodies are two more guards.
 * @throws Refusal FORBIDDEN
 */
export async function onlySameOrigin({ headers }: FastifyRequest): Promise<void> {
  if (headers['sec-fetch-site'] !== 'same-origin' || headers[HEADER] !== '1')
    refuse('FORBIDDEN', {
      en: 'Only the pages of the portal may ask this. Other clients use POST /graphql.',
      zh: '只有门户自己的页面可以这样请求。其他客户端请用 POST /graphql。',
    });
}

import type { FastifyInstance } from 'fastify';
import { badInput } from '../../consent/kernel/refusal.js';
import { unsupportedMediaType } from './http-refusal.js';

const CHARSET = /;\s*charset\s*=\s*"?([^";\s]+)/i;

/**
 * Reads bodies as JSON in UTF-8 and as nothing else: JSON between systems has no other encoding (RFC 8259, 8.1). Bytes of
 * another encoding, such as GBK, are refused. They are never replaced: a person would consent to a garbled notice.
 *
 * Types that a form of another site can send without asking are not read at all (Fetch, CORS-safelisted request-header).
 */
export function readJsonBodies(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  const parseJson = app.getDefaultJsonParser('error', 'error');
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    const charset = CHARSET.exec(request.headers['content-type'] ?? '')?.[1];
    if (charset !== undefined && !/^utf-?8$/i.test(charset)) return done(unsupportedMediaType());
    let text: string;
    try {
      text = new TextDecoder('utf-8', { fatal: true }).decode(body as Buffer);
    } catch {
      return done(
        badInput('body', {
          en: 'The body is not UTF-8. Encode it as UTF-8, not as GBK or another charset.',
          zh: '请求体不是 UTF-8 编码。请用 UTF-8 编码，不要用 GBK 等其他编码。',
        }),
      );
    }
    return parseJson(request, text, done);
  });
}

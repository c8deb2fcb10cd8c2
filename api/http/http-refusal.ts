import type { Bilingual } from '../../consent/kernel/bilingual.js';
import { Refusal } from '../../consent/kernel/refusal.js';

export const GRAPHQL_PATH = '/graphql';

/** The methods of paths that clients are likely to call with another. */
const METHODS: Readonly<Record<string, string>> = {
  [GRAPHQL_PATH]: 'GET, POST',
  '/oauth/token': 'POST',
};

/** A refusal for what HTTP itself has a status for. Its code is BAD_USER_INPUT. */
export class HttpRefusal extends Refusal {
  constructor(
    readonly status: 405 | 415,
    field: string,
    text: Bilingual,
    /** The header Allow of 405 (RFC 9110, 15.5.6). */
    readonly allow?: string,
  ) {
    super('BAD_USER_INPUT', text, { field });
  }
}

export const unsupportedMediaType = (): Refusal =>
  new HttpRefusal(415, 'body', {
    en: 'Send the body as application/json in UTF-8: {"query": "...", "variables": {...}}.',
    zh: '请以 UTF-8 编码的 application/json 发送请求体：{"query": "...", "variables": {...}}。',
  });

/** The refusal of a path that is there for other methods; null if it is not there at all. */
export function methodNotAllowed(url: string): Refusal | null {
  const path = url.split('?')[0]!;
  const allow = Object.hasOwn(METHODS, path) ? METHODS[path] : undefined;
  if (allow === undefined) return null;
  return new HttpRefusal(
    405,
    'method',
    {
      en: `This path answers ${allow} only. Use one of these.`,
      zh: `此路径只应答 ${allow}。请改用其中一种。`,
    },
    allow,
  );
}

/** A document that GET does not serve. */
export const needsPost = (): Refusal =>
  new HttpRefusal(
    405,
    'query',
    {
      en: 'GET answers documents of public fields only, such as catalogue and purposes. Send this one by POST.',
      zh: 'GET 只应答公开字段的查询，例如 catalogue 和 purposes。请用 POST 发送此查询。',
    },
    'POST',
  );

import type { FastifyInstance } from 'fastify';
import { REFUSALS } from '../../../consent/kernel/refusal.js';
import { ERRORS_PATH } from '../error-answer.js';

const escaped = (text: string): string =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replace(/`([^`]*)`/g, '<code>$1</code>');

const entry = ([code, { status, extensions, cause, cure }]: [
  string,
  (typeof REFUSALS)[keyof typeof REFUSALS],
]) =>
  `<section id="${code}">
<h2><code>${code}</code></h2>
<p>HTTP ${status}${extensions.map((name) => ` · <code>extensions.${name}</code>`).join('')}</p>
<p lang="zh-CN">${escaped(cause.zh + cure.zh)}</p>
<p lang="en">${escaped(`${cause.en} ${cure.en}`)}</p>
</section>`;

const PAGE = `<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Assent 知数 · 错误代码 Error codes</title>
</head>
<body>
<h1>错误代码 · Error codes</h1>
${Object.entries(REFUSALS).map(entry).join('\n')}
</body>
</html>
`;

/** `GET /errors`: why each code is answered and what to do. `extensions.documentation` of an error leads to its entry. */
export function errorsRoute(app: FastifyInstance): void {
  app.get(ERRORS_PATH, { exposeHeadRoute: true }, async (_request, reply) =>
    reply.type('text/html; charset=utf-8').header('cache-control', 'public, max-age=300').send(PAGE),
  );
}

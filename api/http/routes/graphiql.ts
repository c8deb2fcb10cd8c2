import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { FastifyInstance } from 'fastify';

const require = createRequire(import.meta.url);
const packaged = (name: string, file: string) =>
  readFileSync(join(dirname(require.resolve(`${name}/package.json`)), file));

const PAGE = `<!doctype html>
<html lang="zh-CN">
  <head>
    <meta charset="utf-8" />
    <title>Assent 知数 · GraphiQL</title>
    <link rel="stylesheet" href="/graphiql/graphiql.css" />
    <style>body { margin: 0 } #graphiql { height: 100vh }</style>
  </head>
  <body>
    <div id="graphiql">Loading …</div>
    <script src="/graphiql/react.js"></script>
    <script src="/graphiql/react-dom.js"></script>
    <script src="/graphiql/graphiql.js"></script>
    <script src="/graphiql/start.js"></script>
  </body>
</html>
`;

const START = `const fetcher = GraphiQL.createFetcher({ url: '/graphql' });
const query = '# 知数 Assent: the catalogue is public.\\n{\\n  catalogue {\\n    version\\n    categories { code nameZh nameEn items { code nameZh level } }\\n  }\\n}\\n';
ReactDOM.createRoot(document.getElementById('graphiql')).render(
  React.createElement(GraphiQL, { fetcher, defaultQuery: query, shouldPersistHeaders: false }),
);
`;

const PACKAGES = ['graphiql', 'react', 'react-dom'];

/** Whether GraphiQL's packages are there: they are for development, and a production install leaves them out. */
function installed(): boolean {
  try {
    for (const name of PACKAGES) require.resolve(`${name}/package.json`);
    return true;
  } catch {
    return false;
  }
}

/** GraphiQL from the package, without a CDN: Apollo's own landing page would load one. */
export function graphiqlRoutes(app: FastifyInstance): void {
  if (!installed()) {
    app.log.info('GraphiQL is not installed (npm ci --omit=dev), so /graphiql is not served');
    return;
  }
  const assets: Record<string, [type: string, body: Buffer | string]> = {
    '/graphiql': ['text/html; charset=utf-8', PAGE],
    '/graphiql/start.js': ['text/javascript; charset=utf-8', START],
    '/graphiql/react.js': [
      'text/javascript; charset=utf-8',
      packaged('react', 'umd/react.production.min.js'),
    ],
    '/graphiql/react-dom.js': [
      'text/javascript; charset=utf-8',
      packaged('react-dom', 'umd/react-dom.production.min.js'),
    ],
    '/graphiql/graphiql.js': ['text/javascript; charset=utf-8', packaged('graphiql', 'graphiql.min.js')],
    '/graphiql/graphiql.css': ['text/css; charset=utf-8', packaged('graphiql', 'graphiql.min.css')],
  };
  for (const [path, [type, body]] of Object.entries(assets)) {
    app.get(path, async (_request, reply) =>
      reply
        .type(type)
        .header(
          'content-security-policy',
          "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
        )
        .send(body),
    );
  }
}

// (b) PostGraphile 5: the function as a mutation, the caller's token as a role and claims, row-level security.
import { createServer } from 'node:http';
import { postgraphile } from 'postgraphile';
import { makePgService } from 'postgraphile/adaptors/pg';
import { grafserv } from 'postgraphile/grafserv/node';
import { PostGraphileAmberPreset } from 'postgraphile/presets/amber';
import { PgLazyJWTPreset } from 'postgraphile/presets/lazy-jwt';
import { connections, databaseUrl, serve } from './serve.js';

const instance = postgraphile({
  extends: [PostGraphileAmberPreset, PgLazyJWTPreset],
  pgServices: [
    makePgService({
      connectionString: databaseUrl(),
      schemas: ['bench'],
      poolConfig: { max: connections() },
    }),
  ],
  schema: { pgJwtSecret: process.env.BENCH_JWT_SECRET },
  grafserv: { watch: false, graphiql: false },
  grafast: { explain: false },
});
const server = createServer();
const handler = instance.createServ(grafserv);
await handler.addTo(server);
// Otherwise PostGraphile would build its schema, and report a failure, only at the first request.
await instance.getSchema();
await handler.ready();
server.listen(0, '127.0.0.1', () =>
  serve({
    url: `http://127.0.0.1:${server.address().port}/graphql`,
    async stop() {
      server.closeAllConnections();
      server.close();
      await instance.release();
    },
  }),
);

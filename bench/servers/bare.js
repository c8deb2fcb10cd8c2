// (a) The minimum for a durable redemption over HTTP: no GraphQL, no security.
import Fastify from 'fastify';
import pg from 'pg';
import { redeem } from '../redemption.js';
import { connections, databaseUrl, serve } from './serve.js';

const pool = new pg.Pool({ connectionString: databaseUrl(), max: connections() });
const app = Fastify();
app.post('/redeem', ({ body: { grantId, recipientCode, idempotencyKey } }) =>
  redeem(pool, grantId, recipientCode, idempotencyKey),
);
const address = await app.listen({ host: '127.0.0.1', port: 0 });
serve({
  url: `${address}/redeem`,
  async stop() {
    await app.close();
    await pool.end();
  },
});

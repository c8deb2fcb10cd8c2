// (c) Apollo Server and Fastify with the same function, a schema for its answer and no security.
import { ApolloServer } from '@apollo/server';
import { fastifyApolloHandler } from '@as-integrations/fastify';
import Fastify from 'fastify';
import pg from 'pg';
import { redeem } from '../redemption.js';
import { connections, databaseUrl, serve } from './serve.js';

const typeDefs = `
  type Settlement { settlementId: ID settlementTime: String totalFee: String fundPayTotal: String }
  type Disclosure { id: ID! useNumber: Int! usesRemaining: Int settlements: [Settlement!]! }
  input RedeemInput { grantId: ID! recipientCode: String! idempotencyKey: String! }
  type Query { ok: Boolean }
  type Mutation { redeem(input: RedeemInput!): Disclosure! }
`;

const pool = new pg.Pool({ connectionString: databaseUrl(), max: connections() });
const resolvers = {
  Mutation: {
    async redeem(_, { input: { grantId, recipientCode, idempotencyKey } }) {
      const answer = await redeem(pool, grantId, recipientCode, idempotencyKey);
      if (answer.refused) throw new Error(answer.refused);
      return answer;
    },
  },
};
const apollo = new ApolloServer({ typeDefs, resolvers, stopOnTerminationSignals: false });
await apollo.start();
const app = Fastify();
app.post('/graphql', fastifyApolloHandler(apollo));
const address = await app.listen({ host: '127.0.0.1', port: 0 });
serve({
  url: `${address}/graphql`,
  async stop() {
    await app.close();
    await apollo.stop();
    await pool.end();
  },
});

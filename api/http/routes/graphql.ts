import { ApolloServer } from '@apollo/server';
import { ApolloServerPluginCacheControlDisabled } from '@apollo/server/plugin/disabled';
import { fastifyApolloHandler } from '@as-integrations/fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { GraphQLSchema } from 'graphql';
import type { Logger } from 'pino';
import type { Sessions } from '../../../consent/authentication/session.js';
import type { Seals } from '../../../consent/crypto/seal.js';
import type { Executor } from '../../../consent/database/executor.js';
import { REFUSALS, Refusal } from '../../../consent/kernel/refusal.js';
import { assertAccountActive } from '../../../consent/staff/accounts.js';
import type { Authenticator } from '../../auth/authenticator.js';
import type { Caller, PersonCaller, RecipientCaller } from '../../auth/caller.js';
import { challenge } from '../../auth/challenge.js';
import type { RecipientRegistry } from '../../auth/recipient-registry.js';
import { Context } from '../../graphql/common/context.js';
import { limitAnswer, refuseLargeAnswers } from '../answer-limit.js';
import { type RequestClient, requestClient } from '../device-cookie.js';
import type { Variables } from '../document-cost.js';
import type { AnswerError } from '../error-answer.js';
import { type ErrorAnswering, formatError } from '../error-responses.js';
import { QueryLimits } from '../query-limits.js';
import { RateLimiter } from '../rate-limiter.js';

declare module 'fastify' {
  interface FastifyRequest {
    caller: Caller;
    /** By `performance.now()`. */
    arrivedAt: number;
  }
}

export interface GraphqlRoute {
  readonly schema: GraphQLSchema;
  readonly authenticator: Authenticator;
  readonly recipients: RecipientRegistry;
  readonly database: Executor;
  readonly seals: Seals;
  readonly sessions: Sessions;
  readonly publicUrl: () => string;
  readonly createContext: (caller: Caller, client: RequestClient, arrivedAt: number) => Context;
  readonly errors: ErrorAnswering;
  /** Whether clients may ask for the schema by introspection. */
  readonly introspection: boolean;
  readonly log: Logger;
}

/** Requests per second of one person, one member of staff, or one address without credentials. */
const REQUESTS_PER_SECOND = 500;

/**
 * `POST /graphql`. Checks in this order: the caller (before the body is read), the caller's rate, whether session
 * and account are open, the cost of the document, and that the proof is new. Then GraphQL runs it, with a limit on the
 * size of the answer.
 * @returns the GraphQL server, to be stopped after the HTTP server
 */
export async function graphqlRoute(
  app: FastifyInstance,
  route: GraphqlRoute,
): Promise<ApolloServer<Context>> {
  const apollo = createApollo(route);
  await apollo.start();
  const limits = new QueryLimits(route.schema);
  app.decorateRequest('caller');
  app.decorateRequest('arrivedAt');

  const admit = async (request: FastifyRequest) => {
    const { caller } = request;
    if (caller.kind === 'PERSON') request.caller = await inSession(route.sessions, caller);
    if (caller.kind === 'STAFF') await assertAccountActive(route.database, route.seals, caller.staffCode);
  };
  const limit = async ({ body, caller }: FastifyRequest) => {
    const { query, variables } = operationOf(body);
    const field = limits.check(query, variables, caller.kind === 'ANONYMOUS' ? 'ANONYMOUS' : 'SIGNED_IN');
    // The use of a grant takes the proof itself, so that a redemption waits for one statement less.
    if (field !== 'redeemGrant') await spendProof(caller);
  };
  const context = async (request: FastifyRequest, reply: FastifyReply) =>
    route.createContext(request.caller, requestClient(request, reply, route.publicUrl()), request.arrivedAt);
  app.post(
    '/graphql',
    {
      onRequest: identification(route),
      preHandler: [admit, limit],
      onSend: [limitAnswer(route.errors.answerError), spendUntakenProof(route.errors.answerError)],
    },
    fastifyApolloHandler(apollo, { context }),
  );
  return apollo;
}

const createApollo = ({ schema, log, errors, introspection }: GraphqlRoute) =>
  new ApolloServer<Context>({
    schema,
    introspection,
    // No answer may be cached, and the plugin would wrap every resolver to find out whether one may.
    plugins: [ApolloServerPluginCacheControlDisabled(), refuseLargeAnswers(errors.answerError)],
    includeStacktraceInErrorResponses: false,
    stopOnTerminationSignals: false,
    formatError: formatError(errors),
    logger: log,
  });

/** The caller with the session that the token names. @throws Refusal unless session and account are open */
async function inSession(sessions: Sessions, caller: PersonCaller): Promise<PersonCaller> {
  const { id, strength } = await sessions.use(caller.session, caller.personId);
  return Object.freeze({ ...caller, strength, sessionId: id });
}

/** Sets the caller of a request and counts the request against the caller's rate. */
function identification({ authenticator, recipients }: GraphqlRoute) {
  const rate = new RateLimiter();
  return async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    void reply.header('vary', 'accept, accept-language');
    request.arrivedAt = performance.now();
    request.caller = await authenticator.caller(request.headers, request.method);
    const { caller } = request;
    if (caller.kind === 'RECIPIENT') rate.take(caller.clientId, recipients.perSecond(caller.recipientCode));
    else rate.take(rateKey(caller, request.ip), REQUESTS_PER_SECOND);
  };
}

const spendProof = async (caller?: Caller): Promise<void> =>
  caller?.kind === 'RECIPIENT' ? caller.unspent?.spend() : undefined;

/** A redemption that was refused has taken no use, and its proof is spent all the same. A replay is told that it is one. */
const spendUntakenProof =
  (answerError: AnswerError) =>
  async ({ caller, headers }: FastifyRequest, reply: FastifyReply, payload: unknown): Promise<unknown> => {
    try {
      await spendProof(caller);
    } catch (error) {
      // Where the database is away, the answer says so already, and nothing was taken.
      if (!(error instanceof Refusal) || error.code !== 'UNAUTHENTICATED') return payload;
      reply.code(REFUSALS[error.code].status).removeHeader('content-length');
      reply.header('www-authenticate', challenge(error, headers.authorization));
      return JSON.stringify({ errors: [answerError(error)] });
    }
    return payload;
  };

function rateKey(caller: Exclude<Caller, RecipientCaller>, address: string): string {
  if (caller.kind === 'PERSON') return `person ${caller.personId}`;
  return caller.kind === 'STAFF' ? `staff ${caller.staffCode}` : `address ${address}`;
}

function operationOf(body: unknown): { query: string; variables: Variables } {
  const { query, variables } = (body ?? {}) as { query?: unknown; variables?: unknown };
  if (typeof query !== 'string')
    throw new Refusal(
      'BAD_USER_INPUT',
      {
        en: 'Send one operation: {"query": "...", "variables": {...}}.',
        zh: '请发送一项操作：{"query": "...", "variables": {...}}。',
      },
      {
        field: 'query',
      },
    );
  // Variables that are no object are for GraphQL to refuse.
  const given = typeof variables === 'object' && variables !== null ? (variables as Variables) : {};
  return { query, variables: given };
}

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
import type { OperationRegistry } from '../../../consent/operations/operation-registry.js';
import type { Authenticator } from '../../auth/authenticator.js';
import { ANONYMOUS, type Caller, type RecipientCaller } from '../../auth/caller.js';
import { challenge } from '../../auth/challenge.js';
import type { RecipientRegistry } from '../../auth/recipient-registry.js';
import { Context, refuseOtherUse } from '../../graphql/common/context.js';
import { limitAnswer, refuseLargeAnswers } from '../answer-limit.js';
import { setAnswerStatus } from '../answer-status.js';
import { type RequestClient, requestClient } from '../device-cookie.js';
import type { Variables } from '../document-cost.js';
import { type ErrorAnswering, formatError } from '../error-responses.js';
import { GRAPHQL_PATH, needsPost } from '../http-refusal.js';
import { VARY } from '../language.js';
import { type OperationObserver, observeOperations } from '../operation-metrics.js';
import { publicSeconds } from '../public-documents.js';
import { QueryLimits } from '../query-limits.js';
import { RateLimiter } from '../rate-limiter.js';
import { RegisteredDocuments } from '../registered-documents.js';
import { ValidatedDocuments } from '../validated-documents.js';
import { admitted } from './admitted.js';

declare module 'fastify' {
  interface FastifyRequest {
    caller: Caller;
    /** By `performance.now()`. */
    arrivedAt: number;
    /** The id of the registered document that it runs; null if the document was sent whole. */
    document: string | null;
  }
}

export interface GraphqlRoute {
  readonly schema: GraphQLSchema;
  /** The ways in, each with its own way to know the caller. */
  readonly endpoints: readonly GraphqlEndpoint[];
  readonly recipients: RecipientRegistry;
  readonly database: Executor;
  readonly seals: Seals;
  readonly sessions: Sessions;
  readonly publicUrl: () => string;
  readonly operations: OperationRegistry;
  readonly createContext: (
    caller: Caller,
    client: RequestClient,
    arrivedAt: number,
    document: string | null,
  ) => Context;
  readonly errors: ErrorAnswering;
  readonly onOperation: OperationObserver;
  /** Whether clients may ask for the schema by introspection. */
  readonly introspection: boolean;
  readonly log: Logger;
}

/** One address at which documents are run. */
export interface GraphqlEndpoint {
  readonly path: string;
  /** @throws Refusal for credentials that are not valid */
  identify(request: FastifyRequest): Promise<Caller>;
  /** The operation that a body asks for, where it is not the body itself. @throws Refusal BAD_USER_INPUT */
  operationOf?(body: unknown): unknown;
}

/** `POST /graphql`, where callers show a token. */
export const tokenEndpoint = (authenticator: Authenticator): GraphqlEndpoint => ({
  path: GRAPHQL_PATH,
  identify: ({ headers, method }) => authenticator.caller(headers, method),
});

/** Requests per second of one person, one employee of ours or of an institution, or one address without credentials. */
const REQUESTS_PER_SECOND = 500;

/**
 * `POST` at each endpoint, and `GET /graphql` for what is public. Checks in this order: the caller (before the body is read), the
 * caller's rate, whether session and account are open, the cost of the document, and that the proof is new. Then GraphQL
 * runs it, with a limit on the size of the answer.
 * @returns the GraphQL server, to be stopped after the HTTP server
 */
export async function graphqlRoute(
  app: FastifyInstance,
  route: GraphqlRoute,
): Promise<ApolloServer<Context>> {
  const apollo = createApollo(route);
  await apollo.start();
  const limits = new QueryLimits(route.schema);
  const registered = new RegisteredDocuments(route.operations);
  app.decorateRequest('caller');
  app.decorateRequest('arrivedAt');
  app.decorateRequest('document', null);

  const admit = async (request: FastifyRequest) => {
    request.caller = await admitted(route, request.caller);
  };
  /** A registered document is within every limit. Any other is measured, unless its sender may run registered ones only. */
  const limit = async (request: FastifyRequest) => {
    const { body, query: parameters, caller, method } = request;
    const plan = method === 'POST' ? await registered.planOf(caller, body) : null;
    // The use of a grant takes the proof itself, so that a redemption waits for one statement less.
    if (plan) {
      onlyUses(caller, plan.onlyField);
      request.document = plan.id;
      const { variables, operationName = null } = body as Record<string, unknown>;
      request.body = { query: plan.source, variables, operationName };
      if (plan.onlyField !== 'redeemGrant') await spendProof(caller);
      return;
    }
    const { query, variables } = operationOf(method === 'POST' ? body : fromUrl(parameters));
    const field = limits.check(query, variables, caller.kind === 'ANONYMOUS' ? 'ANONYMOUS' : 'SIGNED_IN');
    onlyUses(caller, field);
    if (field === 'redeemGrant') return;
    await spendProof(caller);
    await registered.assertMaySendWhole(caller);
  };
  const context = async (request: FastifyRequest, reply: FastifyReply) =>
    route.createContext(
      request.caller,
      requestClient(request, reply, route.publicUrl()),
      request.arrivedAt,
      request.document,
    );
  const handler = fastifyApolloHandler(apollo, { context });
  const onSend = limitAnswer(route.errors.answerError);
  const identify = identification(route);
  for (const { path, operationOf: operation, ...endpoint } of route.endpoints) {
    const read = async (request: FastifyRequest) => {
      if (operation) request.body = operation(request.body);
    };
    app.post(
      path,
      {
        onRequest: (request, reply) => identify(request, reply, endpoint.identify(request)),
        preHandler: [read, admit, limit],
        onSend: [onSend, spendUntakenProof(route.errors)],
      },
      handler,
    );
  }
  app.get(
    GRAPHQL_PATH,
    {
      onRequest: anonymity(),
      preHandler: [publicOnly(route.schema), limit],
      onSend: [onSend, onlyAnswersAreKept],
    },
    handler,
  );
  return apollo;
}

const createApollo = ({ schema, operations, log, errors, onOperation, introspection }: GraphqlRoute) =>
  new ApolloServer<Context>({
    schema,
    documentStore: new ValidatedDocuments((id) => operations.documentOf(id)),
    introspection,
    // Types that need no preflight are not read as bodies, and GET serves nothing but public fields.
    csrfPrevention: false,
    // No answer may be cached, and the plugin would wrap every resolver to find out whether one may.
    plugins: [
      ApolloServerPluginCacheControlDisabled(),
      refuseLargeAnswers(errors.answerError),
      setAnswerStatus,
      observeOperations(onOperation),
    ],
    includeStacktraceInErrorResponses: false,
    stopOnTerminationSignals: false,
    formatError: formatError(errors),
    logger: log,
  });

/** The fields that a token of a redirect is for; each checks which grant it is. @throws Refusal FORBIDDEN */
function onlyUses(caller: Caller, field: string | null): void {
  if (caller.kind !== 'RECIPIENT' || caller.onlyGrant === undefined) return;
  if (field !== 'redeemGrant' && field !== 'disclosure') refuseOtherUse();
}

/**
 * Of GET nobody is the caller, whatever credentials come with it: a page of another site can make a browser send it, and a
 * cache may keep its answer for others.
 */
function anonymity() {
  const rate = new RateLimiter();
  return async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    void reply.header('vary', VARY);
    request.arrivedAt = performance.now();
    request.caller = ANONYMOUS;
    rate.take(`address ${request.ip}`, REQUESTS_PER_SECOND);
  };
}

/** Has GET serve documents of public fields only, and says how long the answer may be kept. */
const publicOnly =
  (schema: GraphQLSchema) =>
  async ({ query }: FastifyRequest, reply: FastifyReply): Promise<void> => {
    const seconds = publicSeconds(operationOf(fromUrl(query)).query, schema);
    if (seconds === null) throw needsPost();
    void reply.header('cache-control', `public, max-age=${seconds}`);
  };

/** An error is told to the one who made it, and not kept for others. */
async function onlyAnswersAreKept(
  _request: FastifyRequest,
  reply: FastifyReply,
  payload: unknown,
): Promise<unknown> {
  if (reply.statusCode !== 200 || String(payload).startsWith('{"errors"'))
    void reply.header('cache-control', 'no-store');
  return payload;
}

/** The parameters of a GET request (GraphQL over HTTP, 6.2). Those that are wrong are for the GraphQL server to refuse. */
function fromUrl(parameters: unknown): { query?: unknown; variables?: unknown } {
  const { query, variables } = parameters as Record<string, unknown>;
  try {
    return { query, variables: typeof variables === 'string' ? JSON.parse(variables) : undefined };
  } catch {
    return { query };
  }
}

/** Sets the caller of a request and counts the request against the caller's rate. */
function identification({ recipients }: GraphqlRoute) {
  const rate = new RateLimiter();
  return async (request: FastifyRequest, reply: FastifyReply, identified: Promise<Caller>): Promise<void> => {
    void reply.header('vary', VARY);
    request.arrivedAt = performance.now();
    request.caller = await identified;
    const { caller } = request;
    if (caller.kind === 'RECIPIENT') rate.take(caller.clientId, recipients.perSecond(caller.recipientCode));
    else rate.take(rateKey(caller, request.ip), REQUESTS_PER_SECOND);
  };
}

const spendProof = async (caller?: Caller): Promise<void> =>
  caller?.kind === 'RECIPIENT' ? caller.unspent?.spend() : undefined;

/** A redemption that was refused has taken no use, and its proof is spent all the same. A replay is told that it is one. */
const spendUntakenProof =
  ({ answerError, publicUrl }: ErrorAnswering) =>
  async ({ caller, headers }: FastifyRequest, reply: FastifyReply, payload: unknown): Promise<unknown> => {
    try {
      await spendProof(caller);
    } catch (error) {
      // Where the database is away, the answer says so already, and nothing was taken.
      if (!(error instanceof Refusal) || error.code !== 'UNAUTHENTICATED') return payload;
      reply.code(REFUSALS[error.code].status).removeHeader('content-length');
      reply.header('www-authenticate', challenge(error, headers.authorization, publicUrl()));
      return JSON.stringify({ errors: [answerError(error)] });
    }
    return payload;
  };

function rateKey(caller: Exclude<Caller, RecipientCaller>, address: string): string {
  if (caller.kind === 'PERSON') return `person ${caller.personId}`;
  if (caller.kind === 'MEMBER') return `member ${caller.memberCode}`;
  return caller.kind === 'STAFF' ? `staff ${caller.staffCode}` : `address ${address}`;
}

function operationOf(body: unknown): { query: string; variables: Variables } {
  const { query, variables } = (body ?? {}) as { query?: unknown; variables?: unknown };
  if (typeof query !== 'string')
    throw new Refusal(
      'BAD_USER_INPUT',
      {
        en: 'Send one operation: {"query": "...", "variables": {...}}, or {"documentId": "...", "variables": {...}} for a registered one.',
        zh: '请发送一项操作：{"query": "...", "variables": {...}}；已登记的操作为 {"documentId": "...", "variables": {...}}。',
      },
      {
        field: 'query',
      },
    );
  // Variables that are no object are for GraphQL to refuse.
  const given = typeof variables === 'object' && variables !== null ? (variables as Variables) : {};
  return { query, variables: given };
}

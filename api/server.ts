import { ApolloServer } from '@apollo/server';
import { ApolloServerPluginCacheControlDisabled } from '@apollo/server/plugin/disabled';
import { fastifyApolloHandler } from '@as-integrations/fastify';
import type { MikroORM } from '@mikro-orm/postgresql';
import Fastify, { type FastifyInstance, type FastifyRequest, LogController } from 'fastify';
import type { GraphQLSchema } from 'graphql';
import type { Logger } from 'pino';
import { ReplayGuard } from '../consent/authentication/replay-guard.js';
import { type Executor, executorOf } from '../consent/database/executor.js';
import { Refusal } from '../consent/kernel/refusal.js';
import { queueUseNotices } from '../consent/notifications/use-notices.js';
import { assertAccountOpen } from '../consent/people/account.js';
import { suspendUnguarded } from '../consent/people/guardianship.js';
import { applyPendingFreezes } from '../consent/supervision/recipient-freeze.js';
import { identityProvider } from './adapters/identity-provider.js';
import { Authenticator } from './auth/authenticator.js';
import { authorizationServer } from './auth/authorization-server.js';
import type { Caller, RecipientCaller } from './auth/caller.js';
import { PersonTokens } from './auth/person-token.js';
import { Recipients } from './auth/recipient-registry.js';
import { RecipientTokens } from './auth/recipient-token.js';
import { StaffTokens } from './auth/staff-token.js';
import { everySoOften } from './background/periodic-task.js';
import { SequencerThread } from './background/sequencer/sequencer-thread.js';
import { logVerifierKeys, sequencerSettings } from './background/sequencer/settings.js';
import type { Config } from './config.js';
import { openOrm } from './database/orm.js';
import { openGatePool } from './database/pool.js';
import { Context, type Services } from './graphql/common/context.js';
import { createSchema } from './graphql/schema.js';
import { limitAnswer, refuseLargeAnswers } from './http/answer-limit.js';
import type { Variables } from './http/document-cost.js';
import { formatError, handleErrors } from './http/error-responses.js';
import { Metrics } from './http/metrics.js';
import { QUERY_LIMITS, QueryLimits } from './http/query-limits.js';
import { RateLimiter } from './http/rate-limiter.js';
import { exportRoute } from './http/routes/export-download.js';
import { identityProviderRoutes } from './http/routes/federated-sign-in.js';
import { graphiql } from './http/routes/graphiql.js';
import { health } from './http/routes/health.js';
import { publishLog } from './http/routes/transparency-log.js';
import { loadKeys } from './secrets/keyring.js';
import { createServices } from './services.js';

export interface Server {
  /** @returns the address it listens on. */
  start(): Promise<string>;
  /** In-flight requests finish, then the port closes, then the database connections. Once, however often it is asked for. */
  stop(): Promise<void>;
}

export interface ServerDeps {
  /** Connection of the API's role. */
  readonly apiUrl: string;
  /** Connection of the sequencer's role; none where this process leaves the ledger to others. */
  readonly ledgerUrl?: string;
  readonly log: Logger;
}

declare module 'fastify' {
  interface FastifyRequest {
    caller: Caller;
    /** By `performance.now()`. */
    arrivedAt: number;
  }
}

const ANONYMOUS_PER_SECOND = 500;
const HOUSEKEEPING_MS = 60_000;
const MESSAGES_MS = 5_000;
const FREEZES_MS = 5_000;
const USES_MS = 2_000;
const MESSAGES_AT_ONCE = 100;

/** The composition root: everything that runs is put together here, by plain constructor calls. */
export async function createServer(config: Config, { apiUrl, ledgerUrl, log }: ServerDeps): Promise<Server> {
  const keys = await loadKeys(config.varDir);
  const schema = await createSchema();
  const orm = await openOrm(apiUrl, Math.max(4, Math.floor(config.databaseConnections / 2)));
  const pool = openGatePool(apiUrl, config.databaseConnections, log);
  const metrics = new Metrics();

  let listening = '';
  // With port 0 the address is known only once the server listens.
  const issuer = () => config.publicUrl ?? listening;
  const database = executorOf(pool);
  const replayGuard = new ReplayGuard(database);
  const recipients = new Recipients(database);
  const personTokens = new PersonTokens(issuer, keys.accessTokenKey);
  const recipientTokens = new RecipientTokens({ issuer, publicKey: keys.accessTokenKey.publicKey });
  const staffTokens = new StaffTokens(issuer, keys.accessTokenKey);
  const freezes = everySoOften(FREEZES_MS, () => applyPendingFreezes(database), log);
  const provider =
    config.identityProvider &&
    identityProvider(config.identityProvider, issuer, (answer) =>
      log.warn({ answer }, 'an answer of the identity provider was refused'),
    );
  const services = createServices(config, keys, pool, issuer, personTokens, metrics, provider);

  const app = Fastify({
    loggerInstance: log,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: QUERY_LIMITS.bodyBytes,
    forceCloseConnections: 'idle',
    trustProxy: config.trustedProxies.length > 0 && [...config.trustedProxies],
  }) as unknown as FastifyInstance;
  handleErrors(app, metrics.refused);
  metrics.mount(app);
  health(app, pool);
  exportRoute(app, services.exportTickets, services.exportPages);
  if (!config.production) graphiql(app);
  identityProviderRoutes(app, services.federatedSignIn, issuer);
  publishLog(app, services.log, logVerifierKeys(config, keys.log));
  await app.register(authorizationServer, {
    issuer,
    signingKey: keys.accessTokenKey.privateJwk,
    otherPublicKeys: keys.receipt.map(({ publicJwk }) => publicJwk),
    findClient: (clientId) => recipients.client(clientId),
    firstUse: (id, seconds) => replayGuard.firstUse('TOKEN_REQUEST', id, seconds),
  });

  const apollo = createApollo(schema, log, metrics);
  await apollo.start();
  const authenticator = new Authenticator(recipientTokens, personTokens, staffTokens);
  mountGraphql(app, apollo, {
    authenticator,
    recipients,
    limits: new QueryLimits(schema),
    database,
    orm,
    services,
  });

  const sequencer =
    ledgerUrl && config.sequencer
      ? new SequencerThread(sequencerSettings(config, keys.log, ledgerUrl), log)
      : null;

  const housekeeping = setInterval(() => {
    Promise.all([services.authentications.forgetExpired(), suspendUnguarded(database)]).catch((error) =>
      log.warn({ err: error }, 'housekeeping failed'),
    );
  }, HOUSEKEEPING_MS);
  housekeeping.unref();
  const messages = everySoOften(MESSAGES_MS, () => services.outbox.deliver(null, MESSAGES_AT_ONCE), log);

  const useNotices = config.useNotices ? everySoOften(USES_MS, () => queueUseNotices(pool), log) : null;

  const stop = async () => {
    clearInterval(housekeeping);
    await Promise.all([messages.stop(), freezes.stop(), useNotices?.stop()]);
    await sequencer?.stop();
    // A connection that is in use when closing begins would be kept alive for minutes after its last answer.
    const sweep = setInterval(() => app.server.closeIdleConnections(), 50);
    await app.close().finally(() => clearInterval(sweep));
    await apollo.stop();
    await Promise.all([orm.close(), pool.end()]);
    log.info('stopped');
  };
  let stopped: Promise<void> | undefined;

  return {
    async start() {
      listening = await app.listen({ host: config.host, port: config.port });
      sequencer?.start();
      log.info({ url: issuer() }, 'listening');
      return issuer();
    },
    stop() {
      stopped ??= stop();
      return stopped;
    },
  };
}

const createApollo = (schema: GraphQLSchema, log: Logger, metrics: Metrics) =>
  new ApolloServer<Context>({
    schema,
    introspection: true,
    // Nothing here may be cached, and the plugin would wrap every resolver to find out.
    plugins: [ApolloServerPluginCacheControlDisabled(), refuseLargeAnswers],
    includeStacktraceInErrorResponses: false,
    stopOnTerminationSignals: false,
    formatError: formatError(log, metrics.refused),
    logger: log,
  });

interface GraphqlParts {
  readonly authenticator: Authenticator;
  readonly recipients: Recipients;
  readonly limits: QueryLimits;
  readonly database: Executor;
  readonly orm: MikroORM;
  readonly services: Services;
}

function callerKey(caller: Exclude<Caller, RecipientCaller>, address: string): string {
  if (caller.kind === 'PERSON') return `person ${caller.personId}`;
  return caller.kind === 'STAFF' ? `staff ${caller.staffCode}` : `address ${address}`;
}

/** Anything but an object is for GraphQL to refuse. */
const variablesOf = (variables: unknown): Variables =>
  typeof variables === 'object' && variables !== null ? (variables as Variables) : {};

/** `POST /graphql`: first who asks, then how fast and how much, and only then GraphQL. */
function mountGraphql(app: FastifyInstance, apollo: ApolloServer<Context>, parts: GraphqlParts): void {
  const { authenticator, recipients, limits, database, orm, services } = parts;
  const rate = new RateLimiter();
  app.decorateRequest('caller');
  app.decorateRequest('arrivedAt');

  const identify = async (request: FastifyRequest) => {
    request.arrivedAt = performance.now();
    request.caller = await authenticator.caller(request.headers, request.method);
    const { caller } = request;
    if (caller.kind === 'RECIPIENT') rate.take(caller.clientId, recipients.perSecond(caller.recipientCode));
    else rate.take(callerKey(caller, request.ip), ANONYMOUS_PER_SECOND);
  };
  const admit = async ({ caller }: FastifyRequest) => {
    if (caller.kind === 'PERSON') await assertAccountOpen(database, caller.personId);
  };
  const limit = async ({ body, caller }: FastifyRequest) => {
    const { query, variables } = (body ?? {}) as { query?: unknown; variables?: unknown };
    if (typeof query !== 'string')
      throw new Refusal('BAD_USER_INPUT', 'Send one operation: {"query": "...", "variables": {...}}.', {
        field: 'query',
      });
    limits.check(query, variablesOf(variables), caller.kind === 'ANONYMOUS' ? 'ANONYMOUS' : 'SIGNED_IN');
  };
  const context = async ({ caller, ip, arrivedAt }: FastifyRequest) =>
    new Context(caller, ip, services, orm, arrivedAt);
  // The caller is known before the body is even read.
  app.post(
    '/graphql',
    { onRequest: identify, preHandler: [admit, limit], onSend: limitAnswer },
    fastifyApolloHandler(apollo, { context }),
  );
}

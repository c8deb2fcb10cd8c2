import type { EntityManager } from '@mikro-orm/postgresql';
import type { Logger } from 'pino';
import { ReplayGuard } from '../consent/authentication/replay-guard.js';
import { SpentProofs } from '../consent/authentication/spent-proofs.js';
import { requestByRedirect } from '../consent/authorization/request-by-redirect.js';
import { Seals } from '../consent/crypto/seal.js';
import { executorOf } from '../consent/database/executor.js';
import { verifierKey } from '../consent/ledger/format/signed-note.js';
import { assertImportedByTheseRules, lastImport } from '../consent/maintenance/imports.js';
import { OperationRegistry } from '../consent/operations/operation-registry.js';
import { identityProvider } from './adapters/identity-provider.js';
import { sendMetrics } from './adapters/metrics-collector.js';
import { Authenticator } from './auth/authenticator.js';
import { DpopNonces } from './auth/dpop-nonce.js';
import { authorizationServer, lazyProvider } from './auth/oauth/authorization-server.js';
import { redirectFlow } from './auth/oauth/redirect-flow.js';
import { Redirects } from './auth/oauth/redirects.js';
import { PersonTokens } from './auth/person-token.js';
import { PortalSessions } from './auth/portal-session.js';
import { RecipientTokens } from './auth/recipient-token.js';
import { StaffTokens } from './auth/staff-token.js';
import { ClockSkew } from './background/clock-skew.js';
import { LogSeen } from './background/log-seen.js';
import { outboxReport } from './background/outbox-report.js';
import { periodicTask, type RunningTask } from './background/periodic-task.js';
import { schedule } from './background/schedule.js';
import type { SeenFile } from './background/seen-file.js';
import { SequencerThread } from './background/sequencer/sequencer-thread.js';
import { logVerifierKeys, sequencerSettings } from './background/sequencer/settings.js';
import type { Config } from './config.js';
import { openOrm } from './database/orm.js';
import { closePools, openPools } from './database/pool.js';
import type { DatabaseUrls } from './database/roles.js';
import { Context } from './graphql/common/context.js';
import { createSchema } from './graphql/schema.js';
import { schemaText } from './graphql/schema-text.js';
import { accessLog } from './http/access-log.js';
import { analysedApi } from './http/analysed-api.js';
import { closeApp, createApp } from './http/app.js';
import { errorAnswers } from './http/error-answer.js';
import { handleErrors } from './http/error-responses.js';
import { Metrics } from './http/metrics.js';
import { portal } from './http/portal/portal.js';
import { refusePrefetch } from './http/prefetch.js';
import { applicationDocumentRoutes, callerOf } from './http/routes/application-documents.js';
import { discoveryRoutes } from './http/routes/discovery.js';
import { errorsRoute } from './http/routes/errors.js';
import { exportRoutes } from './http/routes/export-download.js';
import { federatedSignInRoutes } from './http/routes/federated-sign-in.js';
import { graphqlRoute, tokenEndpoint } from './http/routes/graphql.js';
import { handoffRoute } from './http/routes/handoff.js';
import { healthRoutes } from './http/routes/health.js';
import { operatorApp } from './http/routes/operator.js';
import { schemaRoute } from './http/routes/schema.js';
import { transparencyLogRoutes } from './http/routes/transparency-log.js';
import { securityHeaders } from './http/security-headers.js';
import { tokenRequestLimits } from './http/token-request-limits.js';
import { Readiness } from './readiness.js';
import { loadKeys } from './secrets/keyring.js';
import { createServices, recipientRegistry } from './services.js';
import { startTracing, TELEMETRY_RESOURCE } from './tracing.js';
import { VERSION } from './version.js';

export interface Server {
  /** @returns the address it listens on. */
  start(): Promise<string>;
  /**
   * Requests in flight are answered, then the port closes, then the database connections. Further calls wait for the
   * same stop.
   */
  stop(): Promise<void>;
}

export interface ServerDeps {
  readonly urls: DatabaseUrls;
  readonly log: Logger;
  /** Where this host keeps what it has seen of the log; without, a restored database is not recognized. */
  readonly seenFile?: SeenFile;
}

/** The composition root: everything that runs is put together here, by plain constructor calls. */
export async function createServer(config: Config, { urls, log, seenFile }: ServerDeps): Promise<Server> {
  const keys = await loadKeys(config.varDir);
  const schema = await createSchema();
  const seals = new Seals(keys.sealKeys, (table, row) =>
    log.error({ table, row }, 'a row has no right seal and counts as not there'),
  );
  const orm = await openOrm(urls.consent, Math.max(4, Math.floor(config.databaseConnections / 2)), seals);
  const pools = openPools(urls, config.databaseConnections, log);
  const database = executorOf(pools.identity);
  await assertImportedByTheseRules(executorOf(pools.consent)).catch(async (error) => {
    await orm.close();
    await closePools(pools);
    throw error;
  });
  const metrics = new Metrics();
  const logSeen = seenFile ? new LogSeen(seenFile, executorOf(pools.consent)) : null;

  let listening = '';
  // With port 0 the address is known only once the server listens.
  const issuer = () => config.publicUrl ?? listening;
  const replayGuard = new ReplayGuard(database);
  const recipients = recipientRegistry(config, database, seals, log);
  const personTokens = new PersonTokens(issuer, keys.accessTokenKey);
  const nonces = new DpopNonces(keys.cursorKey);
  const spentProofs = new SpentProofs(pools.identity);
  const recipientTokens = new RecipientTokens({
    issuer,
    publicKey: keys.accessTokenKey.publicKey,
    nonces,
    spend: (proof) => spentProofs.spend(proof),
  });
  const staffTokens = new StaffTokens(issuer, keys.accessTokenKey);
  const provider =
    config.identityProvider &&
    identityProvider(config.identityProvider, issuer, (answer) =>
      log.warn({ answer }, 'an answer of the identity provider was refused'),
    );
  const operations = new OperationRegistry(database, seals, analysedApi(schema), (document, reason) =>
    log.error({ document, reason }, 'a registered document can’t be run any more'),
  );
  const redirect = redirectFlow(database, issuer, keys.cursorKey, (...asked) =>
    requestByRedirect(orm.em.fork() as EntityManager, ...asked),
  );
  const authorization = {
    issuer,
    signingKey: keys.accessTokenKey.privateJwk,
    otherPublicKeys: keys.receipt.map(({ publicJwk }) => publicJwk),
    nonces,
    findClient: (clientId: string) => recipients.client(clientId),
    firstUse: (id: string, seconds: number) => replayGuard.firstUse('TOKEN_REQUEST', id, seconds),
    limits: tokenRequestLimits(),
    onSigned: (thumbprint: string) => recipients.used(thumbprint),
    onRefused: metrics.notAuthenticated,
    redirect,
  };
  const oauth = lazyProvider(authorization, log);
  const services = {
    ...createServices(
      config,
      keys,
      pools,
      issuer,
      personTokens,
      metrics,
      provider,
      seals,
      logSeen,
      operations,
      outboxReport(log, metrics.attempted),
    ),
    redirects: new Redirects(oauth, redirect.state, redirect.cookies),
  };

  const app = createApp(log, config.trustedProxies, config.connectionLimits);
  securityHeaders(app, issuer);
  const errors = {
    publicUrl: issuer,
    answerError: errorAnswers(issuer),
    onRefusal: metrics.refused,
    onCredentialsRefused: metrics.notAuthenticated,
    log,
  };
  handleErrors(app, errors);
  errorsRoute(app);
  discoveryRoutes(app, issuer);
  metrics.observe(app);
  const { collector } = config;
  const tracing = collector === null ? null : await startTracing(collector, log);
  const sendAllMetrics =
    collector === null ? null : async () => sendMetrics(collector, await metrics.otlp(TELEMETRY_RESOURCE));
  tracing?.observe(app);
  if (config.accessLog) accessLog(app, log);
  metrics.watchImports(() => lastImport(executorOf(pools.consent)));
  if (!config.production) metrics.serve(app);
  const isUnwitnessed = config.production && config.logWitnesses.length === 0;
  const clock = new ClockSkew(executorOf(pools.consent), log, metrics.clockIsAhead);
  const readiness = new Readiness(pools, services.logLag, clock);
  healthRoutes(app, () => readiness.failures(), isUnwitnessed ? ['NO_WITNESS'] : []);
  exportRoutes(app, services.exportTickets, services.exportPages, services.catalogueInForce);
  schemaRoute(app, schemaText(schema));
  const portalEndpoint = await portal(app, {
    portalSessions: new PortalSessions(issuer, keys.cursorKey),
    sessions: services.sessions,
    outbox: services.outbox,
    authentications: services.authentications,
    federatedSignIn: services.federatedSignIn,
    staffSignIn: services.staffSignIn,
    memberSignIn: services.memberSignIn,
    database,
    seals,
    publicUrl: issuer,
    production: config.production,
    cityProvider: provider !== null,
    desk: { cardReader: config.deskCardReaderUrl, ukey: config.deskUkeyUrl },
  });
  handoffRoute(app, services.authentications);
  federatedSignInRoutes(app, services.federatedSignIn, issuer);
  transparencyLogRoutes(app, services.log, {
    log: logVerifierKeys(config, keys.log),
    witnesses: config.logWitnesses.map(({ key }) => verifierKey(key)),
  });
  await app.register(authorizationServer, {
    ...authorization,
    provider: oauth,
    onNavigation: refusePrefetch,
  });
  const byToken = tokenEndpoint(
    new Authenticator(recipientTokens, personTokens, staffTokens, services.memberTokens),
  );
  const apollo = await graphqlRoute(app, {
    schema,
    endpoints: [byToken, ...(portalEndpoint ? [portalEndpoint] : [])],
    recipients,
    database,
    seals,
    sessions: services.sessions,
    publicUrl: issuer,
    operations,
    createContext: (caller, client, arrivedAt, document) =>
      new Context(caller, client, services, orm, arrivedAt, document),
    errors,
    onOperation: metrics.ran,
    introspection: !config.production,
    log,
  });
  await applicationDocumentRoutes(app, {
    documents: services.applicationDocuments,
    orm,
    callerOf: callerOf([byToken, portalEndpoint], { sessions: services.sessions, database, seals }),
  });
  const operator =
    config.operatorPort === null ? null : operatorApp(config.connectionLimits, schema, metrics, errors);

  const sequencer =
    urls.ledger && config.sequencer
      ? new SequencerThread(sequencerSettings(config, keys.log, urls.ledger), log)
      : null;
  const { authentications, outbox, logLag } = services;
  metrics.watch({ version: VERSION, pools, logLagSeconds: () => logLag.seconds });
  const tasks = schedule({
    pools,
    orm,
    seals,
    authentications,
    outbox,
    logLag,
    logSeen,
    clock,
    outboxHolds: metrics.outboxHolds,
    useNotices: config.useNotices,
    sendMetrics: sendAllMetrics,
  });
  let running: readonly RunningTask[] = [];

  const stop = async () => {
    await Promise.all(running.map((task) => task.stop()));
    await sequencer?.stop();
    await Promise.all([app, operator].map((one) => one && closeApp(one, config.connectionLimits.requestMs)));
    await apollo.stop();
    await services.digests.flush();
    await tracing?.stop();
    await sendAllMetrics?.().catch((error: unknown) => log.warn({ err: error }, 'metrics were not sent'));
    await Promise.all([orm.close(), closePools(pools)]);
    log.info('stopped');
  };
  let stopped: Promise<void> | undefined;

  return {
    async start() {
      if (isUnwitnessed)
        log.warn('no witness cosigns the log (LOG_WITNESSES): who owns the database could rewrite it unseen');
      listening = await app.listen({ host: config.host, port: config.port });
      if (operator) {
        const url = await operator.listen({ host: config.operatorHost, port: config.operatorPort! });
        log.info({ operatorUrl: url }, 'listening for the operator');
      }
      sequencer?.start();
      running = tasks.map((task) => periodicTask(task, log));
      log.info({ url: issuer() }, 'listening');
      return issuer();
    },
    stop() {
      stopped ??= stop();
      return stopped;
    },
  };
}

import type { FastifyInstance } from 'fastify';
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { otlpMetrics } from './otlp-metrics.js';

/** What the platform tells of itself when the metrics are read. */
export interface MetricSources {
  readonly version: string;
  /** The pool of each database role. */
  readonly pools: Readonly<Record<string, PoolCounts>>;
  /** How far the public log is behind the ledger, as last seen. */
  readonly logLagSeconds: () => number;
}

interface PoolCounts {
  readonly totalCount: number;
  readonly idleCount: number;
  readonly waitingCount: number;
}

/** Prometheus metrics. Labels come from closed lists and never name a person, recipient or grant. */
export class Metrics {
  private readonly registry = new Registry();
  private readonly startedAt = new Date();
  private readonly requests = new Histogram({
    name: 'assent_http_request_duration_seconds',
    help: 'Time to answer an HTTP request.',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5],
    registers: [this.registry],
  });
  private readonly operations = new Histogram({
    name: 'assent_graphql_operation_duration_seconds',
    help: 'Time to run a GraphQL operation, by kind of caller and root field, and by whether it had errors.',
    labelNames: ['caller', 'field', 'outcome'],
    buckets: [0.005, 0.02, 0.1, 0.5, 2],
    registers: [this.registry],
  });
  private readonly refusals = this.counter('assent_refusals_total', 'Refusals told to clients, by code.', [
    'code',
  ]);
  private readonly authenticationFailures = this.counter(
    'assent_authentication_failures_total',
    'Credentials of requests that were refused, by reason (RFC 6750, RFC 9449).',
    ['reason'],
  );
  private readonly disclosures = this.counter(
    'assent_disclosures_total',
    'Disclosures released, by whether they answered a retry.',
    ['replayed'],
  );

  private readonly messages = this.counter(
    'assent_sms_attempts_total',
    'Attempts to send an SMS of the outbox, by what became of them.',
    ['attempt'],
  );
  private readonly waiting = new Gauge({
    name: 'assent_sms_waiting',
    help: 'Messages of the outbox that wait to be sent.',
    registers: [this.registry],
  });
  private readonly oldest = new Gauge({
    name: 'assent_sms_oldest_seconds',
    help: 'How long the oldest message of the outbox has waited.',
    registers: [this.registry],
  });

  private readonly clock = new Gauge({
    name: 'assent_clock_ahead_seconds',
    help: 'How far the clock of this process is ahead of the database.',
    registers: [this.registry],
  });

  constructor() {
    // Without a prefix: dashboards of Node processes know these names.
    collectDefaultMetrics({ register: this.registry });
  }

  /** @param lastImport when the data was last imported whole; null if it never was */
  watchImports(lastImport: () => Promise<Date | null>): void {
    new Gauge({
      name: 'assent_last_import_timestamp_seconds',
      help: 'When an import last ended without too many rejects. 0 if none has, or if the database does not answer.',
      registers: [this.registry],
      async collect() {
        const at = await lastImport().catch(() => null);
        this.set(at === null ? 0 : at.getTime() / 1000);
      },
    });
  }

  readonly refused = (code: string): void => this.refusals.inc({ code });

  readonly clockIsAhead = (seconds: number): void => this.clock.set(seconds);

  readonly attempted = (attempt: string): void => this.messages.inc({ attempt });

  readonly outboxHolds = ({ messages, oldestSeconds }: { messages: number; oldestSeconds: number }): void => {
    this.waiting.set(messages);
    this.oldest.set(oldestSeconds);
  };
  readonly notAuthenticated = (reason: string): void => this.authenticationFailures.inc({ reason });

  readonly disclosed = (replayed: boolean): void => this.disclosures.inc({ replayed: String(replayed) });

  /** @param field a root field of the schema, or a word for what is none */
  readonly ran = (caller: string, field: string, hasErrors: boolean, seconds: number): void =>
    this.operations.observe({ caller, field, outcome: hasErrors ? 'errors' : 'ok' }, seconds);

  /** Tells of these sources too, each time that the metrics are read. */
  watch({ version, pools, logLagSeconds }: MetricSources): void {
    const { registry } = this;
    new Gauge({
      name: 'assent_build_info',
      help: '1, with the version of the platform and of Node.',
      labelNames: ['version', 'node'],
      registers: [registry],
    }).set({ version, node: process.version }, 1);
    new Gauge({
      name: 'assent_database_connections',
      help: 'Connections of each role: in use, idle, and requests that wait for one.',
      labelNames: ['role', 'state'],
      registers: [registry],
      collect() {
        for (const [role, { totalCount, idleCount, waitingCount }] of Object.entries(pools)) {
          this.set({ role, state: 'used' }, totalCount - idleCount);
          this.set({ role, state: 'idle' }, idleCount);
          this.set({ role, state: 'waiting' }, waitingCount);
        }
      },
    });
    new Gauge({
      name: 'assent_log_lag_seconds',
      help: 'Age of the oldest entry of the ledger that is not in the public log; 0 if none waits.',
      registers: [registry],
      collect() {
        this.set(logLagSeconds());
      },
    });
  }

  /** Observes the requests of this server. */
  observe(app: FastifyInstance): void {
    app.addHook('onResponse', async (request, reply) => {
      const route = request.routeOptions.url ?? 'none';
      this.requests.observe(
        { method: request.method, route, status: reply.statusCode },
        reply.elapsedTime / 1000,
      );
    });
  }

  /** Serves `GET /metrics`. */
  serve(app: FastifyInstance): void {
    app.get('/metrics', async (_request, reply) =>
      reply.type(this.registry.contentType).send(await this.registry.metrics()),
    );
  }

  /** The metrics as a request of OpenTelemetry's protocol (OTLP over HTTP). */
  readonly otlp = async (resource: Readonly<Record<string, string>>): Promise<object> =>
    otlpMetrics(await this.registry.getMetricsAsJSON(), resource, this.startedAt, new Date());

  private counter(name: string, help: string, labelNames: string[]): Counter {
    return new Counter({ name, help, labelNames, registers: [this.registry] });
  }
}

import type { FastifyInstance } from 'fastify';
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

/** Prometheus metrics. Labels come from closed lists and never name a person, recipient or grant. */
export class Metrics {
  private readonly registry = new Registry();
  private readonly requests = new Histogram({
    name: 'assent_http_request_duration_seconds',
    help: 'Time to answer an HTTP request.',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5],
    registers: [this.registry],
  });
  private readonly refusals = new Counter({
    name: 'assent_refusals_total',
    help: 'Refusals told to clients, by code.',
    labelNames: ['code'],
    registers: [this.registry],
  });
  private readonly disclosures = new Counter({
    name: 'assent_disclosures_total',
    help: 'Disclosures released, by whether they answered a retry.',
    labelNames: ['replayed'],
    registers: [this.registry],
  });

  private readonly messages = new Counter({
    name: 'assent_sms_attempts_total',
    help: 'Attempts to send an SMS of the outbox, by what became of them.',
    labelNames: ['attempt'],
    registers: [this.registry],
  });
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
    collectDefaultMetrics({ register: this.registry, prefix: 'assent_' });
  }

  readonly refused = (code: string): void => this.refusals.inc({ code });

  readonly clockIsAhead = (seconds: number): void => this.clock.set(seconds);

  readonly attempted = (attempt: string): void => this.messages.inc({ attempt });

  readonly outboxHolds = ({ messages, oldestSeconds }: { messages: number; oldestSeconds: number }): void => {
    this.waiting.set(messages);
    this.oldest.set(oldestSeconds);
  };

  readonly disclosed = (replayed: boolean): void => this.disclosures.inc({ replayed: String(replayed) });

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
}

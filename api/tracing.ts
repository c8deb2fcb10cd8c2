import type { Span } from '@opentelemetry/api';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { type StatementGroup, statementGroups } from '../consent/database/statement-groups.js';
import { currentRequest } from './current-request.js';
import { VERSION } from './version.js';

/** Under which name and version traces and metrics are sent. */
export const TELEMETRY_RESOURCE = { 'service.name': 'assent', 'service.version': VERSION } as const;

/** Traces of requests for OpenTelemetry. */
export interface Tracing {
  /** Makes a span of each request of this server. */
  observe(app: FastifyInstance): void;
  /** Sends what is left. */
  stop(): Promise<void>;
}

/** The trace that a request belongs to (W3C Trace Context, 3.2). */
const TRACEPARENT = /^00-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}$/;

/**
 * Sends traces to a collector (OTLP over HTTP, JSON). The packages are loaded here and only here: a process without a
 * collector never reads them.
 *
 * A span of a request tells method, route, status, kind of caller and root field; one of the database, which statements there
 * were. They have no URL, address, document, SQL or variable: those name people.
 * @param collector its base URL, OTEL_EXPORTER_OTLP_ENDPOINT
 */
export async function startTracing(collector: string, log: Logger): Promise<Tracing> {
  const [api, sdk, { OTLPTraceExporter }, { resourceFromAttributes }] = await Promise.all([
    import('@opentelemetry/api'),
    import('@opentelemetry/sdk-trace'),
    import('@opentelemetry/exporter-trace-otlp-http'),
    import('@opentelemetry/resources'),
  ]);
  const exporter = new OTLPTraceExporter({ url: `${collector.replace(/\/$/, '')}/v1/traces` });
  const provider = new sdk.TracerProvider({
    resource: resourceFromAttributes(TELEMETRY_RESOURCE),
    spanProcessors: [new sdk.BatchSpanProcessor({ exporter })],
  });
  const tracer = provider.getTracer('assent', VERSION);
  /** By the id of the request. */
  const spans = new Map<string, Span>();

  const parentOf = (traceparent: unknown) => {
    const [, traceId, spanId] = TRACEPARENT.exec(String(traceparent ?? '')) ?? [];
    if (!traceId || !spanId) return api.ROOT_CONTEXT;
    // What another party wants to be sampled is not for it to decide.
    return api.trace.setSpanContext(api.ROOT_CONTEXT, {
      traceId,
      spanId,
      traceFlags: api.TraceFlags.SAMPLED,
      isRemote: true,
    });
  };
  const end = (request: FastifyRequest, status: number) => {
    const span = spans.get(request.id);
    if (!span) return;
    spans.delete(request.id);
    const operation = currentRequest()?.operation;
    span.setAttributes({
      'http.response.status_code': status,
      ...(operation && { 'assent.caller': operation.caller, 'graphql.operation.field': operation.field }),
    });
    if (status >= 500) span.setStatus({ code: api.SpanStatusCode.ERROR });
    span.end();
  };
  /** A span of each group of statements, in that of the request that sent it. What is done in the background has none. */
  const groups = new WeakMap<StatementGroup, Span>();
  const groupBegan = (message: unknown) => {
    const parent = spans.get(currentRequest()?.id ?? '');
    if (!parent) return;
    const span = tracer.startSpan(
      'database',
      { kind: api.SpanKind.CLIENT, attributes: { 'db.system.name': 'postgresql' } },
      api.trace.setSpan(api.ROOT_CONTEXT, parent),
    );
    groups.set(message as StatementGroup, span);
  };
  const groupEnded = (message: unknown) => {
    const group = message as StatementGroup;
    const { statements, error } = group;
    groups.get(group)?.setAttributes({
      'db.query.summary': [...new Set(statements)].join('; '),
      'db.operation.batch.size': statements.length,
    });
    if (error != null) groups.get(group)?.setStatus({ code: api.SpanStatusCode.ERROR });
    groups.get(group)?.end();
  };
  statementGroups.start.subscribe(groupBegan);
  statementGroups.asyncEnd.subscribe(groupEnded);
  return {
    observe(app) {
      app.addHook('onRequest', async (request) => {
        const route = request.routeOptions.url ?? 'none';
        const span = tracer.startSpan(
          `${request.method} ${route}`,
          {
            kind: api.SpanKind.SERVER,
            attributes: {
              'http.request.method': request.method,
              'http.route': route,
              'assent.request_id': request.id,
            },
          },
          parentOf(request.headers.traceparent),
        );
        spans.set(request.id, span);
      });
      app.addHook('onResponse', async (request, reply) => end(request, reply.statusCode));
    },
    async stop() {
      statementGroups.start.unsubscribe(groupBegan);
      statementGroups.asyncEnd.unsubscribe(groupEnded);
      await provider.shutdown().catch((error: unknown) => log.warn({ err: error }, 'traces were not sent'));
    },
  };
}

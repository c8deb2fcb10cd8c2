import type { Span } from '@opentelemetry/api';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { currentRequest } from './current-request.js';
import { VERSION } from './version.js';

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
 * A span tells method, route, status, kind of caller and root field. It has no URL, address, document or variable: those
 * name people.
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
    resource: resourceFromAttributes({ 'service.name': 'assent', 'service.version': VERSION }),
    spanProcessors: [new sdk.BatchSpanProcessor({ exporter })],
  });
  const tracer = provider.getTracer('assent', VERSION);
  const spans = new WeakMap<FastifyRequest, Span>();

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
    const span = spans.get(request);
    if (!span) return;
    const operation = currentRequest()?.operation;
    span.setAttributes({
      'http.response.status_code': status,
      ...(operation && { 'assent.caller': operation.caller, 'graphql.operation.field': operation.field }),
    });
    if (status >= 500) span.setStatus({ code: api.SpanStatusCode.ERROR });
    span.end();
  };
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
        spans.set(request, span);
      });
      app.addHook('onResponse', async (request, reply) => end(request, reply.statusCode));
    },
    async stop() {
      await provider.shutdown().catch((error: unknown) => log.warn({ err: error }, 'traces were not sent'));
    },
  };
}

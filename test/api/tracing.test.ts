import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { statementName } from '../../consent/database/statement-groups.js';
import { readSources } from '../architecture/sources.js';
import { ENROLLED, freshKey, newGrant } from '../support/clients/consent.js';
import { type Platform, startPlatform } from '../support/platform/platform.js';

interface Span {
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly attributes: readonly { readonly key: string; readonly value: { readonly stringValue?: string } }[];
}

let collector: Server;
let sent = '';
let sentMetrics = '';
let platform: Platform;
let secrets: readonly string[];

const spans = (): Span[] =>
  sent
    .split('\n')
    .filter(Boolean)
    .flatMap((body) => JSON.parse(body).resourceSpans)
    .flatMap(({ scopeSpans }) => scopeSpans)
    .flatMap((scope) => scope.spans);
const told = ({ attributes }: Span) =>
  Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]));

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const PARENT = '00f067aa0ba902b7';

beforeAll(async () => {
  collector = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => (body += chunk));
    request.on('end', () => {
      if (request.url === '/v1/traces') sent += `${body}\n`;
      if (request.url === '/v1/metrics') sentMetrics = body;
      response.setHeader('content-type', 'application/json').end('{}');
    });
  });
  await new Promise<void>((resolve) => collector.listen(0, '127.0.0.1', resolve));
  const { port } = collector.address() as AddressInfo;
  platform = await startPlatform({ OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}` });
  const { me, person, grant } = await newGrant(platform);
  await platform.insurer.redeem(grant.id, freshKey(), ENROLLED);
  await me.run('{ me { person { basicIdentity { certNo personName } } } }');
  await fetch(`${platform.url}/nowhere/${person.certNo}?name=${encodeURIComponent(person.name)}`);
  await fetch(`${platform.url}/healthz`, { headers: { traceparent: `00-${TRACE}-${PARENT}-00` } });
  secrets = [
    person.name,
    person.certNo,
    person.mobile,
    grant.id,
    platform.insurer.identity.code,
    'Bearer',
    'DPoP',
  ];
  // What is left is sent when the platform stops.
  await platform.stop();
});
afterAll(() => new Promise((resolve) => collector.close(resolve)));

describe('the traces', () => {
  it('have a span of each request: method, route, status, kind of caller and root field', () => {
    const redemption = spans()
      .map(told)
      .filter((one) => one['graphql.operation.field'] === 'redeemGrant');
    expect(redemption).toEqual([
      {
        'http.request.method': 'POST',
        'http.route': '/graphql',
        'assent.request_id': expect.stringMatching(/^[0-9a-f-]{36}$/),
        'http.response.status_code': 200,
        'assent.caller': 'RECIPIENT',
        'graphql.operation.field': 'redeemGrant',
      },
    ]);
    expect(spans().map(({ name }) => name)).toEqual(
      expect.arrayContaining(['POST /graphql', 'GET none', 'GET /healthz']),
    );
  });

  it('go on with the trace of the client', () => {
    const [span] = spans().filter(({ traceId }) => traceId === TRACE);
    expect(span).toMatchObject({ name: 'GET /healthz', parentSpanId: PARENT });
  });

  it('name nobody, and neither do the metrics', () => {
    for (const all of [sent, sentMetrics])
      expect(
        secrets.filter((secret) => all.includes(secret) || all.includes(encodeURIComponent(secret))),
      ).toEqual([]);
  });
});

describe('the spans of the database', () => {
  const summary = (span: Span) => told(span)['db.query.summary'];
  const requests = () => new Map(spans().map((span) => [span.spanId, span]));
  const below = (field: string) =>
    spans().filter((span) => {
      const parent = requests().get(span.parentSpanId ?? '');
      return parent && told(parent)['graphql.operation.field'] === field;
    });

  it('are one for each group of statements, below the request that sent it', () => {
    const groups = spans().filter(({ name }) => name === 'database');
    expect(groups.length).toBeGreaterThan(10);
    for (const { parentSpanId } of groups)
      expect(requests().get(parentSpanId!)?.name).toMatch(/^(GET|POST) /);
    const ofRedemption = below('redeemGrant').map(summary);
    expect(ofRedemption.filter((one) => one!.includes('assent.redeem_together'))).toHaveLength(1);
    const [approval] = below('approveConsentRequest').filter((span) => summary(span)!.includes('give_grant'));
    expect(summary(approval!)).toMatch(/^BEGIN; .*SELECT assent\.give_grant.*; COMMIT$/);
  });

  it('have the names of statements and no text of SQL', () => {
    const names = spans().flatMap((span) => summary(span)?.split('; ') ?? []);
    expect(names.length).toBeGreaterThan(20);
    for (const name of names) expect(name).toMatch(/^[A-Z]+( (assent|record)\.[a-z_]+)?$/);
  });

  it('are named without what stands in quotes', () => {
    expect(statementName(`SELECT 'assent.secret', lock('it''s assent.other') FROM assent.session`)).toBe(
      'SELECT assent.session',
    );
    expect(statementName('insert into "assent"."consent_request" ("id") values (1)')).toBe(
      'INSERT assent.consent_request',
    );
    expect(statementName('begin')).toBe('BEGIN');
  });
});

describe('the metrics that the collector gets', () => {
  const metric = (name: string) =>
    JSON.parse(sentMetrics).resourceMetrics[0].scopeMetrics[0].metrics.find((one: any) => one.name === name);

  it('are those of GET /metrics, with their labels', () => {
    const requests = metric('assent_http_request_duration_seconds').histogram;
    expect(requests.aggregationTemporality).toBe(2);
    for (const {
      count,
      bucketCounts,
      explicitBounds,
      attributes,
      startTimeUnixNano,
    } of requests.dataPoints) {
      expect(bucketCounts).toHaveLength(explicitBounds.length + 1);
      expect(bucketCounts.reduce((sum: number, one: string) => sum + Number(one), 0)).toBe(Number(count));
      expect(attributes.map(({ key }: any) => key).sort()).toEqual(['method', 'route', 'status']);
      expect(startTimeUnixNano).toMatch(/^\d{19}$/);
    }
    const [one] = metric('assent_disclosures_total').sum.dataPoints;
    expect(one).toMatchObject({
      asDouble: 1,
      attributes: [{ key: 'replayed', value: { stringValue: 'false' } }],
    });
    const build = metric('assent_build_info').gauge.dataPoints[0];
    expect(build.attributes).toContainEqual({ key: 'node', value: { stringValue: process.version } });
  });
});

describe('a process without a collector', () => {
  it('loads nothing of OpenTelemetry: only startTracing imports it, when it is called', () => {
    const users = [...readSources().values()].filter(
      ({ path, text }) => path.startsWith('api/') && /^import (?!type)[^;]*'@opentelemetry/m.test(text),
    );
    expect(users.map(({ path }) => path)).toEqual([]);
  });
});

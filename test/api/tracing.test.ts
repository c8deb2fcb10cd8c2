import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readSources } from '../architecture/sources.js';
import { ENROLLED, freshKey, newGrant } from '../support/clients/consent.js';
import { type Platform, startPlatform } from '../support/platform/platform.js';

interface Span {
  readonly name: string;
  readonly traceId: string;
  readonly parentSpanId?: string;
  readonly attributes: readonly { readonly key: string; readonly value: { readonly stringValue?: string } }[];
}

let collector: Server;
let sent = '';
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

  it('name nobody', () => {
    expect(
      secrets.filter((secret) => sent.includes(secret) || sent.includes(encodeURIComponent(secret))),
    ).toEqual([]);
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

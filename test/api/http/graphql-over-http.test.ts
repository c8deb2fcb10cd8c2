import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { buildSchema, type GraphQLField, getNamedType, isObjectType } from 'graphql';
import { serverAudits } from 'graphql-http';
import { PUBLIC_FIELDS } from '../../../api/http/public-documents.js';
import { about, CLAIM, ENROLLED, freshKey, newGrant } from '../../support/clients/consent.js';
import { holdRow } from '../../support/database/held-row.js';
import { traceOfWrites } from '../../support/database/trace-of-writes.js';
import { type Platform, startPlatform } from '../../support/platform/platform.js';
import { projectFile } from '../../support/project.js';

let platform: Platform;
beforeAll(async () => {
  platform = await startPlatform();
});
afterAll(() => platform.stop());

const send = async (path: string, init: RequestInit = {}) => {
  const response = await fetch(platform.url + path, init);
  return { status: response.status, headers: response.headers, body: await response.text() };
};
const get = (query: string, headers: Record<string, string> = {}, more = '') =>
  send(`/graphql?query=${encodeURIComponent(query)}${more}`, { headers });
const post = (body: string | Uint8Array, headers: Record<string, string>) =>
  send('/graphql', { method: 'POST', body: body as never, headers });
/** Periodic tasks may write something meanwhile, so it is tried again: what the work itself records, it records each time. */
const recordsNothing = async (work: () => Promise<unknown>) => {
  let unchanged = false;
  for (let attempt = 0; attempt < 3 && !unchanged; attempt += 1) {
    const before = await traceOfWrites(platform.database);
    await work();
    unchanged = (await traceOfWrites(platform.database)) === before;
  }
  expect(unchanged).toBe(true);
};

describe('GraphQL over HTTP', () => {
  it('passes every audit of graphql-http, without a warning', async () => {
    const audits = serverAudits({ url: `${platform.url}/graphql`, fetchFn: fetch });
    const results = await Promise.all(audits.map((audit) => audit.fn()));
    expect(results.length).toBeGreaterThanOrEqual(61);
    const failed = results.filter(({ status }) => status !== 'ok' && status !== 'notice');
    expect(failed.map(({ id, name, ...result }) => [id, name, 'reason' in result && result.reason])).toEqual(
      [],
    );
  });

  it.each(['PUT', 'DELETE', 'PATCH', 'OPTIONS', 'HEAD'])(
    'answers %s with 405 and the methods that there are',
    async (method) => {
      const { status, headers } = await send('/graphql', { method });
      expect({ status, allow: headers.get('allow') }).toEqual({ status: 405, allow: 'GET, POST' });
    },
  );

  it('answers an overload and a rate, where they are the whole answer, with 503 and 429 and the time to wait', async () => {
    const { grant } = await newGrant(platform);
    const release = await holdRow(platform.database, 'consent_grant', grant.id);
    const busy = await platform.insurer.redeem(grant.id, freshKey(), ENROLLED);
    await release();
    expect(busy.errors[0]!.extensions.code).toBe('UNAVAILABLE');
    expect({ status: busy.status, wait: busy.headers.get('retry-after') }).toEqual({
      status: 503,
      wait: '1',
    });
    const person = platform.someone();
    const ask = 'mutation ($input: RequestConsentInput!) { requestConsent(input: $input) { id } }';
    const input = { subject: about(person), ...CLAIM, reference: 'one' };
    await platform.insurer.run(ask, { input });
    const again = await platform.insurer.send(ask, { input });
    expect(again.errors[0]!.extensions.code).toBe('RATE_LIMITED');
    expect(again.status).toBe(429);
    expect(Number(again.headers.get('retry-after'))).toBeGreaterThan(0);
  });
});

describe('GET', () => {
  it('serves documents of public fields, which caches may keep', async () => {
    const { status, headers, body } = await get('{ catalogue { version } purposes { code } }');
    expect({ status, kept: headers.get('cache-control') }).toEqual({
      status: 200,
      kept: 'public, max-age=60',
    });
    expect(headers.get('vary')).toMatch(/accept-language/);
    expect(JSON.parse(body).data.catalogue).toEqual({ version: 1 });
  });

  it('takes variables and the name of an operation', async () => {
    const { body } = await get(
      'query A($v: Int) { catalogue(version: $v) { version } } query B { purposes { code } }',
      {},
      `&operationName=A&variables=${encodeURIComponent('{"v":1}')}`,
    );
    expect(JSON.parse(body)).toEqual({ data: { catalogue: { version: 1 } } });
  });

  it('keeps no error in a cache', async () => {
    for (const query of [
      '{ catalogue(version: 99) { version } }',
      '{ nothing }',
      '{',
      '{ me { sessions { id } } }',
    ])
      expect([query, (await get(query)).headers.get('cache-control')]).toEqual([query, 'no-store']);
  });

  it.each([
    ['a mutation', 'mutation { endAllSessions }'],
    ['a subscription', 'subscription { nothing }'],
    ['a mutation beside a query', 'query A { purposes { code } } mutation B { endAllSessions }'],
    ['a field that needs a caller', '{ me { sessions { id } } }'],
    ['a field that needs a caller beside a public one', '{ purposes { code } me { sessions { id } } }'],
    ['a field that needs a caller under an alias', '{ purposes: me { sessions { id } } }'],
    ['a field that needs a caller in an inline fragment', '{ ... on Query { me { sessions { id } } } }'],
    [
      'a field that needs a caller in a fragment',
      'fragment F on Query { ...G } fragment G on Query { me { sessions { id } } } { ...F }',
    ],
    ['a field that records', '{ disclosure(id: "x") { id } }'],
    ['a field that is skipped', '{ purposes { code } me @skip(if: true) { sessions { id } } }'],
  ])('answers %s with 405, and records nothing, whoever’s credentials come with it', async (_, query) => {
    const me = await platform.person(platform.someone()).signIn('FACE');
    const authorization = `Bearer ${(me as unknown as { token: string }).token}`;
    await recordsNothing(async () => {
      for (const headers of [{}, { authorization }]) {
        const answer = await get(query, headers as Record<string, string>);
        expect({ status: answer.status, allow: answer.headers.get('allow') }).toEqual({
          status: 405,
          allow: 'POST',
        });
        expect(JSON.parse(answer.body).errors[0].extensions.code).toBe('BAD_USER_INPUT');
        expect(answer.body).not.toContain('"data"');
      }
    });
  });

  it('answers the same to everybody: credentials are not looked at', async () => {
    const me = await platform.person(platform.someone()).signIn('FACE');
    const known = await get('{ purposes { code } }', {
      authorization: `Bearer ${(me as unknown as { token: string }).token}`,
    });
    const wrong = await get('{ purposes { code } }', { authorization: 'Bearer nonsense' });
    expect([known.body, wrong.body]).toEqual(Array(2).fill((await get('{ purposes { code } }')).body));
  });

  it('serves fields whose whole answer is public: every field below them answers anybody, and records nothing', async () => {
    const schema = buildSchema(projectFile('schema.graphql'));
    const queries = Object.keys(PUBLIC_FIELDS)
      .filter((name) => !name.startsWith('__'))
      .flatMap((name) => below(schema.getQueryType()!.getFields()[name]!, new Set()))
      .map((selection) => `{ ${selection} }`);
    expect(queries.length).toBeGreaterThan(25);
    await recordsNothing(async () => {
      for (const query of queries) {
        const { status, body } = await get(query);
        expect([query, status, JSON.parse(body).errors]).toEqual([query, 200, undefined]);
      }
    });
  });
});

/** Arguments that a field needs, or with which all that lies below it is not too much for one answer. */
const WITH_ARGUMENTS: Record<string, string> = {
  consistencyProof: 'consistencyProof(from: 0, to: 0)',
  openData: 'openData(item: "PSN_NO")',
  products: 'products(first: 1)',
  recipients: 'recipients(first: 1)',
  recipientOf: 'recipientOf(code: "INS-ANXIN")',
};

/**
 * A selection for each field at or below this one, each type once. Of a recipient, objects and lists are its own: they refuse
 * everybody else (test/recipients/products.test.ts).
 */
function below(field: GraphQLField<unknown, unknown>, seen: Set<string>): string[] {
  const written = (field.args.length > 0 && WITH_ARGUMENTS[field.name]) || field.name;
  const type = getNamedType(field.type);
  if (!isObjectType(type)) return [written];
  if (seen.has(type.name)) return [`${written} { __typename }`];
  seen.add(type.name);
  return Object.values(type.getFields())
    .filter(({ type: inner }) => type.name !== 'Recipient' || !isObjectType(getNamedType(inner)))
    .flatMap((inner) => below(inner, seen))
    .map((selection) => `${written} { ${selection} }`);
}

describe('what a page of another site can make a browser send', () => {
  const MUTATION = JSON.stringify({
    query: 'mutation ($input: StartAuthenticationInput!) { startAuthentication(input: $input) { id } }',
    variables: { input: { method: 'SMS', action: 'SIGN_IN', certNo: '379900199001010011' } },
  });
  const origin = { origin: 'https://elsewhere.test' };

  it.each([
    'text/plain',
    'text/plain; charset=utf-8',
    'text/plain; a=application/json',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/graphql',
    'text/html',
  ])('does nothing as %s: it is refused with 415 before it is read', async (type) => {
    await recordsNothing(async () => {
      const { status, body } = await post(MUTATION, { 'content-type': type, ...origin });
      expect(status).toBe(415);
      expect(JSON.parse(body).errors[0].extensions).toMatchObject({ code: 'BAD_USER_INPUT', field: 'body' });
    });
  });

  it('does nothing as a body of no type', async () => {
    await recordsNothing(async () => {
      const { status } = await post(new TextEncoder().encode(MUTATION), origin);
      expect(status).toBe(415);
    });
  });

  it('is not allowed to be JSON: no preflight is answered', async () => {
    const { status, headers } = await send('/graphql', {
      method: 'OPTIONS',
      headers: {
        ...origin,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'content-type',
      },
    });
    expect(status).toBe(405);
    expect([...headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([]);
  });
});

describe('a body in another encoding than UTF-8', () => {
  /** `{"query": "{ __typename }", "operationName": null, "x": "中文"}` with the last word in GBK. */
  const GBK = Buffer.concat([
    Buffer.from('{"query": "{ __typename }", "x": "'),
    Buffer.from([0xd6, 0xd0, 0xce, 0xc4]),
    Buffer.from('"}'),
  ]);

  it.each(['gbk', 'GB2312', 'gb18030', '"gbk"', 'latin1', 'utf-16', 'utf-8x'])(
    'is refused with 415 when it says so: %s',
    async (charset) => {
      expect((await post(GBK, { 'content-type': `application/json; charset=${charset}` })).status).toBe(415);
    },
  );

  it.each(['application/json', 'application/json; charset=utf-8', 'application/json; charset=UTF8'])(
    'is refused as BAD_USER_INPUT when it says nothing or the wrong thing: %s',
    async (type) => {
      const { status, body } = await post(GBK, { 'content-type': type });
      expect(status).toBe(400);
      expect(JSON.parse(body).errors[0].extensions).toMatchObject({ code: 'BAD_USER_INPUT', field: 'body' });
    },
  );

  it('is not stored when the client itself has garbled it: U+FFFD is no character that anybody wrote', async () => {
    const input = { subject: about(platform.someone()), ...CLAIM, notice: '理赔\uFFFD\uFFFD' };
    const requests = async () =>
      (await platform.database.sql('SELECT id FROM assent.consent_request')).length;
    const before = await requests();
    expect(
      await platform.insurer.refusal(
        'mutation ($input: RequestConsentInput!) { requestConsent(input: $input) { id } }',
        { input },
      ),
    ).toMatchObject({ code: 'BAD_USER_INPUT', field: 'notice' });
    expect(await requests()).toBe(before);
  });

  it('is no obstacle for Chinese in UTF-8, with a byte order mark or without', async () => {
    const text = JSON.stringify({
      query: '{ __typename }',
      operationName: null,
      extensions: { note: '中文' },
    });
    for (const body of [text, `\uFEFF${text}`])
      expect((await post(body, { 'content-type': 'application/json; charset=utf-8' })).status).toBe(200);
  });
});

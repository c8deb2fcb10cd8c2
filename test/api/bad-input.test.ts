import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Answer, GraphqlClient } from '../../examples/clients/graphql-client.js';
import { CATALOGUE_VERSION } from '../../schema/catalogue.js';
import { ENROLLED, freshKey, newGrant } from '../support/clients/consent.js';
import { type Platform, startPlatform } from '../support/platform/platform.js';
import { BODIES, operation } from './bad-bodies.js';

let platform: Platform;
let grantId: string;

beforeAll(async () => {
  platform = await startPlatform();
  grantId = (await newGrant(platform)).grant.id;
});
afterAll(() => platform.stop());

const send = async (
  body: string | null,
  headers: Record<string, string> = { 'content-type': 'application/json' },
  method = 'POST',
  path = '/graphql',
) => {
  const response = await fetch(platform.url + path, { method, headers, body });
  const { errors = [], data } = (await response.json()) as Partial<Answer>;
  return { status: response.status, codes: errors.map(({ extensions }) => extensions.code), data, errors };
};

const lives = async () => expect((await fetch(`${platform.url}/healthz`)).status).toBe(200);

describe('an invalid body', () => {
  it.each(BODIES)(
    'such as %s is answered with the code and status of the list, and the process keeps running',
    async (_what, body, code, status) => {
      const answer = await send(body);
      expect({ status: answer.status, code: answer.codes[0] }).toEqual({ status, code });
      expect(new Set(answer.codes).size).toBe(1);
      expect(answer.data ?? null).toBeNull();
      expect(answer.errors[0]!.message).not.toMatch(/call stack|undefined|\[object/);
      await lives();
    },
  );

  it('is refused with the name of the field, variable or argument that is wrong', async () => {
    const named = async (query: string) => (await send(operation(query))).errors[0]!.extensions.field;
    expect(await named('{ purposes { code secret } }')).toBe('secret');
    expect(await named('query ($v: Int!) { catalogue(version: $v) { version } }')).toBe('v');
    expect(await named('{ grant { id } }')).toBe('id');
    const query = 'mutation ($input: RedeemGrantInput!) { redeemGrant(input: $input) { id } }';
    const inside = await send(operation(query, { input: { grantId: [], idempotencyKey: 'key' } }));
    expect(inside.errors[0]!.extensions.field).toBe('grantId');
  });

  it('does not change the prototypes of the process', async () => {
    await send(
      '{"query": "{ __typename }", "__proto__": {"admin": true}, "variables": {"__proto__": {"admin": true}}}',
    );
    expect(({} as any).admin).toBeUndefined();
    expect((await platform.anonymous.run('{ __typename }')).__typename).toBe('Query');
  });
});

describe('a request that is not POST /graphql with JSON', () => {
  it.each([
    ['text', 'text/plain'],
    ['a form', 'application/x-www-form-urlencoded'],
    ['an upload', 'multipart/form-data; boundary=x'],
    ['XML', 'application/xml'],
    ['bare GraphQL', 'application/graphql'],
  ])('but %s is refused', async (_what, type) => {
    const { status, codes } = await send('{ __typename }', { 'content-type': type });
    expect({ status, codes }).toEqual({ status: 415, codes: ['BAD_USER_INPUT'] });
  });

  it.each(['PUT', 'DELETE', 'PATCH'])('but %s is told which methods there are', async (method) => {
    const answer = await fetch(`${platform.url}/graphql`, { method });
    expect({ status: answer.status, allow: answer.headers.get('allow') }).toEqual({
      status: 405,
      allow: 'GET, POST',
    });
    await lives();
  });

  it.each([
    ['POST', '/graphql/'],
    ['POST', '/graphql/x'],
    ['GET', '/admin'],
    ['GET', '/%00'],
    ['GET', '/../../etc/passwd'],
    ['GET', '/%2e%2e/%2e%2e/etc/passwd'],
    ['GET', `/${'x'.repeat(5_000)}`],
  ])('but %s %s finds nothing', async (method, path) => {
    const { status, codes } = await send(
      method === 'GET' ? null : operation('{ __typename }'),
      undefined,
      method,
      path,
    );
    expect({ status, codes }).toEqual({ status: 404, codes: ['NOT_FOUND'] });
    await lives();
  });
});

describe('an invalid time', () => {
  const from = (value: unknown) =>
    platform.insurer.send(
      'mutation ($input: RequestConsentInput!) { requestConsent(input: $input) { id } }',
      {
        input: {
          subject: { person: { certNo: '379900199001010019', name: '某某' } },
          purpose: 'CLAIM_DIRECT_PAY',
          mode: 'ONE_TIME',
          validForDays: 3,
          notice: '核验',
          recordsTo: value,
        },
      },
    );
  it.each([
    '2026-02-30',
    '2026-13-01',
    '2026-1-1',
    '0000-01-01',
    '20260101',
    '2026-01-01T00:00:00Z',
    'today',
    20260101,
    true,
    {},
  ])('such as the day %p is refused', async (value) => {
    const { status, errors } = await from(value);
    expect({ status, code: errors[0]?.extensions.code }).toEqual({ status: 400, code: 'BAD_USER_INPUT' });
  });

  it.each([
    '2026-12-01T00:00:00',
    '2026-12-01',
    '2026-02-30T00:00:00Z',
    '2026-12-01T25:00:00Z',
    'tomorrow',
    1_796_083_200,
    null,
  ])('such as the moment %p, without an offset or not in the calendar, is refused', async (validUntil) => {
    const me = await platform.person(platform.someone()).signIn('FACE');
    const { status, errors } = await me.send(
      'mutation ($until: DateTime!) { approveConsentRequest(input: { id: "x", authentication: "x", validUntil: $until }) { id } }',
      { until: validUntil },
    );
    expect({ status, code: errors[0]?.extensions.code }).toEqual({ status: 400, code: 'BAD_USER_INPUT' });
  });
});

describe('an invalid page argument', () => {
  it.each([0, -1, 201, 2_147_483_647])(
    'such as the first %i is refused, in lists of one’s own data and of the engine',
    async (first) => {
      const me = await platform.person(platform.someone()).signIn('FACE');
      for (const lists of [
        'person { settlements(first: $first) { nodes { totalFee } } }',
        'grants(first: $first) { nodes { id } }',
      ]) {
        const { extensions } = (await me.send(`query ($first: Int) { me { ${lists} } }`, { first }))
          .errors[0]!;
        expect(extensions).toEqual({ code: 'BAD_USER_INPUT', field: 'first' });
      }
    },
  );

  it('such as the cursor of another list is refused', async () => {
    const me = await platform.person(platform.someone()).signIn('FACE');
    const { me: own } = await me.run(
      '{ me { person { settlements(first: 1) { nodes { totalFee } pageInfo { endCursor } } } } }',
    );
    const after = own.person.settlements.pageInfo.endCursor;
    expect(after).toEqual(expect.any(String));
    const other = await me.refusal(
      'query ($after: String) { me { person { encounters(after: $after) { nodes { careType } } } } }',
      { after },
    );
    expect(other).toMatchObject({ code: 'BAD_USER_INPUT', field: 'after' });
  });
});

describe('after all invalid requests', () => {
  it('no use has been counted: the next use of the grant is its first', async () => {
    const { data } = await platform.insurer.redeem(grantId, freshKey(), ENROLLED);
    expect(data.redeemGrant.useNumber).toBe(1);
    const [row] = await platform.database.sql(
      'SELECT count(*)::integer AS disclosures FROM assent.disclosure WHERE grant_id = $1',
      [grantId],
    );
    expect(row!.disclosures).toBe(1);
  });

  it('a valid request is answered', async () => {
    expect((await new GraphqlClient(platform.url).run('{ catalogue { version } }')).catalogue.version).toBe(
      CATALOGUE_VERSION,
    );
  });
});

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { getIntrospectionQuery } from 'graphql';
import { freePort } from '../../support/platform/free-port.js';
import { type Platform, startPlatform } from '../../support/platform/platform.js';
import { projectFile } from '../../support/project.js';

let platform: Platform;
let publicUrl: string;
let operatorUrl: string;
beforeAll(async () => {
  platform = await startPlatform();
  const port = await freePort();
  operatorUrl = `http://127.0.0.1:${port}`;
  ({ url: publicUrl } = await platform.another({
    NODE_ENV: 'production',
    OPERATOR_PORT: String(port),
  }));
});
afterAll(() => platform.stop());

async function ask(url: string, query: string) {
  const answer = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query }),
  });
  return { status: answer.status, body: (await answer.json()) as { data?: any; errors?: any[] } };
}

describe('the public port in production', () => {
  it('answers no introspection, neither of the schema nor of one type', async () => {
    for (const query of [getIntrospectionQuery(), '{ __type(name: "Grant") { fields { name } } }']) {
      const { status, body } = await ask(publicUrl, query);
      expect({ status, data: body.data, code: body.errors![0].extensions.code }).toEqual({
        status: 400,
        data: undefined,
        code: 'BAD_USER_INPUT',
      });
    }
  });

  it('serves no metrics', async () => {
    expect((await fetch(`${publicUrl}/metrics`)).status).toBe(404);
  });

  it('still answers what is public, and serves the schema as a file that is the committed one', async () => {
    expect((await ask(publicUrl, '{ catalogue { version } }')).status).toBe(200);
    const file = await fetch(`${publicUrl}/schema.graphql`);
    expect(file.headers.get('cache-control')).toContain('public');
    expect(await file.text()).toBe(projectFile('schema.graphql'));
  });
});

describe('the operator’s port', () => {
  it('serves the metrics of the public port', async () => {
    await fetch(`${publicUrl}/healthz`);
    const text = await (await fetch(`${operatorUrl}/metrics`)).text();
    expect(text).toMatch(/route="\/healthz",status="200"/);
  });

  it('answers introspection', async () => {
    const { body } = await ask(operatorUrl, getIntrospectionQuery());
    expect(body.data.__schema.types.length).toBeGreaterThan(100);
  });

  it.each([
    ['a field of the schema', '{ catalogue { version } }'],
    ['a field of the schema behind a fragment', '{ ...F } fragment F on Query { catalogue { version } }'],
    ['a field of the schema beside introspection', '{ __typename catalogue { version } }'],
    ['a mutation', 'mutation { approveConsentRequest(id: "1", approval: {}) { id } }'],
    ['what is not GraphQL', '{'],
  ])('refuses %s', async (_what, query) => {
    const { status, body } = await ask(operatorUrl, query);
    expect({ status, data: body.data }).toEqual({ status: 400, data: undefined });
  });

  it('serves nothing else of the platform', async () => {
    for (const path of ['/healthz', '/log/checkpoint', '/.well-known/jwks.json', '/export/x'])
      expect([path, (await fetch(operatorUrl + path)).status]).toEqual([path, 404]);
  });
});

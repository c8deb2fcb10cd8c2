import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { buildSchema } from 'graphql';
import { QueryLimits } from '../../../api/http/query-limits.js';
import { PortalClient } from '../../support/clients/portal-client.js';
import { type Platform, startPlatform } from '../../support/platform/platform.js';
import { projectFile, projectRoot } from '../../support/project.js';

const documents = JSON.parse(readFileSync(join(projectRoot, 'dist/web/documents.json'), 'utf8')) as Record<
  string,
  string
>;
const idOf = (query: string) => createHash('sha256').update(query).digest('hex');
const documentNamed = (name: string) =>
  Object.values(documents).find((text) => new RegExp(`\\bquery ${name}\\b`).test(text))!;

let platform: Platform;
let production: { url: string };
beforeAll(async () => {
  platform = await startPlatform();
  production = await platform.another({ NODE_ENV: 'production' });
});
afterAll(() => platform.stop());

const at = (url: string) => new PortalClient(url, platform.standInUrl);

it('the id of a document is the SHA-256 of its text', () => {
  expect(Object.keys(documents).length).toBeGreaterThan(20);
  for (const [id, text] of Object.entries(documents)) expect(id).toBe(idOf(text));
});

it('a page asks by the id of a document that it was built with', async () => {
  for (const { url } of [platform, production]) {
    const { body } = await at(url).send('POST', '/portal/graphql', {
      documentId: idOf(documentNamed('Catalogue')),
      variables: {},
    });
    expect(body.data.catalogue.version).toBeGreaterThan(0);
  }
});

it('production runs no other document, whoever’s session it is', async () => {
  const { body } = await at(production.url).send('POST', '/portal/graphql', { query: '{ __typename }' });
  expect(body.errors[0].extensions).toMatchObject({ code: 'BAD_USER_INPUT', field: 'documentId' });
});

it.each([
  ['an unknown id', 'a'.repeat(64)],
  ['a name of Object', 'constructor'],
  ['no text', 7],
  ['nothing', undefined],
])('a document can’t be asked for by %s', async (_what, documentId) => {
  const { body } = await at(production.url).send('POST', '/portal/graphql', { documentId });
  expect(body.errors[0].extensions.code).toBe('BAD_USER_INPUT');
});

it('every document is within the limits that hold for all', () => {
  const limits = new QueryLimits(buildSchema(projectFile('schema.graphql')));
  for (const text of Object.values(documents))
    expect(() => limits.check(text, {}, 'SIGNED_IN')).not.toThrow();
});

it('lists and the first page read no record of the person', () => {
  for (const text of Object.values(documents)) {
    const readsRecord = /\bme \{ person \{/.test(text);
    if (readsRecord) expect(text).toMatch(/^query My/);
  }
});

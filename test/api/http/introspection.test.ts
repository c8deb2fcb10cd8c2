import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { buildClientSchema, buildSchema, getIntrospectionQuery, type IntrospectionQuery } from 'graphql';
import { type Platform, startPlatform } from '../../support/platform/platform.js';
import { projectFile } from '../../support/project.js';

const ANSWER_BYTES_MAX = 1_000_000;

/** The query that the packaged GraphiQL sends: its options are off but for the descriptions. */
function graphiqlQuery(): string {
  const graphiql = dirname(createRequire(import.meta.url).resolve('graphiql/package.json'));
  const [text] = /query IntrospectionQuery \{[^`]*/.exec(
    readFileSync(join(graphiql, 'graphiql.min.js'), 'utf8'),
  )!;
  return text
    .replaceAll('\\n', '\n')
    .replace(/\$\{n\}/g, 'description')
    .replace(/\$\{[^}]*\}/g, '');
}

const ALL = {
  descriptions: true,
  specifiedByUrl: true,
  directiveIsRepeatable: true,
  schemaDescription: true,
  inputValueDeprecation: true,
  oneOf: true,
};

let platform: Platform;
beforeAll(async () => {
  platform = await startPlatform({ SEQUENCER: 'off', USE_NOTICES: 'off' });
});
afterAll(() => platform.stop());

describe('introspection outside production', () => {
  it.each([
    ['of graphql-js', () => getIntrospectionQuery()],
    ['of graphql-js with every option', () => getIntrospectionQuery(ALL)],
    ['of the packaged GraphiQL', graphiqlQuery],
  ])(
    '%s is answered to an anonymous client, with all descriptions and less than 1 MB',
    async (_of, query) => {
      const answer = await fetch(`${platform.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ query: query() }),
      });
      const text = await answer.text();
      expect(answer.status).toBe(200);
      expect(Buffer.byteLength(text)).toBeLessThan(ANSWER_BYTES_MAX);
      const schema = buildClientSchema((JSON.parse(text) as { data: IntrospectionQuery }).data);
      const written = buildSchema(projectFile('schema.graphql'));
      expect(Object.keys(schema.getTypeMap()).sort()).toEqual(Object.keys(written.getTypeMap()).sort());
      const { redeemGrant } = schema.getMutationType()!.getFields();
      expect(redeemGrant!.description).toBe(written.getMutationType()!.getFields().redeemGrant!.description);
      expect(redeemGrant!.description).toMatch(/\w/);
    },
  );
});

import { describe, expect, it } from '@jest/globals';
import { createSchema } from '../../api/graphql/schema.js';
import { schemaText } from '../../api/graphql/schema-text.js';
import { projectFile } from '../support/project.js';

describe('schema.graphql', () => {
  it('is what the platform serves; after a change: npm run build && npm run -s assent -- schema > schema.graphql', async () => {
    expect(projectFile('schema.graphql')).toBe(schemaText(await createSchema()));
  });
});

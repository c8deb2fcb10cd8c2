import { beforeAll, describe, expect, it } from '@jest/globals';
import { buildSchema, type ConstDirectiveNode, type ObjectTypeDefinitionNode, parse, print } from 'graphql';
import { createSchema } from '../../api/graphql/schema.js';
import { schemaText } from '../../api/graphql/schema-text.js';
import { personCategories, providerCategories } from '../../schema/catalogue.js';
import { agreedCatalogue as agreed } from './agreed.js';

/** What a level requires of items of providers; an insured person's items have their own column in the agreed list. */
const BY_LEVEL: Readonly<Record<string, string>> = {
  1: 'strength: SMS, verify: SMS',
  2: 'strength: SCAN, verify: SMS',
  3: 'strength: FACE, verify: SCAN',
};

const categoryOfType = new Map([
  ...personCategories.map(({ type, code }) => [type, code] as const),
  ...providerCategories.map(({ type, code }) => [type, `PROVIDER:${code}`] as const),
]);

const line = (path: string, code: string, level: string, strengths: string) =>
  `${path} @item(code: "${code}", level: ${level}, category: "${categoryOfType.get(path.split('.')[0]!)}") @requiresStrength(${strengths})`;

const expected = [
  ...agreed.items.map((text) => {
    const [code, path, , , level, , , strength, verify] = text.split(' | ') as [string, string, ...string[]];
    return line(path, code, level!, `strength: ${strength}, verify: ${verify}`);
  }),
  ...agreed.providerItems.map((text) => {
    const [code, path, , , level] = text.split(' | ') as [string, string, ...string[]];
    return line(path, code, level!, BY_LEVEL[level!]!);
  }),
];

/** Each field with the directives that are applied to it, as text. */
const fieldsWithDirectives = ({ name, fields = [] }: ObjectTypeDefinitionNode): string[] =>
  fields
    .filter(({ directives = [] }) => directives.length > 0)
    .map(({ name: field, directives = [] }) =>
      [`${name.value}.${field.value}`, ...directives.map((one: ConstDirectiveNode) => print(one))].join(' '),
    );

describe('the directives of the emitted SDL', () => {
  let types: ObjectTypeDefinitionNode[];
  beforeAll(async () => {
    const { definitions } = parse(schemaText(await createSchema()));
    types = definitions.filter((node) => node.kind === 'ObjectTypeDefinition');
  });

  it('give each item of the catalogue its code, level, category and strengths as agreed, and mark no other field', () => {
    expect(expected.length).toBeGreaterThan(100);
    expect(types.flatMap(fieldsWithDirectives).sort()).toEqual(expected.sort());
  });
});

describe('the emitted SDL', () => {
  it('is valid by itself: it defines the directives that it applies', async () => {
    const schema = buildSchema(schemaText(await createSchema()));
    expect(schema.getDirectives().map(({ name }) => name)).toEqual(
      expect.arrayContaining(['item', 'requiresStrength']),
    );
  });
});

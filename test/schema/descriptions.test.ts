import { beforeAll, describe, expect, it } from '@jest/globals';
import { type ASTNode, type DocumentNode, Kind, parse, type ScalarTypeDefinitionNode, visit } from 'graphql';
import { createSchema } from '../../api/graphql/schema.js';
import { schemaText } from '../../api/graphql/schema-text.js';

/** Everything in SDL that can carry a description and that this schema has. */
const DESCRIBED = [
  Kind.SCHEMA_DEFINITION,
  Kind.DIRECTIVE_DEFINITION,
  Kind.SCALAR_TYPE_DEFINITION,
  Kind.OBJECT_TYPE_DEFINITION,
  Kind.FIELD_DEFINITION,
  Kind.INPUT_VALUE_DEFINITION,
  Kind.INPUT_OBJECT_TYPE_DEFINITION,
  Kind.ENUM_TYPE_DEFINITION,
  Kind.ENUM_VALUE_DEFINITION,
] as const;

interface Definition {
  readonly kind: string;
  /** Names from the type down, such as Grant.disclosures.first. */
  readonly path: string;
  readonly description: string;
}

const namesOf = (nodes: readonly (ASTNode | readonly ASTNode[])[]): string[] =>
  nodes.flatMap((node) => ('kind' in node && 'name' in node && node.name ? [node.name.value] : []));

/** Every definition of the document, with what describes it; empty where nothing does. */
function definitionsOf(document: DocumentNode): Definition[] {
  const found: Definition[] = [];
  visit(document, {
    enter(node, _key, _parent, _path, ancestors) {
      if (!DESCRIBED.some((kind) => kind === node.kind) || !('description' in node)) return;
      const path = namesOf([...ancestors, node]).join('.') || 'schema';
      found.push({ kind: node.kind, path, description: node.description?.value ?? '' });
    },
  });
  return found;
}

describe('the description of the schema', () => {
  let document: DocumentNode;
  let definitions: Definition[];
  beforeAll(async () => {
    document = parse(schemaText(await createSchema()));
    definitions = definitionsOf(document);
  });

  it('is searched for at every kind of definition that the document has', () => {
    expect([...new Set(definitions.map(({ kind }) => kind))].sort()).toEqual([...DESCRIBED].sort());
    expect(definitions.length).toBeGreaterThan(700);
    const paths = definitions.map(({ path }) => path);
    for (const path of [
      'schema',
      'item.code',
      'Grant.disclosures.first',
      'GrantStatus.REVOKED',
      'SubjectInput.person',
    ])
      expect(paths).toContain(path);
  });

  it('finds a definition without a description', () => {
    const bare = definitionsOf(parse('"Described." type A { b(c: Int): Int }'));
    expect(bare.filter(({ description }) => !description).map(({ path }) => path)).toEqual(['A.b', 'A.b.c']);
  });

  it('is on the schema and on every type, field, argument, input field, enum, enum value and directive', () => {
    expect(
      definitions.filter(({ description }) => description.trim() === '').map(({ path }) => path),
    ).toEqual([]);
  });

  it('is a whole sentence: it ends with a full stop and is more than the name said again', () => {
    const bare = (text: string) => text.toLowerCase().replace(/[^a-z]/g, '');
    const poor = definitions.filter(
      ({ path, description }) =>
        !description.endsWith('.') || bare(description) === bare(path.split('.').at(-1)!),
    );
    expect(poor.map(({ path }) => path)).toEqual([]);
  });

  it('of a field whose type is nullable says when it is null', () => {
    const silent: string[] = [];
    visit(document, {
      FieldDefinition(field, _key, _parent, _path, ancestors) {
        const isItem = field.directives?.some(({ name }) => name.value === 'item');
        const saysNull = /\bnull\b/i.test(field.description?.value ?? '');
        if (field.type.kind !== Kind.NON_NULL_TYPE && !isItem && !saysNull)
          silent.push(namesOf([...(ancestors as ASTNode[]), field]).join('.'));
      },
    });
    expect(silent).toEqual([]);
  });

  it('links every scalar of ours to its specification and tells its masked form', () => {
    const scalars = document.definitions.filter(
      (node): node is ScalarTypeDefinitionNode => node.kind === Kind.SCALAR_TYPE_DEFINITION,
    );
    expect(scalars.map(({ name }) => name.value)).toEqual(['Date', 'DateTime', 'Decimal']);
    for (const scalar of scalars) {
      expect(scalar.directives?.map(({ name }) => name.value)).toEqual(['specifiedBy']);
      expect(scalar.description?.value).toMatch(/mask/);
    }
  });
});

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildASTSchema, getNamedType, parse } from 'graphql';

/**
 * Makes a document for each category of one's own record from the items that the schema declares by @item, so that a page
 * shows an item as soon as it is declared. One document reads one category and nothing else.
 */
const web = dirname(dirname(fileURLToPath(import.meta.url)));
const schema = buildASTSchema(parse(readFileSync(join(web, '..', 'schema.graphql'), 'utf8')));

const itemOf = ({ astNode }) => {
  const directive = astNode.directives.find(({ name }) => name.value === 'item');
  if (!directive) return null;
  const argument = (name) => directive.arguments.find((one) => one.name.value === name).value.value;
  return { code: argument('code'), category: argument('category') };
};

const itemsOf = (type) =>
  Object.values(type.getFields()).flatMap((field) => {
    const item = itemOf(field);
    return item ? [{ field: field.name, ...item }] : [];
  });

const categories = [];
for (const field of Object.values(schema.getType('InsuredPerson').getFields())) {
  const type = getNamedType(field.type);
  const isList = type.name.endsWith('Connection');
  const items = itemsOf(isList ? getNamedType(type.getFields().nodes.type) : type);
  if (items.length === 0) continue;
  categories.push({
    name: `My${field.name[0].toUpperCase()}${field.name.slice(1)}`,
    field: field.name,
    isList,
    items,
  });
}

const selection = ({ field, isList, items }) => {
  const fields = items.map((item) => item.field).join('\n        ');
  return isList
    ? `${field}(first: 100) { nodes { ${fields} } pageInfo { hasNextPage } }`
    : `${field} { ${fields} }`;
};

const out = join(web, 'generated');
mkdirSync(out, { recursive: true });
writeFileSync(
  join(out, 'records.graphql'),
  categories
    .map((one) => `query ${one.name} {\n  me {\n    person {\n      ${selection(one)}\n    }\n  }\n}\n`)
    .join('\n'),
);
writeFileSync(
  join(out, 'categories.ts'),
  `import * as documents from '../api/gql/graphql';

/** One category of one's own record: how it is read, and the code of the item that each of its fields holds. */
export interface Category {
  readonly document: documents.TypedDocumentString<unknown, Record<string, never>>;
  readonly field: string;
  readonly columns: readonly (readonly [field: string, item: string])[];
}

const of = (document: unknown, field: string, columns: Category['columns']): Category => ({
  document: document as Category['document'],
  field,
  columns,
});

export const CATEGORIES: ReadonlyMap<string, Category> = new Map([
${categories.map((one) => `  ['${one.items[0].category}', of(documents.${one.name}Document, '${one.field}', ${JSON.stringify(one.items.map(({ field, code }) => [field, code]))})],`).join('\n')}
]);
`,
);

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildASTSchema, getNamedType, parse } from 'graphql';

/**
 * Makes a document for each category of a record from the items that the schema declares by @item, so that a page
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

/** The categories of a person's or a provider's record, with what a document selects of each. */
function categoriesOf(subject) {
  const categories = [];
  for (const field of Object.values(schema.getType(subject).getFields())) {
    const type = getNamedType(field.type);
    const isList = type.name.endsWith('Connection');
    const items = itemsOf(isList ? getNamedType(type.getFields().nodes.type) : type);
    if (items.length === 0) continue;
    categories.push({
      suffix: field.name[0].toUpperCase() + field.name.slice(1),
      field: field.name,
      isList,
      items,
    });
  }
  return categories;
}

const selection = ({ field, isList, items }) => {
  const fields = items.map((item) => item.field).join('\n        ');
  return isList
    ? `${field}(first: 100) { nodes { ${fields} } pageInfo { hasNextPage } }`
    : `${field} { ${fields} }`;
};

/** Whose record: how a document comes to it, and what it takes for that. */
const READERS = {
  SELF: { name: 'My', subject: 'InsuredPerson', document: (of) => `me { person { ${of} } }` },
  WARD: {
    name: 'Wards',
    subject: 'InsuredPerson',
    takes: '($id: ID!)',
    document: (of) => `me { ward(id: $id) { person { ${of} } } }`,
  },
  PROVIDER: {
    name: 'Providers',
    subject: 'Provider',
    takes: '($id: ID!)',
    document: (of) => `me { provider(code: $id) { ${of} } }`,
  },
};

/**
 * A preview of an approval, with a variable for each category and each item: like a recipient, a page may select what would be
 * given and nothing else.
 */
const previewed = ({ name, field, subject }) => {
  const categories = categoriesOf(subject);
  const variable = (category, item) => `$${category.field}_${item.field}`;
  const declared = categories.flatMap((category) => [
    `$${category.field}: Boolean = false`,
    ...category.items.map((item) => `${variable(category, item)}: Boolean = false`),
  ]);
  const below = categories.map((category) => {
    const fields = category.items
      .map((item) => `${item.field} @include(if: ${variable(category, item)})`)
      .join(' ');
    const selected = category.isList ? `nodes { ${fields} } pageInfo { hasNextPage }` : fields;
    const page = category.isList ? '(first: 50)' : '';
    return `      ${category.field}${page} @include(if: $${category.field}) { ${selected} }`;
  });
  return `query ${name}($input: PreviewApprovalInput!, ${declared.join(', ')}) {
  previewApproval(input: $input) {
    problems { ...ApprovalProblem }
    ${field} {
${below.join('\n')}
    }
  }
}
`;
};
const PREVIEWS = [
  { name: 'PreviewOfPerson', field: 'person', subject: 'InsuredPerson' },
  { name: 'PreviewOfProvider', field: 'provider', subject: 'Provider' },
];

const readers = Object.entries(READERS).map(([kind, reader]) => ({
  kind,
  ...reader,
  categories: categoriesOf(reader.subject),
}));

const out = join(web, 'generated');
mkdirSync(out, { recursive: true });
writeFileSync(
  join(out, 'records.graphql'),
  readers
    .flatMap(({ name, takes = '', document, categories }) =>
      categories.map((one) => `query ${name}${one.suffix}${takes} {\n  ${document(selection(one))}\n}\n`),
    )
    .concat(PREVIEWS.map(previewed))
    .join('\n'),
);
writeFileSync(
  join(out, 'categories.ts'),
  `import * as documents from '../api/gql/graphql';

/** One category of a record: how it is read, and the code of the item that each of its fields holds. */
export interface Category {
  readonly document: documents.TypedDocumentString<unknown, { id?: string }>;
  readonly field: string;
  readonly columns: readonly (readonly [field: string, item: string])[];
}

const of = (document: unknown, field: string, columns: Category['columns']): Category => ({
  document: document as Category['document'],
  field,
  columns,
});

/** By whose record it is, and by the code of the category. */
export const CATEGORIES = {
${readers
  .map(
    ({ kind, name, categories }) => `  ${kind}: new Map<string, Category>([
${categories.map((one) => `    ['${one.items[0].category}', of(documents.${name}${one.suffix}Document, '${one.field}', ${JSON.stringify(one.items.map(({ field, code }) => [field, code]))})],`).join('\n')}
  ]),`,
  )
  .join('\n')}
} as const;
`,
);

// What a near relative reads of somebody who has died. One reading is one document, because each is counted; a variable for each
// item leaves out what was not approved.
const variableOf = (code) => code.replace(/\W/g, '_');
const people = categoriesOf('InsuredPerson');
const included = ({ field, isList, items }) => {
  const fields = items
    .map((item) => `${item.field} @include(if: $${variableOf(item.code)})`)
    .join('\n        ');
  return isList
    ? `${field}(first: 100) @include(if: $${field}) { nodes { ${fields} } pageInfo { hasNextPage } }`
    : `${field} @include(if: $${field}) { ${fields} }`;
};
const switches = people.flatMap(({ field, items }) => [field, ...items.map(({ code }) => variableOf(code))]);
writeFileSync(
  join(out, 'deceased.graphql'),
  `mutation ReadDeceased($application: ID!, ${[...new Set(switches)].map((name) => `$${name}: Boolean = false`).join(', ')}) {
  readDeceasedRecord(applicationId: $application) {
    useNumber
    usesRemaining
    person {
      ${people.map(included).join('\n      ')}
    }
  }
}
`,
);
writeFileSync(
  join(out, 'deceased.ts'),
  `import { ReadDeceasedDocument, type ReadDeceasedMutationVariables } from '../api/gql/graphql';

const CATEGORIES: readonly {
  readonly code: string;
  readonly field: string;
  readonly columns: readonly (readonly [field: string, item: string])[];
}[] = ${JSON.stringify(people.map(({ field, items }) => ({ code: items[0].category, field, columns: items.map((item) => [item.field, item.code]) })))};

/** One reading of these items: the document, what it selects, and the columns of each category. */
export function readingOf(codes: readonly string[]) {
  const categories = CATEGORIES.map((category) => ({
    ...category,
    columns: category.columns.filter(([, item]) => codes.includes(item)),
  })).filter(({ columns }) => columns.length > 0);
  const names = [...categories.map(({ field }) => field), ...codes.map((code) => code.replace(/\\W/g, '_'))];
  const variables = Object.fromEntries(names.map((name) => [name, true]));
  return {
    document: ReadDeceasedDocument,
    variables: variables as Omit<ReadDeceasedMutationVariables, 'application'>,
    categories,
  };
}
`,
);

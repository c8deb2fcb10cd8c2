import {
  type FieldNode,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLResolveInfo,
  getArgumentValues,
  getNamedType,
} from 'graphql';
import { collectSubfields } from 'graphql/execution/collectFields.js';
import { type CatalogueItem, categoryAt, findItem, itemAt } from '../schema/catalogue.js';
import type { Category } from '../schema/category.js';
import type { Need } from './decide.js';
import { LIMITS } from './limits.js';
import { badInput, refuse } from './refusal.js';

/** The page of one list, as its arguments ask for it. */
export interface Page {
  readonly from: string | null;
  readonly to: string | null;
  readonly first: number;
  readonly after: string | null;
}

/** One category selected below a subject, under its own response key (an alias makes a second one). */
export interface CategorySelection {
  /** Response key of the subject's own field, for `a: person { ... } b: person { ... }` are two. */
  readonly under: string;
  readonly key: string;
  readonly category: Category;
  readonly items: readonly CatalogueItem[];
  readonly page: Page;
}

/** One comparison asked of `verify`. */
export interface Assertion {
  readonly item: string;
  readonly equals?: string | null;
  readonly atLeast?: string | null;
  readonly atMost?: string | null;
}

/** What one document asks of one subject: computed from the document itself, as the executor will run it. */
export interface Selection {
  readonly needs: readonly Need[];
  readonly person: readonly CategorySelection[];
  readonly provider: readonly CategorySelection[];
  readonly assertions: readonly Assertion[];
}

type Subject = Category['subject'];
type Fields = ReadonlyMap<string, readonly FieldNode[]>;

const objectType = (type: GraphQLNamedType) => type as GraphQLObjectType;

/**
 * The fields below some nodes, by response key. It is the executor's own collector, so fragments, inline
 * fragments, aliases, variables, @skip and @include count here exactly as they will when the answer is made.
 */
const below = (info: GraphQLResolveInfo, type: GraphQLObjectType, nodes: readonly FieldNode[]): Fields =>
  collectSubfields(info.schema, info.fragments, info.variableValues, type, nodes as FieldNode[]);

const nameOf = (nodes: readonly FieldNode[]) => nodes[0]!.name.value;

const fieldType = (parent: GraphQLObjectType, name: string) => getNamedType(parent.getFields()[name]!.type);

function itemsBelow(
  info: GraphQLResolveInfo,
  type: GraphQLObjectType,
  nodes: readonly FieldNode[],
): CatalogueItem[] {
  const found = [...below(info, type, nodes).values()]
    .map(nameOf)
    .filter((name) => !name.startsWith('__'))
    .map((name) => {
      const item = itemAt(type.name, name);
      // Default deny: a field that is not an item has no place below a subject.
      if (!item) throw new Error(`${type.name}.${name} is not an item of the catalogue.`);
      return item;
    });
  return [...new Set(found)];
}

function pageOf(info: GraphQLResolveInfo, parent: GraphQLObjectType, node: FieldNode): Page {
  const args = getArgumentValues(parent.getFields()[node.name.value]!, node, info.variableValues);
  const first = (args.first as number | null | undefined) ?? LIMITS.defaultPageSize;
  if (first < 1 || first > LIMITS.pageSize) throw badInput('first', `first is from 1 to ${LIMITS.pageSize}.`);
  return {
    from: (args.from as string | undefined) ?? null,
    to: (args.to as string | undefined) ?? null,
    first,
    after: (args.after as string | undefined) ?? null,
  };
}

function categorySelection(
  info: GraphQLResolveInfo,
  parent: GraphQLObjectType,
  subject: Subject,
  under: string,
  [key, nodes]: [string, readonly FieldNode[]],
): CategorySelection {
  const category = categoryAt(subject, nameOf(nodes));
  if (!category) throw new Error(`${parent.name}.${nameOf(nodes)} is not a category of the catalogue.`);
  const type = objectType(fieldType(parent, category.field));
  const items = category.many
    ? [...below(info, type, nodes).values()]
        .filter((fields) => nameOf(fields) === 'nodes')
        .flatMap((fields) => itemsBelow(info, objectType(fieldType(type, 'nodes')), fields))
    : itemsBelow(info, type, nodes);
  // Rows without an item would still tell how many there are.
  if (items.length === 0) refuse('NOTHING_SELECTED', `${category.field} selects no item. No use was taken.`);
  return { under, key, category, items: [...new Set(items)], page: pageOf(info, parent, nodes[0]!) };
}

/** What is selected below one field of type InsuredPerson or Provider. */
function subjectSelection(
  info: GraphQLResolveInfo,
  subject: Subject,
  under: string,
  nodes: readonly FieldNode[],
): CategorySelection[] {
  const type = objectType(info.schema.getType(subject === 'PERSON' ? 'InsuredPerson' : 'Provider')!);
  return [...below(info, type, nodes)]
    .filter(([, fields]) => !nameOf(fields).startsWith('__'))
    .map((entry) => categorySelection(info, type, subject, under, entry));
}

const OPERATORS = ['equals', 'atLeast', 'atMost'] as const;

function checkAssertions(assertions: readonly Assertion[]): readonly Assertion[] {
  for (const { item, ...tests } of assertions) {
    const declared = findItem(item);
    if (!declared) throw badInput('assertions', 'An assertion names an item that does not exist.');
    const given = OPERATORS.filter((operator) => tests[operator] != null);
    if (given.length === 0) throw badInput('assertions', 'An assertion needs equals, atLeast or atMost.');
    const numeric = declared.kind.type === 'decimal' || declared.kind.type === 'integer';
    if (!numeric && given.some((operator) => operator !== 'equals'))
      throw badInput('assertions', 'Only amounts and numbers can be compared by atLeast and atMost.');
  }
  const items = assertions.map(({ item }) => item);
  // One comparison per item and use: many would read a hidden value out by guessing.
  if (new Set(items).size !== items.length)
    throw badInput('assertions', 'An item can be asserted once per redemption.');
  return assertions;
}

const needsOf = (categories: readonly CategorySelection[]): Need[] =>
  categories.flatMap(({ category, items, page }) => [
    ...items.map(({ code }): Need => ({ item: code, use: 'SHOWN' })),
    ...(page.from !== null || page.to !== null
      ? timeItems(category).map((item): Need => ({ item, use: 'FILTERED' }))
      : []),
  ]);

/** The items that a category's from and to filter by. */
const timeItems = (category: Category): string[] =>
  category.items
    .filter(({ kind }) => kind.column === category.time?.column || kind.column === category.time?.until)
    .map(({ code }) => code);

const unique = (needs: readonly Need[]): Need[] => [
  ...new Map(needs.map((need) => [`${need.item} ${need.use}`, need])).values(),
];

/** Selection of a subject read by its owner. */
export const ownSelection = (info: GraphQLResolveInfo, subject: Subject): Selection => {
  const categories = subjectSelection(info, subject, String(info.path.key), info.fieldNodes);
  return {
    needs: unique(needsOf(categories)),
    person: subject === 'PERSON' ? categories : [],
    provider: subject === 'PROVIDER' ? categories : [],
    assertions: [],
  };
};

/** Selection of a Disclosure: what stands below `person` and `provider`, and the arguments of `verify`. */
export function disclosureSelection(info: GraphQLResolveInfo): Selection {
  const type = objectType(getNamedType(info.returnType));
  const fields = [...below(info, type, info.fieldNodes)];
  const named = (name: string) => fields.filter(([, nodes]) => nameOf(nodes) === name);
  const categories = (of: Subject, name: string) =>
    named(name).flatMap(([under, nodes]) => subjectSelection(info, of, under, nodes));
  const assertions = checkAssertions(
    named('verify').flatMap(
      ([, nodes]) =>
        getArgumentValues(type.getFields().verify!, nodes[0]!, info.variableValues).assertions as Assertion[],
    ),
  );
  const person = categories('PERSON', 'person');
  const provider = categories('PROVIDER', 'provider');
  return {
    person,
    provider,
    assertions,
    needs: unique([
      ...needsOf([...person, ...provider]),
      ...assertions.map(({ item }): Need => ({ item, use: 'VERIFIED' })),
    ]),
  };
}

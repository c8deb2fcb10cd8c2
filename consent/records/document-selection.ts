import {
  type FieldNode,
  type GraphQLObjectType,
  type GraphQLResolveInfo,
  getArgumentValues,
  getNamedType,
  isObjectType,
} from 'graphql';
import { collectSubfields } from 'graphql/execution/collectFields.js';
import { type CatalogueItem, categoryAt, findItem, itemAt, itemOf } from '../../schema/catalogue.js';
import type { Category } from '../../schema/category.js';
import { LIMITS } from '../kernel/limits.js';
import { pageSizeOf } from '../kernel/page-size.js';
import { badInput, refuse } from '../kernel/refusal.js';
import { checkText } from '../kernel/text-input.js';
import type { Need } from './need.js';
import type { Shape, ShapeField } from './response-shape.js';
import { Assertion, CategorySelection, Comparison, Page, Selection } from './selection.js';
import { type FieldRequest, memoizeByDocument } from './selection-cache.js';

type Subject = Category['subject'];

/** A selected field with its node, which holds its arguments. */
interface Selected extends ShapeField {
  readonly node: FieldNode;
  readonly below: SelectedShape | null;
}
interface SelectedShape extends Shape {
  readonly fields: readonly Selected[];
}

const fieldType = (parent: GraphQLObjectType, name: string) => getNamedType(parent.getFields()[name]?.type);

/**
 * The fields below some nodes, by response key. It uses graphql-js's own field collection, so fragments, aliases,
 * variables, @skip and @include have the same effect here as in the execution.
 */
function selected(
  info: FieldRequest,
  type: GraphQLObjectType,
  nodes: readonly FieldNode[],
  wanted: (field: string) => boolean = () => true,
): SelectedShape {
  const found = collectSubfields(
    info.schema,
    info.fragments,
    info.variableValues,
    type,
    nodes as FieldNode[],
  );
  const fields = [...found]
    .filter(([, [node]]) => wanted(node!.name.value))
    .map(([key, of]): Selected => {
      const node = of[0]!;
      const result = fieldType(type, node.name.value);
      const below = isObjectType(result) ? selected(info, result, of) : null;
      return { key, field: node.name.value, node, below };
    });
  return { type: type.name, fields };
}

const shapeFields = (fields: readonly Selected[]): ShapeField[] =>
  fields
    .map(({ key, field, below }) => ({
      key,
      field,
      below: below && { type: below.type, fields: shapeFields(below.fields) },
    }))
    .sort((a, b) => (a.key < b.key ? -1 : 1));

const isMeta = ({ field }: Selected) => field.startsWith('__');

/** The items among the fields of one record. */
const itemsOf = ({ type, fields }: SelectedShape): CatalogueItem[] =>
  fields
    .filter((field) => !isMeta(field))
    .map(({ field }) => {
      const item = itemAt(type, field);
      // Default deny: every field of a record must be an item.
      if (!item) throw new Error(`${type}.${field} is not an item of the catalogue.`);
      return item;
    });

/** @throws Refusal BAD_USER_INPUT for a period that ends before it begins */
export function checkPeriod(from: string | null, to: string | null): void {
  if (from !== null && to !== null && from > to)
    throw badInput('from', {
      en: 'The period ends before it begins. Give from before to.',
      zh: '期间的结束早于开始。请使 from 不晚于 to。',
    });
}

function pageOf(info: FieldRequest, parent: GraphQLObjectType, { node, below }: Selected): Page {
  const args = getArgumentValues(parent.getFields()[node.name.value]!, node, info.variableValues);
  const from = (args.from as string | undefined) ?? null;
  const to = (args.to as string | undefined) ?? null;
  checkPeriod(from, to);
  return {
    from,
    to,
    first: pageSizeOf(args.first as number | null | undefined),
    after: (args.after as string | undefined) ?? null,
    cursor: below?.fields.some(({ field }) => field === 'pageInfo') ?? false,
  };
}

function categorySelection(
  info: FieldRequest,
  subject: Subject,
  under: string,
  selectedField: Selected,
): CategorySelection {
  const { key, field, below } = selectedField;
  const parent = subjectType(info, subject);
  const category = categoryAt(subject, field);
  if (!category || !below) throw new Error(`${parent.name}.${field} is not a category of the catalogue.`);
  const records = category.many
    ? below.fields.filter((one) => one.field === 'nodes').map((one) => one.below!)
    : [below];
  const items = records.flatMap(itemsOf);
  // A selection without items would still disclose the number of records.
  if (items.length === 0)
    refuse('NOTHING_SELECTED', {
      en: `${category.field} selects no item. No use was taken. Select at least one.`,
      zh: `${category.field} 没有选择信息项。本次未计次。请至少选择一项。`,
    });
  return { under, key, category, items: [...new Set(items)], page: pageOf(info, parent, selectedField) };
}

export const subjectType = ({ schema }: Pick<FieldRequest, 'schema'>, subject: Subject) =>
  schema.getType(subject === 'PERSON' ? 'InsuredPerson' : 'Provider') as GraphQLObjectType;

/** What is selected below one field of type InsuredPerson or Provider. */
const subjectSelection = (
  info: FieldRequest,
  subject: Subject,
  under: string,
  fields: readonly Selected[],
): CategorySelection[] =>
  fields.filter((field) => !isMeta(field)).map((field) => categorySelection(info, subject, under, field));

const OPERATORS = ['equals', 'atLeast', 'atMost'] as const;

/** The assertions of one `verify` field, by category. */
const comparisonsOf = (assertions: readonly Assertion[]): Comparison[] =>
  [...Map.groupBy(assertions, ({ item }) => itemOf(item).category)].map(([category, group]) => ({
    category,
    assertions: group,
  }));

/** @throws Refusal BAD_USER_INPUT */
export function checkAssertions(assertions: readonly Assertion[]): readonly Assertion[] {
  for (const { item, ...tests } of assertions) {
    const declared = findItem(item);
    if (!declared)
      throw badInput('assertions', {
        en: 'An assertion names an item that does not exist. The query `catalogue` lists them.',
        zh: '比对的信息项不存在。查询 `catalogue` 可列出所有信息项。',
      });
    checkText('assertions', tests.equals, LIMITS.assertedLength);
    const given = OPERATORS.filter((operator) => tests[operator] != null);
    if (given.length === 0)
      throw badInput('assertions', {
        en: 'An assertion needs equals, atLeast or atMost.',
        zh: '比对须给出 equals、atLeast 或 atMost。',
      });
    const numeric = declared.kind.type === 'decimal' || declared.kind.type === 'integer';
    if (!numeric && given.some((operator) => operator !== 'equals'))
      throw badInput('assertions', {
        en: 'Only amounts and numbers can be compared by atLeast and atMost. Use equals.',
        zh: '只有金额和数值可以用 atLeast、atMost 比对。请用 equals。',
      });
    if (tests.atLeast != null && tests.atMost != null && Number(tests.atLeast) > Number(tests.atMost))
      throw badInput('assertions', {
        en: 'Nothing is at least the one and at most the other. Give atLeast below atMost.',
        zh: '没有数值能同时满足两者。请使 atLeast 不大于 atMost。',
      });
  }
  const items = assertions.map(({ item }) => item);
  // One comparison for each item and use: several would let a recipient guess a value that it may not see.
  if (new Set(items).size !== items.length)
    throw badInput('assertions', {
      en: 'An item can be asserted once per redemption.',
      zh: '每次使用授权，同一信息项只能比对一次。',
    });
  return assertions;
}

const needsOf = (categories: readonly CategorySelection[]): Need[] =>
  categories.flatMap(({ category, items, page }) => [
    ...items.map(({ code }): Need => ({ item: code, use: 'SHOWN' })),
    ...(page.from !== null || page.to !== null
      ? timeItems(category).map((item): Need => ({ item, use: 'FILTERED' }))
      : []),
  ]);

/** The items by which a category's `from` and `to` arguments filter. */
export const timeItems = (category: Category): string[] =>
  category.items
    .filter(({ kind }) => kind.column === category.time?.column || kind.column === category.time?.until)
    .map(({ code }) => code);

const unique = (needs: readonly Need[]): Need[] => [
  ...new Map(needs.map((need) => [`${need.item} ${need.use}`, need])).values(),
];

/** The selection of a subject that is read by its owner. */
export const ownSelection = (info: GraphQLResolveInfo, subject: Subject): Selection => {
  const { fields } = selected(info, subjectType(info, subject), info.fieldNodes);
  const categories = subjectSelection(info, subject, String(info.path.key), fields);
  return {
    needs: unique(needsOf(categories)),
    person: subject === 'PERSON' ? categories : [],
    provider: subject === 'PROVIDER' ? categories : [],
    comparisons: [],
    shape: [],
  };
};

/** The fields of Disclosure that disclose data. */
export const DISCLOSING_FIELDS: ReadonlySet<string> = new Set(['person', 'provider', 'verify']);

/** The selection of a Disclosure: the fields below `person` and `provider`, and the arguments of `verify`. */
export const disclosureSelection = memoizeByDocument((info): Selection => {
  const type = getNamedType(info.returnType) as GraphQLObjectType;
  const { fields } = selected(info, type, info.fieldNodes, (field) => DISCLOSING_FIELDS.has(field));
  const categories = (of: Subject, name: string) =>
    fields
      .filter(({ field }) => field === name)
      .flatMap(({ key, below }) => subjectSelection(info, of, key, below!.fields));
  const asserted = new Map(
    fields
      .filter(({ field }) => field === 'verify')
      .map(({ key, node }): [string, readonly Assertion[]] => {
        const args = getArgumentValues(type.getFields().verify!, node, info.variableValues);
        return [key, args.assertions as Assertion[]];
      }),
  );
  const assertions = checkAssertions([...asserted.values()].flat());
  const person = categories('PERSON', 'person');
  const provider = categories('PROVIDER', 'provider');
  return {
    person,
    provider,
    comparisons: [...asserted.values()].flatMap(comparisonsOf),
    shape: shapeFields(fields).map((field) => ({
      ...field,
      asserts: asserted.get(field.key)?.map(({ item }) => item) ?? [],
    })),
    needs: unique([
      ...needsOf([...person, ...provider]),
      ...assertions.map(({ item }): Need => ({ item, use: 'VERIFIED' })),
    ]),
  };
});

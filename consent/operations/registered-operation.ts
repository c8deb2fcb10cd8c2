import {
  type DocumentNode,
  GraphQLError,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  validate,
  visit,
} from 'graphql';
import type { Bilingual } from '../kernel/bilingual.js';
import type { ItemDelivery } from '../kernel/delivery.js';
import { Refusal } from '../kernel/refusal.js';
import { deliveryIn, type Purpose } from '../purposes/purpose.js';
import { documentId } from '../recipients/registered-documents.js';
import { DISCLOSING_FIELDS } from '../records/document-selection.js';
import { itemsNotGranted } from '../records/granted-needs.js';
import { type ConditionalField, ConditionalFields } from './conditional-fields.js';
import { Conditions, NEVER, TooEntangled } from './conditions.js';
import { type ConditionalNeed, type DisclosedItems, DisclosedItemsOf } from './disclosed-items.js';
import { OPEN_FIELDS } from './open-fields.js';
import {
  NotRegistrable,
  notRegistrable,
  type OperationProblem,
  type OperationProblemCode,
} from './problems.js';

/** A Boolean variable of @include or @skip, and the items that hang on it. */
export interface OperationSwitch {
  readonly variable: string;
  readonly items: readonly string[];
}

/** What a document can do, under any variables. */
export interface RegisteredOperation {
  /** SHA-256 of the UTF-8 text, in hex. */
  readonly id: string;
  readonly document: string;
  /** The items that it can read, each as the purpose delivers it. */
  readonly reads: readonly ItemDelivery[];
  /** The items by which it can filter records. */
  readonly filtersBy: readonly string[];
  /** The items that it can compare. */
  readonly compares: readonly string[];
  readonly switches: readonly OperationSwitch[];
  /** Those of all these items that the purpose does not require. */
  readonly beyondMinimum: readonly string[];
  /** Fields of the document and elements of lists in the answer, at most. */
  readonly cost: number;
}

/** What it is registered for. */
export interface RegisteredFor {
  readonly purpose: Purpose;
  /** The agreement's items; null means all of the purpose. */
  readonly items: readonly string[] | null;
}

/** The API, as far as a document is analysed against it. */
export interface AnalysedApi {
  readonly schema: GraphQLSchema;
  /** Parses a document and measures it at its greatest. @throws Refusal over a limit; GraphQLError for what is no GraphQL */
  measure(document: string): {
    readonly document: DocumentNode;
    readonly cost: number;
    /** The field that it consists of; null if there are several. */
    readonly onlyField: string | null;
  };
  /** A message of GraphQL in both languages. */
  textOf(message: string): Bilingual;
}

export type Analysis =
  | { readonly operation: RegisteredOperation; readonly problem: null }
  | { readonly operation: null; readonly problem: OperationProblem };

/**
 * Analyses a document against the schema: which items it can read, filter by and compare under any variables, and which of
 * them hang on which switch. It is exact: each item that is named is reached by some values, and no values reach another.
 */
export function registeredOperation(document: string, agreed: RegisteredFor, api: AnalysedApi): Analysis {
  try {
    return { operation: analysed(document, agreed, api), problem: null };
  } catch (error) {
    return { operation: null, problem: problemOf(error, api) };
  }
}

function problemOf(error: unknown, api: AnalysedApi): OperationProblem {
  if (error instanceof NotRegistrable) return error.problem;
  if (error instanceof GraphQLError) return { code: 'INVALID', text: api.textOf(error.message) };
  if (error instanceof Refusal) return { code: codeOf(error), text: error.text };
  if (error instanceof TooEntangled)
    return {
      code: 'TOO_ENTANGLED',
      text: {
        en: 'Its @include and @skip are too entangled to be reviewed. Register several simpler documents.',
        zh: '`@include` 和 `@skip` 过于复杂，无法审查。请拆成几份更简单的文档。',
      },
    };
  throw error;
}

function codeOf({ code, detail }: Refusal): OperationProblemCode {
  if (code === 'QUERY_TOO_EXPENSIVE') return 'TOO_EXPENSIVE';
  return detail.field === 'query' ? 'INVALID' : 'BAD_ARGUMENT';
}

function analysed(source: string, agreed: RegisteredFor, api: AnalysedApi): RegisteredOperation {
  const { document, cost } = api.measure(source);
  const operation = onlyOperation(document);
  const [wrong] = validate(api.schema, document);
  if (wrong) throw notRegistrable('INVALID', api.textOf(wrong.message));
  const conditions = new Conditions();
  const fields = new ConditionalFields(document, conditions);
  const roots = fields.of(operation.selectionSet);
  assertOpen(roots);
  const parent = api.schema.getRootType(operation.operation)!;
  const isDisclosure = ({ name }: ConditionalField) =>
    getNamedType(parent.getFields()[name]?.type)?.name === 'Disclosure';
  for (const root of roots) assertNoDataElsewhere(api.schema, fields, parent, root, isDisclosure(root));
  const collect = new DisclosedItemsOf(api.schema, fields, conditions);
  const disclosed = roots.filter(isDisclosure).map((root) => ({ root, ...collect.of(root) }));
  const needs = disclosed.flatMap(({ root, ...one }) => {
    const reached = reachable(one, conditions);
    if (root.name === 'redeemGrant' && reached.length === 0) throw readsNothing();
    return reached;
  });
  assertAllowed(needs, agreed);
  const coded = (use: ConditionalNeed['use']) =>
    [...new Set(needs.filter((need) => need.use === use).map(({ item }) => item))].sort();
  return {
    id: documentId(source),
    document: source,
    reads: coded('SHOWN').map((item) => ({ item, delivery: deliveryIn(agreed.purpose, item)! })),
    filtersBy: coded('FILTERED'),
    compares: coded('VERIFIED'),
    switches: switchesOf(document, needs, conditions),
    beyondMinimum: beyondMinimum(needs, agreed.purpose),
    cost,
  };
}

function onlyOperation({ definitions }: DocumentNode): OperationDefinitionNode {
  const operations = definitions.filter(({ kind }) => kind === Kind.OPERATION_DEFINITION);
  const [only] = operations as OperationDefinitionNode[];
  if (!only || operations.length > 1)
    throw notRegistrable('NOT_ONE_OPERATION', {
      en: `A registered document has one operation; this one has ${operations.length}. Register each in a document of its own.`,
      zh: `登记的文档只含一项操作，此文档有 ${operations.length} 项。请分别登记。`,
    });
  return only;
}

function assertOpen(roots: readonly ConditionalField[]): void {
  const introspection = roots.find(({ name }) => name === '__schema' || name === '__type');
  if (introspection)
    throw notRegistrable('INTROSPECTION', {
      en: 'Introspection is not registered. Take the schema from /schema.graphql.',
      zh: '内省查询不予登记。模式请从 /schema.graphql 获取。',
    });
  const closed = roots.find(({ name }) => !OPEN_FIELDS.has(name));
  if (closed)
    throw notRegistrable('FIELD_NOT_OPEN', {
      en: `${closed.name} is not a field that an institution calls. Leave it out.`,
      zh: `${closed.name} 不是机构可以调用的字段。请去掉。`,
    });
}

/** Items are read below a Disclosure at the root and nowhere else. */
function assertNoDataElsewhere(
  schema: GraphQLSchema,
  fields: ConditionalFields,
  parent: GraphQLObjectType,
  field: ConditionalField,
  discloses: boolean,
): void {
  if (field.name.startsWith('__')) return;
  const type = getNamedType(parent.getFields()[field.name]!.type);
  if (!isObjectType(type)) return;
  for (const below of fields.below(field)) {
    const isData = type.name === 'Disclosure' && DISCLOSING_FIELDS.has(below.name);
    if (isData && discloses) continue;
    if (isData || type === schema.getType('InsuredPerson') || type === schema.getType('Provider'))
      throw notRegistrable('DATA_ELSEWHERE', {
        en: `${below.name} discloses data only below redeemGrant or disclosure at the root. Leave it out elsewhere.`,
        zh: `${below.name} 只在根字段 redeemGrant 或 disclosure 下提供数据。请从其他位置去掉。`,
      });
    assertNoDataElsewhere(schema, fields, type, below, false);
  }
}

const readsNothing = () =>
  notRegistrable('READS_NOTHING', {
    en: 'No values of its variables let this document read or compare an item. Select at least one below person, provider or verify; each category needs one.',
    zh: '无论变量取何值，此文档都读不到也比对不到任何信息项。请在 person、provider 或 verify 下至少选择一项；每个类别都须有信息项。',
  });

const reachable = ({ needs, answered }: DisclosedItems, { both }: Conditions): ConditionalNeed[] =>
  needs.filter(({ when }) => both(when, answered) !== NEVER);

function assertAllowed(needs: readonly ConditionalNeed[], { purpose, items }: RegisteredFor): void {
  const allowed = [...purpose.required, ...purpose.optional].filter(
    ({ item }) => items?.includes(item) ?? true,
  );
  const beyond = itemsNotGranted(needs, allowed).sort();
  if (beyond.length > 0)
    throw notRegistrable(
      'ITEM_NOT_ALLOWED',
      {
        en: `Beyond what the agreement gives for ${purpose.code}, or not in this way: ${beyond.join(', ')}. Leave these out.`,
        zh: `超出协议为 ${purpose.code} 所给的范围，或不能以此方式提供：${beyond.join('、')}。请去掉。`,
      },
      beyond,
    );
}

const beyondMinimum = (needs: readonly ConditionalNeed[], { required }: Purpose): string[] =>
  [...new Set(needs.map(({ item }) => item))]
    .filter((code) => required.every(({ item }) => item !== code))
    .sort();

/** All variables of @include and @skip, also those on which no item hangs. */
function switchesOf(
  document: DocumentNode,
  needs: readonly ConditionalNeed[],
  conditions: Conditions,
): OperationSwitch[] {
  const variables = new Set<string>();
  visit(document, {
    Directive: ({ arguments: given }) => {
      for (const { value } of given ?? []) if (value.kind === Kind.VARIABLE) variables.add(value.name.value);
    },
  });
  // Each use by itself: an item by which records are always filtered may be shown under a switch.
  const uses = [...Map.groupBy(needs, ({ item, use }) => `${use} ${item}`).values()];
  const hanging = uses.map((places) => ({
    item: places[0]!.item,
    on: conditions.variablesOf(places.map(({ when }) => when).reduce(conditions.either, NEVER)),
  }));
  return [...variables].map((variable) => ({
    variable,
    items: [...new Set(hanging.filter(({ on }) => on.has(variable)).map(({ item }) => item))].sort(),
  }));
}

import { hash } from 'node:crypto';
import { type DocumentNode, GraphQLError, type GraphQLSchema, Kind, parse } from 'graphql';
import { LRUCache } from 'lru-cache';
import type { Bilingual } from '../../consent/kernel/bilingual.js';
import { LIMITS } from '../../consent/kernel/limits.js';
import { Refusal } from '../../consent/kernel/refusal.js';
import { type DocumentCost, documentCost, FragmentProblem, type Variables } from './document-cost.js';
import { graphqlText } from './graphql-texts.js';
import { introspectionIsFlat } from './introspection-depth.js';
import { ListSizes } from './list-sizes.js';

/** Anonymous callers have lower limits. */
export type Audience = 'ANONYMOUS' | 'SIGNED_IN';

/** The limits of a document, with its fragments expanded. */
export interface Limits {
  readonly operations: number;
  readonly fragments: number;
  readonly fields: number;
  readonly aliases: number;
  /** Root fields of an operation. */
  readonly rootFields: number;
  /** Changes in one operation: one, so that no limit on changes is taken in one go. */
  readonly mutationFields: number;
  readonly depth: number;
  /** List elements in one answer. */
  readonly rows: number;
  /** Occurrences of the same response key in a selection set. Validation compares each pair of them. */
  readonly repeats: number;
}

export const QUERY_LIMITS: {
  /** Bytes of a request body. */
  readonly bodyBytes: number;
  /** Tokens of a document. */
  readonly tokens: number;
} & Readonly<Record<Audience, Limits>> = {
  bodyBytes: 256 * 1024,
  tokens: 8_000,
  ANONYMOUS: {
    operations: 5,
    fragments: 40,
    fields: 600,
    aliases: 60,
    rootFields: 20,
    mutationFields: 1,
    depth: 24,
    rows: 12_000,
    repeats: 12,
  },
  SIGNED_IN: {
    operations: 20,
    fragments: 100,
    fields: 4_000,
    aliases: 200,
    rootFields: 100,
    mutationFields: 1,
    depth: 24,
    rows: 20_000,
    repeats: 50,
  },
};

const NAMES: Readonly<Record<keyof Limits, Bilingual>> = {
  operations: { en: 'operations', zh: '项操作' },
  fragments: { en: 'fragments', zh: '个片段' },
  fields: { en: 'fields', zh: '个字段' },
  aliases: { en: 'aliases', zh: '个别名' },
  rootFields: { en: 'fields at the root', zh: '个根字段' },
  mutationFields: { en: 'fields of a mutation', zh: '个变更字段' },
  depth: { en: 'levels of depth', zh: '层嵌套' },
  rows: { en: 'rows', zh: '行' },
  repeats: { en: 'fields with the same name side by side', zh: '个并列的同名字段' },
};

export const tooExpensive = (what: Bilingual, limit: number): Refusal =>
  new Refusal(
    'QUERY_TOO_EXPENSIVE',
    {
      en: `The query is over the limit of ${limit} ${what.en}. Ask for less at once.`,
      zh: `查询超出限额：至多 ${limit} ${what.zh}。请减少一次查询的内容。`,
    },
    { limit },
  );

interface KnownDocument {
  /** The names of the variables that its cost depends on. */
  readonly sizedBy: readonly string[];
  readonly onlyField: string | null;
}

/**
 * Checks the cost of a document before GraphQL validates it. Validation and execution of a short document can take long;
 * this check takes time in proportion to the length of the document. Sizes that are known only when lists are read are
 * limited by `AnswerSize`.
 */
export class QueryLimits {
  private readonly sizes: ListSizes;
  /** What is known of a document, by its digest. */
  private readonly known = new LRUCache<string, KnownDocument>({ max: 2_000 });
  /** Documents that passed the check, by audience, digest and values of those variables. Clients repeat few documents. */
  private readonly admitted = new LRUCache<string, true>({ max: 5_000 });

  constructor(private readonly schema: GraphQLSchema) {
    this.sizes = new ListSizes(schema);
  }

  /**
   * @returns the field that the document consists of, if it is one operation with one field
   * @throws Refusal QUERY_TOO_EXPENSIVE over a limit, BAD_USER_INPUT for a fragment that is unknown, unused or spreads
   * itself. A document with a syntax error passes, because the GraphQL server explains the error.
   */
  check(source: string, variables: Variables, audience: Audience): string | null {
    const digest = hash('sha256', source, 'base64');
    const known = this.known.get(digest);
    if (known && this.admitted.has(keyOf(audience, digest, known.sizedBy, variables))) return known.onlyField;
    const document = parsed(source);
    if (!document) return null;
    const limits = QUERY_LIMITS[audience];
    const cost = this.measure(document, variables, limits);
    hold(limits, cost);
    if (!introspectionIsFlat(document))
      throw tooExpensive({ en: 'lists of introspection inside each other', zh: '层相互嵌套的内省列表' }, 1);
    const onlyField = onlyFieldOf(document);
    this.known.set(digest, { sizedBy: cost.sizedBy, onlyField });
    this.admitted.set(keyOf(audience, digest, cost.sizedBy, variables), true);
    return onlyField;
  }

  /**
   * The document, and what it costs at most, whatever its variables are: fields, and elements of lists in the answer.
   * @throws Refusal as `check` does for somebody who is signed in; GraphQLError for what can't be parsed
   */
  greatest(source: string): { document: DocumentNode; cost: number; onlyField: string | null } {
    const document = parsed(source) ?? parse(source);
    const limits = QUERY_LIMITS.SIGNED_IN;
    const { sizedBy } = this.measure(document, {}, limits);
    const largest = Object.fromEntries(sizedBy.map((name) => [name, LIMITS.pageSize]));
    const greatest = this.measure(document, largest, limits);
    hold(limits, greatest);
    return {
      document,
      cost: greatest.cost.fields + greatest.cost.rows,
      onlyField: onlyFieldOf(document),
    };
  }

  private measure(document: DocumentNode, variables: Variables, limits: Limits): DocumentCost {
    // These are counted first, because the time to measure is in proportion to operations times fragments.
    const count = (kind: Kind) =>
      document.definitions.filter((definition) => definition.kind === kind).length;
    holdOne(limits, 'operations', count(Kind.OPERATION_DEFINITION));
    holdOne(limits, 'fragments', count(Kind.FRAGMENT_DEFINITION));
    try {
      return documentCost(document, this.schema, this.sizes, variables);
    } catch (error) {
      if (error instanceof FragmentProblem)
        throw new Refusal('BAD_USER_INPUT', graphqlText(error.message), { field: 'query' });
      throw error;
    }
  }
}

function holdOne(limits: Limits, name: keyof Limits, value: number): void {
  if (value > limits[name]) throw tooExpensive(NAMES[name], limits[name]);
}

function hold(limits: Limits, { cost, rootFields, mutationFields }: DocumentCost): void {
  for (const name of ['depth', 'repeats', 'fields', 'aliases', 'rows'] as const)
    holdOne(limits, name, cost[name]);
  holdOne(limits, 'mutationFields', mutationFields);
  holdOne(limits, 'rootFields', rootFields);
}

function onlyFieldOf({ definitions }: DocumentNode): string | null {
  const operations = definitions.filter((one) => one.kind === Kind.OPERATION_DEFINITION);
  const selections = operations.length === 1 ? operations[0]!.selectionSet.selections : [];
  const [field] = selections;
  return selections.length === 1 && field?.kind === Kind.FIELD ? field.name.value : null;
}

const keyOf = (
  audience: Audience,
  digest: string,
  sizedBy: readonly string[],
  variables: Variables,
): string =>
  sizedBy.length === 0
    ? `${audience} ${digest}`
    : `${audience} ${digest} ${JSON.stringify(sizedBy.map((name) => variables[name]))}`;

function parsed(source: string): DocumentNode | null {
  try {
    return parse(source, { maxTokens: QUERY_LIMITS.tokens, noLocation: true });
  } catch (error) {
    // graphql-js 16 writes "more that" where "more than" is meant.
    if (error instanceof GraphQLError && /contains more tha[nt] \d+ tokens/.test(error.message))
      throw tooExpensive({ en: 'tokens', zh: '个词法单元' }, QUERY_LIMITS.tokens);
    // Deep nesting overflows the stack of the recursive parser. The nesting may be in a literal of lists.
    if (error instanceof RangeError) throw tooExpensive(NAMES.depth, QUERY_LIMITS.SIGNED_IN.depth);
    return null;
  }
}

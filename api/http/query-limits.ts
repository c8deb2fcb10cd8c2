import { createHash } from 'node:crypto';
import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  GraphQLError,
  type GraphQLSchema,
  isObjectType,
  Kind,
  parse,
  type SelectionSetNode,
} from 'graphql';
import { LRUCache } from 'lru-cache';
import { LIMITS } from '../../consent/kernel/limits.js';
import { Refusal } from '../../consent/kernel/refusal.js';

/** What one request may cost, judged before validation and before anything is resolved. */
export const QUERY_LIMITS = {
  /** Bytes of a request body. */
  bodyBytes: 256 * 1024,
  tokens: 8_000,
  depth: 24,
  aliases: 200,
  /** Fields of the document with its fragments spread out. */
  fields: 4_000,
  /** Rows that the lists of one answer could hold together. */
  rows: 20_000,
} as const;

const tooExpensive = (what: string, limit: number): Refusal =>
  new Refusal(
    'QUERY_TOO_EXPENSIVE',
    `The query is over the limit of ${limit} ${what}. Ask for less at once.`,
    { limit },
  );

interface Tally {
  aliases: number;
  fields: number;
  rows: number;
}

/** Fields that return a page, with the page size they have when nothing is said. */
function pagedFields(schema: GraphQLSchema): ReadonlyMap<string, number> {
  const paged = new Map<string, number>();
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type)) continue;
    for (const field of Object.values(type.getFields())) {
      const first = field.args.find(({ name }) => name === 'first');
      if (first) paged.set(field.name, Number(first.defaultValue ?? LIMITS.pageSize));
    }
  }
  return paged;
}

/** Counts what a document asks for; throws as soon as it is too much, so that counting stays cheap. */
export class QueryLimits {
  private readonly paged: ReadonlyMap<string, number>;
  /** Verdicts by digest of the text: a client sends the same few documents again and again. */
  private readonly judged = new LRUCache<string, true>({ max: 2_000 });

  constructor(schema: GraphQLSchema) {
    this.paged = pagedFields(schema);
  }

  /** @throws Refusal QUERY_TOO_EXPENSIVE; a document that can't be parsed is left to the parser to explain */
  check(source: string): void {
    const digest = createHash('sha256').update(source).digest('base64');
    if (this.judged.has(digest)) return;
    const document = this.parse(source);
    if (!document) return;
    const fragments = new Map(
      document.definitions
        .filter(
          (definition): definition is FragmentDefinitionNode => definition.kind === Kind.FRAGMENT_DEFINITION,
        )
        .map((definition) => [definition.name.value, definition]),
    );
    const tally: Tally = { aliases: 0, fields: 0, rows: 0 };
    for (const definition of document.definitions)
      if (definition.kind === Kind.OPERATION_DEFINITION)
        this.walk(definition.selectionSet, fragments, tally, 1, 1, new Set());
    this.judged.set(digest, true);
  }

  private parse(source: string): DocumentNode | null {
    try {
      return parse(source, { maxTokens: QUERY_LIMITS.tokens, noLocation: true });
    } catch (error) {
      // graphql's own words are "more that 8000 tokens".
      if (error instanceof GraphQLError && /contains more tha[nt] \d+ tokens/.test(error.message))
        throw tooExpensive('tokens', QUERY_LIMITS.tokens);
      // Nested so deep, if only in a literal, that the parser's stack is full.
      if (error instanceof RangeError) throw tooExpensive('levels of depth', QUERY_LIMITS.depth);
      return null;
    }
  }

  private walk(
    set: SelectionSetNode,
    fragments: ReadonlyMap<string, FragmentDefinitionNode>,
    tally: Tally,
    depth: number,
    times: number,
    spreading: ReadonlySet<string>,
  ): void {
    if (depth > QUERY_LIMITS.depth) throw tooExpensive('levels of depth', QUERY_LIMITS.depth);
    for (const node of set.selections) {
      if (node.kind === Kind.FIELD) {
        const inside = times * this.pageSize(node, times, tally);
        if (node.selectionSet) this.walk(node.selectionSet, fragments, tally, depth + 1, inside, spreading);
      } else if (node.kind === Kind.INLINE_FRAGMENT) {
        this.walk(node.selectionSet, fragments, tally, depth, times, spreading);
      } else {
        const name = node.name.value;
        const fragment = fragments.get(name);
        // A fragment within itself is for validation to explain.
        if (fragment && !spreading.has(name))
          this.walk(fragment.selectionSet, fragments, tally, depth, times, new Set(spreading).add(name));
      }
    }
  }

  private pageSize(node: FieldNode, times: number, tally: Tally): number {
    tally.fields += 1;
    if (node.alias) tally.aliases += 1;
    if (tally.fields > QUERY_LIMITS.fields) throw tooExpensive('fields', QUERY_LIMITS.fields);
    if (tally.aliases > QUERY_LIMITS.aliases) throw tooExpensive('aliases', QUERY_LIMITS.aliases);
    const standard = this.paged.get(node.name.value);
    if (standard === undefined) return 1;
    const first = node.arguments?.find(({ name }) => name.value === 'first')?.value;
    // A variable may be anything up to the page size.
    const size =
      first === undefined
        ? standard
        : first.kind === Kind.INT
          ? Math.max(1, Number(first.value))
          : LIMITS.pageSize;
    tally.rows += times * size;
    if (tally.rows > QUERY_LIMITS.rows) throw tooExpensive('rows', QUERY_LIMITS.rows);
    return size;
  }
}

import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  isInterfaceType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  OperationTypeNode,
  SchemaMetaFieldDef,
  type SelectionSetNode,
  TypeMetaFieldDef,
} from 'graphql';
import type { ListSizes } from './list-sizes.js';

/** The cost of a selection set, with its fragments expanded. Costs of the selections in a set are added up. */
export interface Cost {
  /** Number of fields. A field in a fragment counts once for each spread of the fragment. */
  readonly fields: number;
  readonly aliases: number;
  /** Greatest number of list elements in the answer. Sizes of nested lists are multiplied. */
  readonly rows: number;
  /** Greatest nesting depth. */
  readonly depth: number;
  /** Greatest number of times that a single selection set contains the same response key. */
  readonly repeats: number;
}

const NOTHING: Cost = { fields: 0, aliases: 0, rows: 0, depth: 0, repeats: 0 };

/** A fragment is unknown, unused or spreads itself. GraphQL validation also refuses this, but takes longer to find it. */
export class FragmentProblem extends Error {}

/** The values of the variables in the request. */
export type Variables = Readonly<Record<string, unknown>>;

export interface DocumentCost {
  readonly operations: number;
  readonly fragments: number;
  /** The greatest of each figure over the operations. */
  readonly cost: Cost;
  /** Number of root fields; the greatest over the operations. */
  readonly rootFields: number;
  /** Number of fields of a mutation; the greatest over the operations. */
  readonly mutationFields: number;
  /** Names of the variables that set page sizes. Requests with equal values of these have equal cost. */
  readonly sizedBy: readonly string[];
}

/**
 * Computes an upper bound of a document's cost for these variables. Each fragment is measured once for each operation,
 * so the time is linear in the length of the document.
 * @throws FragmentProblem for a fragment that is unknown, unused or spreads itself
 */
export const documentCost = (
  document: DocumentNode,
  schema: GraphQLSchema,
  sizes: ListSizes,
  variables: Variables,
): DocumentCost => new Measurement(document, schema, sizes, variables).measure();

class Measurement {
  private readonly fragments = new Map<string, FragmentDefinitionNode>();
  private readonly operations: OperationDefinitionNode[] = [];
  private readonly measured = new Map<string, Cost>();
  private readonly open = new Set<string>();
  private readonly sizedBy = new Set<string>();
  private defaults: ReadonlyMap<string, unknown> = new Map();

  constructor(
    document: DocumentNode,
    private readonly schema: GraphQLSchema,
    private readonly sizes: ListSizes,
    private readonly variables: Variables,
  ) {
    for (const definition of document.definitions) {
      if (definition.kind === Kind.OPERATION_DEFINITION) this.operations.push(definition);
      if (definition.kind === Kind.FRAGMENT_DEFINITION) this.fragments.set(definition.name.value, definition);
    }
  }

  measure(): DocumentCost {
    let cost = NOTHING;
    let rootFields = 0;
    let mutationFields = 0;
    for (const operation of this.operations) {
      // A page size may be a variable, and each operation declares its own defaults of variables. So the costs of
      // fragments are not kept from one operation to the next.
      this.measured.clear();
      this.defaults = defaultsOf(operation);
      const one = this.set(operation.selectionSet, this.schema.getRootType(operation.operation) ?? undefined);
      cost = larger(cost, one);
      const roots = this.roots(operation.selectionSet, new Set());
      rootFields = Math.max(rootFields, roots);
      if (operation.operation === OperationTypeNode.MUTATION)
        mutationFields = Math.max(mutationFields, roots);
    }
    for (const name of this.fragments.keys())
      if (!this.everUsed.has(name)) throw new FragmentProblem(`Fragment "${name}" is never used.`);
    return {
      operations: this.operations.length,
      fragments: this.fragments.size,
      cost,
      rootFields,
      mutationFields,
      sizedBy: [...this.sizedBy].sort(),
    };
  }

  private readonly everUsed = new Set<string>();

  private set(set: SelectionSetNode, type: GraphQLNamedType | undefined): Cost {
    let { fields, aliases, rows, depth, repeats } = NOTHING;
    const keys = new Map<string, number>();
    for (const node of set.selections) {
      let one: Cost;
      if (node.kind === Kind.FIELD) {
        one = this.field(node, type);
        const key = (node.alias ?? node.name).value;
        keys.set(key, (keys.get(key) ?? 0) + 1);
      } else if (node.kind === Kind.INLINE_FRAGMENT) {
        const on = node.typeCondition ? this.schema.getType(node.typeCondition.name.value) : type;
        one = this.set(node.selectionSet, on);
      } else one = this.fragment(node.name.value);
      fields += one.fields;
      aliases += one.aliases;
      rows += one.rows;
      depth = Math.max(depth, one.depth);
      repeats = Math.max(repeats, one.repeats);
    }
    return { fields, aliases, rows, depth, repeats: Math.max(repeats, ...keys.values(), 0) };
  }

  private fragment(name: string): Cost {
    const known = this.measured.get(name);
    if (known) return known;
    const fragment = this.fragments.get(name);
    if (!fragment) throw new FragmentProblem(`Unknown fragment "${name}".`);
    if (this.open.has(name)) throw new FragmentProblem(`Fragment "${name}" spreads itself.`);
    this.everUsed.add(name);
    this.open.add(name);
    const spread = this.set(fragment.selectionSet, this.schema.getType(fragment.typeCondition.name.value));
    this.open.delete(name);
    // The spread itself is counted as a field, so that many spreads of empty fragments are not free.
    const cost = { ...spread, fields: spread.fields + 1 };
    this.measured.set(name, cost);
    return cost;
  }

  private field(node: FieldNode, parent: GraphQLNamedType | undefined): Cost {
    const field = fieldOf(this.schema, parent, node.name.value);
    const below = node.selectionSet
      ? this.set(node.selectionSet, field && getNamedType(field.type))
      : NOTHING;
    const size = field && parent ? this.size(node, parent, field) : null;
    return {
      fields: 1 + below.fields,
      aliases: (node.alias ? 1 : 0) + below.aliases,
      rows: size === null ? below.rows : size * (1 + below.rows),
      depth: 1 + below.depth,
      repeats: below.repeats,
    };
  }

  /** The number of elements of the list that the field returns; null if it does not return a list. */
  private size(
    node: FieldNode,
    parent: GraphQLNamedType,
    field: GraphQLField<unknown, unknown>,
  ): number | null {
    const paged = field.args.find(({ name }) => name === 'first');
    if (!paged) {
      const size = this.sizes.ofList(parent.name, field);
      return size !== null && this.namesOne(node, this.sizes.oneBy(parent.name, field)) ? 1 : size;
    }
    const written = node.arguments?.find(({ name }) => name.value === 'first')?.value;
    if (written?.kind === Kind.INT) return this.sizes.ofPage(Number(written.value));
    if (written?.kind === Kind.VARIABLE) {
      const name = written.name.value;
      this.sizedBy.add(name);
      const value = Object.hasOwn(this.variables, name) ? this.variables[name] : this.defaults.get(name);
      if (typeof value === 'number') return this.sizes.ofPage(value);
    }
    return this.sizes.ofPage(paged.defaultValue);
  }

  /** Whether the field is given the argument that names one element. */
  private namesOne(node: FieldNode, argument: string | undefined): boolean {
    const written = node.arguments?.find(({ name }) => name.value === argument)?.value;
    if (written?.kind !== Kind.VARIABLE) return written?.kind === Kind.STRING;
    const name = written.name.value;
    this.sizedBy.add(name);
    return Object.hasOwn(this.variables, name) && typeof this.variables[name] === 'string';
  }

  /** Counts the root fields of an operation. A fragment is counted once. */
  private roots(set: SelectionSetNode, seen: Set<string>): number {
    let count = 0;
    for (const node of set.selections) {
      if (node.kind === Kind.FIELD) count += 1;
      else if (node.kind === Kind.INLINE_FRAGMENT) count += this.roots(node.selectionSet, seen);
      else if (!seen.has(node.name.value)) {
        seen.add(node.name.value);
        count += this.roots(this.fragments.get(node.name.value)!.selectionSet, seen);
      }
    }
    return count;
  }
}

const larger = (a: Cost, b: Cost): Cost => ({
  fields: Math.max(a.fields, b.fields),
  aliases: Math.max(a.aliases, b.aliases),
  rows: Math.max(a.rows, b.rows),
  depth: Math.max(a.depth, b.depth),
  repeats: Math.max(a.repeats, b.repeats),
});

/** The definition of a field; undefined if the type has no such field (validation refuses it later). */
export function fieldOf(
  schema: GraphQLSchema,
  type: GraphQLNamedType | undefined,
  name: string,
): GraphQLField<unknown, unknown> | undefined {
  if (type === schema.getQueryType()) {
    if (name === SchemaMetaFieldDef.name) return SchemaMetaFieldDef;
    if (name === TypeMetaFieldDef.name) return TypeMetaFieldDef;
  }
  if (!isObjectType(type) && !isInterfaceType(type)) return undefined;
  return Object.hasOwn(type.getFields(), name) ? type.getFields()[name] : undefined;
}

const defaultsOf = ({ variableDefinitions }: OperationDefinitionNode): ReadonlyMap<string, unknown> =>
  new Map(
    (variableDefinitions ?? []).map(({ variable, defaultValue }) => [
      variable.name.value,
      defaultValue?.kind === Kind.INT ? Number(defaultValue.value) : undefined,
    ]),
  );

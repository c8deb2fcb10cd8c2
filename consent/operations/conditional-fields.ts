import {
  type DirectiveNode,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  Kind,
  type SelectionSetNode,
} from 'graphql';
import { ALWAYS, type Condition, type Conditions, NEVER } from './conditions.js';

/** A selection set, and when it is executed. */
interface ConditionalSet {
  readonly set: SelectionSetNode;
  readonly when: Condition;
}

/** A field of an answer: its response key, all places at which the document selects it, and when any of them does. */
export interface ConditionalField {
  readonly key: string;
  readonly name: string;
  readonly when: Condition;
  readonly places: readonly { readonly node: FieldNode; readonly when: Condition }[];
}

/**
 * Collects the fields of a document as the executor does (GraphQL, 6.3.2), for all values of its Boolean variables at once.
 * The document is valid, so it has no fragment that spreads itself, and every type condition holds: the schema has neither
 * interfaces nor unions.
 */
export class ConditionalFields {
  private readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;

  constructor(
    document: DocumentNode,
    private readonly conditions: Conditions,
  ) {
    this.fragments = new Map(
      document.definitions
        .filter((definition) => definition.kind === Kind.FRAGMENT_DEFINITION)
        .map((definition) => [definition.name.value, definition]),
    );
  }

  of(set: SelectionSetNode): ConditionalField[] {
    return this.collect([{ set, when: ALWAYS }]);
  }

  below({ places }: ConditionalField): ConditionalField[] {
    return this.collect(places.map(({ node, when }) => ({ set: node.selectionSet!, when })));
  }

  private collect(sets: readonly ConditionalSet[]): ConditionalField[] {
    const found = new Map<string, { node: FieldNode; when: Condition }[]>();
    for (const { set, when } of sets) this.visit(set, when, found);
    return [...found].map(([key, places]) => ({
      key,
      name: places[0]!.node.name.value,
      when: places.map((place) => place.when).reduce(this.conditions.either, NEVER),
      places,
    }));
  }

  private visit(
    { selections }: SelectionSetNode,
    outer: Condition,
    found: Map<string, { node: FieldNode; when: Condition }[]>,
  ): void {
    for (const node of selections) {
      const when = this.conditions.both(outer, this.conditionOf(node.directives ?? []));
      if (node.kind === Kind.FIELD) {
        const key = (node.alias ?? node.name).value;
        found.set(key, [...(found.get(key) ?? []), { node, when }]);
      } else if (node.kind === Kind.INLINE_FRAGMENT) this.visit(node.selectionSet, when, found);
      else this.visit(this.fragments.get(node.name.value)!.selectionSet, when, found);
    }
  }

  /** With both directives a selection stays only if neither leaves it out. */
  private conditionOf(directives: readonly DirectiveNode[]): Condition {
    let when = ALWAYS;
    for (const { name, arguments: given } of directives) {
      if (name.value !== 'include' && name.value !== 'skip') continue;
      const value = given!.find((argument) => argument.name.value === 'if')!.value;
      const stays = name.value === 'include';
      const condition =
        value.kind === Kind.VARIABLE
          ? this.conditions.is(value.name.value, stays)
          : value.kind === Kind.BOOLEAN && value.value === stays
            ? ALWAYS
            : NEVER;
      when = this.conditions.both(when, condition);
    }
    return when;
  }
}

import { type DocumentNode, type FragmentDefinitionNode, Kind, type SelectionSetNode } from 'graphql';

/** Fields of the introspection schema that return lists and lead from a type to other types. */
const LISTS = new Set(['fields', 'inputFields', 'interfaces', 'possibleTypes']);

/**
 * Checks that below `__schema` and `__type` none of these lists is selected inside another one. A standard introspection
 * query passes, and its answer is as long as the schema. Each level of nesting multiplies the length of the answer, and
 * graphql-js allows three levels.
 * @param document whose fragments do not spread themselves
 */
export function introspectionIsFlat(document: DocumentNode): boolean {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions)
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  const visited = new Set<string>();

  const flat = (set: SelectionSetNode, inside: boolean, within: boolean): boolean =>
    set.selections.every((node) => {
      if (node.kind === Kind.INLINE_FRAGMENT) return flat(node.selectionSet, inside, within);
      if (node.kind === Kind.FRAGMENT_SPREAD) {
        const state = `${node.name.value} ${inside} ${within}`;
        if (visited.has(state)) return true;
        visited.add(state);
        return flat(fragments.get(node.name.value)!.selectionSet, inside, within);
      }
      const name = node.name.value;
      if (!node.selectionSet) return true;
      if (name === '__schema' || name === '__type') return flat(node.selectionSet, true, false);
      if (!inside || !LISTS.has(name)) return flat(node.selectionSet, inside, within);
      return !within && flat(node.selectionSet, inside, true);
    });

  return document.definitions.every(
    (definition) =>
      definition.kind !== Kind.OPERATION_DEFINITION || flat(definition.selectionSet, false, false),
  );
}

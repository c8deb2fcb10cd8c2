import {
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLSchema,
  Kind,
  OperationTypeNode,
  parse,
  type SelectionSetNode,
} from 'graphql';

/**
 * The fields that GET serves, and for how many seconds anybody may keep the answer. Each is public: its resolver asks for
 * no caller and records nothing, and so do the fields below it; those that are a recipient’s own refuse.
 */
export const PUBLIC_FIELDS: Readonly<Record<string, number>> = {
  __typename: 300,
  __schema: 300,
  __type: 300,
  catalogue: 60,
  purposes: 60,
  openData: 60,
  products: 60,
  recipients: 60,
  recipientOf: 60,
  logCheckpoint: 1,
  consistencyProof: 60,
};

/**
 * For how many seconds the answer to a document may be kept.
 * @returns null if GET does not serve it: an operation changes something, or selects a field that is not public. A document
 * that can't be parsed, and a field that does not exist, are left to GraphQL, which explains them.
 */
export function publicSeconds(source: string, schema: GraphQLSchema): number | null {
  let document: DocumentNode;
  try {
    document = parse(source, { noLocation: true });
  } catch {
    return 0;
  }
  const fields = rootFieldsOf(document);
  if (fields === null) return null;
  const known = new Set(Object.keys(schema.getQueryType()!.getFields()));
  if (fields.some((name) => known.has(name) && !Object.hasOwn(PUBLIC_FIELDS, name))) return null;
  return Math.min(
    ...fields.map((name) => (Object.hasOwn(PUBLIC_FIELDS, name) ? PUBLIC_FIELDS[name]! : 0)),
    300,
  );
}

/** The names of the root fields of every operation, fragments included; null if an operation is no query. */
function rootFieldsOf(document: DocumentNode): string[] | null {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions)
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  const names = new Set<string>();
  const seen = new Set<string>();
  const visit = ({ selections }: SelectionSetNode): void => {
    for (const node of selections) {
      if (node.kind === Kind.FIELD) names.add(node.name.value);
      else if (node.kind === Kind.INLINE_FRAGMENT) visit(node.selectionSet);
      else if (!seen.has(node.name.value)) {
        seen.add(node.name.value);
        const fragment = fragments.get(node.name.value);
        if (fragment) visit(fragment.selectionSet);
      }
    }
  };
  for (const definition of document.definitions) {
    if (definition.kind !== Kind.OPERATION_DEFINITION) continue;
    if (definition.operation !== OperationTypeNode.QUERY) return null;
    visit(definition.selectionSet);
  }
  return [...names];
}

import {
  defaultFieldResolver,
  type FragmentDefinitionNode,
  type GraphQLField,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  isListType,
  isObjectType,
  Kind,
  type SelectionSetNode,
} from 'graphql';

/** Fields of one answer, each element of a list counted: what it takes to make and to send it. */
export const ANSWER_FIELDS = { ANONYMOUS: 8_000, SIGNED_IN: 400_000 } as const;

/**
 * How large the answer to one query may still become. It is charged as the lists of the answer are read, from their real
 * length, so that no estimate has to be right.
 */
export class AnswerSize {
  private left: number;

  constructor(readonly limit: number) {
    this.left = limit;
  }

  get isExceeded(): boolean {
    return this.left < 0;
  }

  /** @returns whether so many fields more are still within the limit */
  take(fields: number): boolean {
    this.left -= fields;
    return !this.isExceeded;
  }
}

/** The part of a context that this reads. Without a size there is no limit. */
export interface Sized {
  readonly answerSize: AnswerSize | null;
}

type Resolver = NonNullable<GraphQLField<unknown, Sized>['resolve']>;

/**
 * Charges every list of the schema for its elements when it is resolved. A list that goes over is cut to nothing, so that
 * the rest of the execution is short. The plugin that sends the answer checks `isExceeded` and refuses the whole answer.
 */
export function chargeLists(schema: GraphQLSchema): void {
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith('__')) continue;
    for (const field of Object.values(type.getFields())) {
      if (!isListType(getNullableType(field.type))) continue;
      field.resolve = charging((field.resolve as Resolver | undefined) ?? (defaultFieldResolver as Resolver));
    }
  }
}

const charging =
  (resolve: Resolver): Resolver =>
  (source, args, context, info) => {
    const elements = resolve(source, args, context, info);
    const size = context.answerSize;
    if (!size || info.operation.operation !== 'query') return elements;
    const charged = (list: unknown) =>
      !Array.isArray(list) || size.take(list.length * (1 + fieldsOfOne(info))) ? list : [];
    return elements instanceof Promise ? elements.then(charged) : charged(elements);
  };

/** Fields that one element selects. The elements of lists below it are charged when those lists are read. */
function fieldsOfOne({ fieldNodes, fragments, returnType }: GraphQLResolveInfo): number {
  const type = getNamedType(returnType);
  if (!isObjectType(type)) return 0;
  return fieldNodes.reduce((sum, { selectionSet }) => sum + (selectionSet ? fieldsIn(selectionSet) : 0), 0);

  function fieldsIn(set: SelectionSetNode): number {
    const known = counted.get(set);
    if (known !== undefined) return known;
    let count = 0;
    for (const node of set.selections) {
      if (node.kind === Kind.FIELD) count += 1 + (node.selectionSet ? fieldsIn(node.selectionSet) : 0);
      else if (node.kind === Kind.INLINE_FRAGMENT) count += fieldsIn(node.selectionSet);
      else count += fieldsIn((fragments[node.name.value] as FragmentDefinitionNode).selectionSet);
    }
    counted.set(set, count);
    return count;
  }
}

/** By the document's own nodes: a document that is kept is counted once. */
const counted = new WeakMap<SelectionSetNode, number>();

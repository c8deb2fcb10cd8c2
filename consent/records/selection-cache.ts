import type { FieldNode, GraphQLResolveInfo } from 'graphql';

/** What a document asks of one of its fields: all that may be looked at, so that nothing else makes a difference. */
export type Asked = Pick<
  GraphQLResolveInfo,
  'schema' | 'returnType' | 'fieldNodes' | 'fragments' | 'variableValues'
>;

interface Kept<T> {
  readonly madeOf: readonly unknown[];
  readonly value: T;
}

/**
 * Makes something of what a document asks, and keeps it for the next request with the same document if no variable
 * was looked at while it was made: then it is the same whatever they are.
 */
export function oncePerDocument<T>(make: (asked: Asked) => T): (asked: Asked) => T {
  const kept = new WeakMap<FieldNode, Kept<T>>();
  return ({ schema, returnType, fieldNodes, fragments, variableValues }) => {
    const [first] = fieldNodes as [FieldNode];
    // Which nodes make up a field can depend on variables above it, so they are compared, and one of them is no key.
    const madeOf = [schema, returnType, ...fieldNodes, ...Object.values(fragments)];
    const known = kept.get(first);
    if (known && isSame(known.madeOf, madeOf)) return known.value;
    const variables = watched(variableValues);
    const value = make({ schema, returnType, fieldNodes, fragments, variableValues: variables.values });
    if (!variables.lookedAt()) kept.set(first, { madeOf, value: frozen(value) });
    return value;
  };
}

const isSame = (a: readonly unknown[], b: readonly unknown[]): boolean =>
  a.length === b.length && a.every((one, index) => one === b[index]);

/** Variables that know whether anybody looked: a proxy asks its handler about whatever is done to it. */
function watched(variableValues: Asked['variableValues']) {
  let looked = false;
  const handler = new Proxy(
    {},
    {
      get() {
        looked = true;
      },
    },
  );
  return { values: new Proxy(variableValues, handler), lookedAt: () => looked };
}

/** Requests share what is kept. What is frozen already (items, categories) is shared by all. */
function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value))
    for (const part of Object.values(Object.freeze(value))) frozen(part);
  return value;
}

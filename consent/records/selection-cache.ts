import type { FieldNode, GraphQLResolveInfo } from 'graphql';

/** The part of GraphQLResolveInfo that a memoized function may read, so the result depends on nothing else. */
export type FieldRequest = Pick<
  GraphQLResolveInfo,
  'schema' | 'returnType' | 'fieldNodes' | 'fragments' | 'variableValues'
>;

interface CacheEntry<T> {
  readonly inputs: readonly unknown[];
  readonly value: T;
}

/**
 * Memoizes `make` by document: the next request with the same document gets the same value. The value is kept only if
 * `make` read no variable, because it then does not depend on variables.
 */
export function memoizeByDocument<T>(make: (request: FieldRequest) => T): (request: FieldRequest) => T {
  const cache = new WeakMap<FieldNode, CacheEntry<T>>();
  return ({ schema, returnType, fieldNodes, fragments, variableValues }) => {
    const [first] = fieldNodes as [FieldNode];
    // All nodes of the field are compared, because @skip and @include above it can change which nodes it has.
    const inputs = [schema, returnType, ...fieldNodes, ...Object.values(fragments)];
    const cached = cache.get(first);
    if (cached && isSame(cached.inputs, inputs)) return cached.value;
    const variables = observed(variableValues);
    const value = make({ schema, returnType, fieldNodes, fragments, variableValues: variables.values });
    if (!variables.wereRead()) cache.set(first, { inputs, value: frozen(value) });
    return value;
  };
}

const isSame = (a: readonly unknown[], b: readonly unknown[]): boolean =>
  a.length === b.length && a.every((one, index) => one === b[index]);

/** Variables that report whether they were read: every operation on a proxy looks up a trap in its handler. */
function observed(variableValues: FieldRequest['variableValues']) {
  let wereRead = false;
  const handler = new Proxy(
    {},
    {
      get() {
        wereRead = true;
      },
    },
  );
  return { values: new Proxy(variableValues, handler), wereRead: () => wereRead };
}

/** Deeply frozen, because requests share the cached value. Parts that are frozen already are left as they are. */
function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value))
    for (const part of Object.values(Object.freeze(value))) frozen(part);
  return value;
}

import type { FieldNode, GraphQLResolveInfo } from 'graphql';

/** The part of GraphQLResolveInfo that a memoized function may read, so the result depends on nothing else. */
export type FieldRequest = Pick<
  GraphQLResolveInfo,
  'schema' | 'returnType' | 'fieldNodes' | 'fragments' | 'variableValues'
>;

interface CacheEntry<T> {
  readonly inputs: readonly unknown[];
  /** The variables that were read, with the values that they had. */
  readonly read: ReadonlyMap<string, unknown>;
  readonly value: T;
}

/** Sets of values that are kept of one document. Those of four switches are sixteen. */
const KEPT_MAX = 16;

/**
 * Memoizes `make` by document and by the values of the variables that it read: the next request with the same gets the same
 * value. It is kept only if these are switches, true, false or nothing: of other values there are too many, and they may
 * tell of a person.
 */
export function memoizeByDocument<T>(make: (request: FieldRequest) => T): (request: FieldRequest) => T {
  const cache = new WeakMap<FieldNode, readonly CacheEntry<T>[]>();
  return ({ schema, returnType, fieldNodes, fragments, variableValues }) => {
    const [first] = fieldNodes as [FieldNode];
    // All nodes of the field are compared, because @skip and @include above it can change which nodes it has.
    const inputs = [schema, returnType, ...fieldNodes, ...Object.values(fragments)];
    const kept = cache.get(first) ?? [];
    const known = kept.find((entry) => hasSame(entry.read, variableValues) && isSame(entry.inputs, inputs));
    if (known) return known.value;
    const variables = observed(variableValues);
    const value = make({ schema, returnType, fieldNodes, fragments, variableValues: variables.values });
    const read = variables.read();
    if (read) cache.set(first, [...kept.slice(1 - KEPT_MAX), { inputs, read, value: frozen(value) }]);
    return value;
  };
}

const hasSame = (read: ReadonlyMap<string, unknown>, values: FieldRequest['variableValues']): boolean => {
  for (const [name, value] of read) if (values[name] !== value) return false;
  return true;
};

const isSwitch = (value: unknown): boolean => typeof value === 'boolean' || value == null;

const isSame = (a: readonly unknown[], b: readonly unknown[]): boolean =>
  a.length === b.length && a.every((one, index) => one === b[index]);

/** Variables that report which of them were read: every operation on a proxy looks up a trap in its handler. */
function observed(variableValues: FieldRequest['variableValues']) {
  const read = new Map<string, unknown>();
  let isKnown = true;
  const looking =
    <Result>(operation: (values: object, name: string | symbol) => Result) =>
    (values: object, name: string | symbol): Result => {
      const value: unknown = Reflect.get(values, name);
      read.set(String(name), value);
      isKnown &&= isSwitch(value);
      return operation(values, name);
    };
  const ofOne = {
    get: looking(Reflect.get),
    has: looking(Reflect.has),
    getOwnPropertyDescriptor: looking(Reflect.getOwnPropertyDescriptor),
  };
  const handler = new Proxy<ProxyHandler<typeof variableValues>>(ofOne, {
    get(_target, trap) {
      // Any other operation, such as listing the names, tells more than the value of one variable.
      if (!Object.hasOwn(ofOne, trap)) isKnown = false;
      return ofOne[trap as keyof typeof ofOne];
    },
  });
  return { values: new Proxy(variableValues, handler), read: () => (isKnown ? read : null) };
}

/** Deeply frozen, because requests share the cached value. Parts that are frozen already are left as they are. */
function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value))
    for (const part of Object.values(Object.freeze(value))) frozen(part);
  return value;
}

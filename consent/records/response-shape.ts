/** One field of an answer by its response key, as the executor will make it. */
export interface ShapeField {
  readonly key: string;
  readonly field: string;
  /** The fields below an object; null for a value. */
  readonly below: Shape | null;
}

/** What an answer looks like: an alias, a fragment or a `__typename` is part of it. */
export interface Shape {
  readonly type: string;
  /** In the order of canonical JSON: by their keys. */
  readonly fields: readonly ShapeField[];
}

/** `person`, `provider` or `verify` in an answer. */
export interface ReleasedField extends ShapeField {
  /** Items that a `verify` asserts, in its own order. */
  readonly asserts: readonly string[];
}

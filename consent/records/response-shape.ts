/** One field of an answer, with the response key under which the executor puts it. */
export interface ShapeField {
  readonly key: string;
  readonly field: string;
  /** The fields below an object; null for a value. */
  readonly below: Shape | null;
}

/** The fields of an object in an answer, with aliases, fragments and `__typename` resolved. */
export interface Shape {
  readonly type: string;
  /** Sorted by key, which is the order of canonical JSON. */
  readonly fields: readonly ShapeField[];
}

/** A field `person`, `provider` or `verify` of a disclosure. */
export interface DisclosedField extends ShapeField {
  /** The items that a `verify` field asserts, in the order of its argument. */
  readonly asserts: readonly string[];
}

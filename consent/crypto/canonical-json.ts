/**
 * Canonical JSON (JCS, RFC 8785): equal values give equal bytes, so their hashes can be compared. It has no spaces,
 * members are sorted by UTF-16 code units, and numbers and strings are written as ECMAScript writes them.
 */
export function canonicalJson(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return text(value);
    case 'number':
      if (!Number.isFinite(value)) throw new TypeError(`JSON has no ${value}.`);
      return String(value);
    case 'boolean':
      return String(value);
  }
  if (value === null) return 'null';
  let inside = '';
  if (Array.isArray(value)) {
    for (const one of value) inside += `${inside && ','}${canonicalJson(one)}`;
    return `[${inside}]`;
  }
  if (typeof value === 'object' && isPlain(value)) {
    const members = value as Record<string, unknown>;
    for (const name of sorted(Object.keys(members)))
      inside += `${inside && ','}${text(name)}:${canonicalJson(members[name])}`;
    return `{${inside}}`;
  }
  // JSON.stringify would drop or convert undefined, dates and bigints. Here the bytes are evidence, so it is an error.
  throw new TypeError(`JSON has no ${typeof value} like ${String(value)}.`);
}

/** Characters that must be escaped or rejected. Most strings have none and are copied unchanged. */
const NEEDS_ESCAPE = /["\\\p{Cc}\p{Cs}]/u;

function text(value: string): string {
  if (!NEEDS_ESCAPE.test(value)) return `"${value}"`;
  if (!value.isWellFormed()) throw new TypeError('A lone surrogate is no text.');
  return JSON.stringify(value);
}

/** Sorted by UTF-16 code units, which is the default order of `sort`. Names are often sorted already. */
const sorted = (names: string[]): string[] =>
  names.every((name, index) => index === 0 || names[index - 1]! < name) ? names : names.sort();

/** Whether it is an object literal of any realm: it has no prototype, or one that has no prototype itself. */
function isPlain(value: object): boolean {
  const prototype = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

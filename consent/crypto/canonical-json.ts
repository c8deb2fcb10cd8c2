/**
 * The one way to write a JSON value, RFC 8785 (JCS), so that two who hash the same value hash the same bytes:
 * no spaces, members sorted by UTF-16 code units, numbers and strings as ECMAScript writes them.
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
  // What JSON.stringify would drop or convert (undefined, dates, bigints) is a mistake where bytes are evidence.
  throw new TypeError(`JSON has no ${typeof value} like ${String(value)}.`);
}

/** A quote, a backslash, a control character or a lone surrogate: most strings have none, and stand as they are. */
const UNLIKE_ITSELF = /["\\\p{Cc}\p{Cs}]/u;

function text(value: string): string {
  if (!UNLIKE_ITSELF.test(value)) return `"${value}"`;
  if (!value.isWellFormed()) throw new TypeError('A lone surrogate is no text.');
  return JSON.stringify(value);
}

/** By UTF-16 code units, as `sort` goes by itself; often they are in order as they come. */
const sorted = (names: string[]): string[] =>
  names.every((name, index) => index === 0 || names[index - 1]! < name) ? names : names.sort();

/** An object literal, of whichever realm: its prototype is nothing, or that which has none itself. */
function isPlain(value: object): boolean {
  const prototype = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

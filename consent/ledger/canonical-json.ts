/**
 * The one way to write a JSON value, RFC 8785 (JCS), so that two who hash the same value hash the same bytes:
 * no spaces, members sorted by UTF-16 code units, numbers and strings as ECMAScript writes them.
 */
export function canonicalJson(value: unknown): string {
  if (typeof value === 'string' && !value.isWellFormed()) throw new TypeError('A lone surrogate is no text.');
  if (typeof value === 'number' && !Number.isFinite(value)) throw new TypeError(`JSON has no ${value}.`);
  if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
    return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value === 'object' && isPlain(value)) {
    const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
    return `{${members.map(([name, member]) => `${canonicalJson(name)}:${canonicalJson(member)}`).join(',')}}`;
  }
  // What JSON.stringify would drop or convert (undefined, dates, bigints) is a mistake where bytes are evidence.
  throw new TypeError(`JSON has no ${typeof value} like ${String(value)}.`);
}

/** An object literal, of whichever realm: its prototype is nothing, or that which has none itself. */
function isPlain(value: object): boolean {
  const prototype = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/** A token of JSON that matters here: a string, or a sign that opens, closes or separates. */
const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\],:]/g;

interface Open {
  /** Null for a list. */
  readonly members: Set<string> | null;
  readonly place: string;
  /** The member or the number of the element that is being read. */
  at: string | number;
}

const placeOf = ({ place, at }: Open) =>
  typeof at === 'number' ? `${place}[${at}]` : place === '' ? at : `${place}.${at}`;

/**
 * Finds a member that an object has twice. JSON.parse keeps the last and says nothing, so that a reader of the file may see
 * the one and the platform the other.
 * @param text valid JSON
 * @returns its place, or null
 */
export function repeatedMember(text: string): string | null {
  const open: Open[] = [];
  let last = '';
  for (const [token] of text.matchAll(TOKEN)) {
    const inside = open.at(-1);
    if (token === '{' || token === '[') {
      const place = inside ? placeOf(inside) : '';
      open.push(token === '{' ? { members: new Set(), place, at: '' } : { members: null, place, at: 0 });
    } else if (token === '}' || token === ']') open.pop();
    else if (token === ',' && inside && typeof inside.at === 'number') inside.at += 1;
    else if (token === ':' && inside?.members) {
      inside.at = JSON.parse(last) as string;
      if (inside.members.has(inside.at)) return placeOf(inside);
      inside.members.add(inside.at);
    }
    last = token;
  }
  return null;
}

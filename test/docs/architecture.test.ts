import { describe, expect, it } from '@jest/globals';
import { readSources } from '../architecture/sources.js';
import { documentAt } from './documents.js';

/** The room of a file of consent/: its folder, and below ledger/ the folder within. */
const roomOf = (path: string): string =>
  /^consent\/(ledger\/[a-z-]+|[a-z-]+)\//.exec(path)?.[1] ?? `no room: ${path}`;

const sources = [...readSources().values()].filter(({ area }) => area === 'consent');
const rooms = new Set(sources.map(({ path }) => roomOf(path)));

/** The layer of each room, as the picture of the page draws it. */
const layers = new Map<string, number[]>();
const picture = /^```text\n([\s\S]*?)^```$/m.exec(
  documentAt('docs/architecture.md').text.split('### Rooms of consent/')[1]!,
)![1]!;
for (const band of picture.split(/^ *─+$/m)) {
  const layer = Number(/^ *(\d) /m.exec(band)![1]);
  for (const [word] of band.matchAll(/[a-z]+(?:[/-][a-z]+)*/g))
    if (rooms.has(word) && !layers.get(word)?.includes(layer))
      layers.set(word, [...(layers.get(word) ?? []), layer]);
}

describe('the picture of the rooms in docs/architecture.md', () => {
  it('shows every room of consent/ in one layer', () => {
    expect([...layers.keys()].sort()).toEqual([...rooms].sort());
    expect([...layers].filter(([, where]) => where.length !== 1)).toEqual([]);
  });

  it('has no arrow upward: whatever a room imports is in a layer below it', () => {
    const layerOf = (room: string): number => layers.get(room)?.[0] ?? Number.NaN;
    const upward = sources.flatMap(({ path, imports }) =>
      imports
        .filter((to) => to.startsWith('consent/') && roomOf(to) !== roomOf(path))
        .filter((to) => !(layerOf(roomOf(to)) < layerOf(roomOf(path))))
        .map((to) => `${path} -> ${to}`),
    );
    expect(upward).toEqual([]);
  });
});

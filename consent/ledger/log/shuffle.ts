import type { EntryRow } from '../entries/entry.js';

/** A row that waits to be sequenced, with the state of its delay. */
export interface WaitingRow extends EntryRow {
  /** Whether the delay is over. */
  readonly due: boolean;
}

interface Placed {
  readonly row: EntryRow;
  readonly place: number;
}

const byId = (a: EntryRow, b: EntryRow): number => (BigInt(a.id) < BigInt(b.id) ? -1 : 1);

/**
 * Puts the next entries of the log in their order. Those without a delay keep theirs. Delayed ones whose time has come
 * get places at random among them, so that entries of one cause are not neighbours. The entries of one grant always stay
 * in order: a delayed one whose grant has a later entry here comes at once, before that.
 * @param prompt rows without a delay, in the order of their ids
 * @param delayed rows with a delay that are not in the log yet; may lack those that are not due
 */
export function shuffled(
  prompt: readonly EntryRow[],
  delayed: readonly WaitingRow[],
  random: () => number = Math.random,
): EntryRow[] {
  if (delayed.length === 0) return [...prompt];
  const promptPlaces = new Map<string, Placed[]>();
  const placed: Placed[] = prompt.map((row, place) => ({ row, place }));
  for (const one of placed)
    if (one.row.grant_id)
      promptPlaces.set(one.row.grant_id, [...(promptPlaces.get(one.row.grant_id) ?? []), one]);
  const last = new Map<string, number>();
  for (const row of taken(prompt, delayed).sort(byId)) {
    const wanted = random() * prompt.length;
    const { earliest, latest } = bounds(row, promptPlaces, last, prompt.length);
    const place = Math.min(Math.max(wanted, earliest), latest);
    if (row.grant_id) last.set(row.grant_id, place);
    placed.push({ row, place });
  }
  return placed.sort((a, b) => a.place - b.place || byId(a.row, b.row)).map(({ row }) => row);
}

/** The delayed rows that are due, or whose grant has a later entry that is sequenced now. */
function taken(prompt: readonly EntryRow[], delayed: readonly WaitingRow[]): WaitingRow[] {
  const latest = new Map<string, bigint>();
  for (const { grant_id, id } of [...prompt, ...delayed.filter(({ due }) => due)])
    if (grant_id && (latest.get(grant_id) ?? -1n) < BigInt(id)) latest.set(grant_id, BigInt(id));
  return delayed.filter(
    ({ due, grant_id, id }) => due || (grant_id !== null && BigInt(id) < (latest.get(grant_id) ?? -1n)),
  );
}

/** Where a delayed row may stand between the other entries of its grant. */
function bounds(
  row: EntryRow,
  promptPlaces: ReadonlyMap<string, readonly Placed[]>,
  last: ReadonlyMap<string, number>,
  end: number,
): { readonly earliest: number; readonly latest: number } {
  if (!row.grant_id) return { earliest: 0, latest: end };
  const others = promptPlaces.get(row.grant_id) ?? [];
  const before = others.filter((other) => byId(other.row, row) < 0).at(-1)?.place ?? 0;
  const after = others.find((other) => byId(other.row, row) > 0)?.place ?? end;
  return { earliest: Math.max(before, last.get(row.grant_id) ?? 0), latest: after };
}

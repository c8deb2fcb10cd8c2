import { randomInt } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { decodeBundle, encodeBundle, TILE_WIDTH } from '../../../consent/ledger/format/tile.js';
import { VerificationError } from '../../../consent/ledger/format/verification-error.js';
import { monitorLog, type ReadLog } from '../../../consent/ledger/verify/monitor.js';
import { formatState, type MonitorState, parseState } from '../../../consent/ledger/verify/monitor-state.js';
import { ServedLog } from '../../support/ledger/served-log.js';
import { report, scale } from '../../support/scale.js';
import { LogStory } from './log-entries.js';

type Files = Map<string, Buffer>;

const SIZE = 700;
const KEPT = 520;
/** Together with fsck.test.ts, which changes the stored rows, a long run makes 1,000 mutations. */
const MUTATIONS = scale(250, 500);

const log = new ServedLog();
const story = new LogStory().upTo(KEPT);
log.publish(story.entries);
const smaller: Files = new Map(log.files);
log.publish(story.upTo(SIZE).entries);
const published: Files = new Map(log.files);
/** The files of a log of this size, without the partial tiles of smaller sizes. */
const paths = [...published.keys()].filter((path) => /^tile\/.*(\/00[01]|\.p\/(188|2))$/.test(path));

const reading =
  (files: Files): ReadLog =>
  async (path) =>
    files.get(path) ?? null;

const one = <T>(list: readonly T[]): T => list[randomInt(list.length)]!;

function two(below: number): [number, number] {
  const [a, b] = [randomInt(below), randomInt(below)];
  return a === b ? two(below) : [Math.min(a, b), Math.max(a, b)];
}

function flipped(bytes: Buffer): Buffer {
  const copy = Buffer.from(bytes);
  copy[randomInt(copy.length)]! ^= 1 << randomInt(8);
  return copy;
}

const bundles = paths.filter((path) => path.startsWith('tile/entries/')).sort();
const entriesIn = (files: Files): Buffer[] => bundles.flatMap((path) => decodeBundle(files.get(path)!));

/** Writes the entries into the bundles again. The number of entries stays the same. */
function place(files: Files, entries: readonly Buffer[]): void {
  for (const [i, path] of bundles.entries())
    files.set(path, encodeBundle(entries.slice(i * TILE_WIDTH, Math.min((i + 1) * TILE_WIDTH, SIZE))));
}

/** Changes one entry and recomputes every file but the checkpoint, which an attacker can't sign. */
function rewrite(files: Files, entry: number): void {
  const entries = entriesIn(files);
  entries[entry] = Buffer.from(entries[entry]!.toString().replace('T08:00Z', 'T08:01Z'));
  const rewritten = new ServedLog();
  rewritten.publish(entries);
  for (const path of paths) files.set(path, rewritten.files.get(path)!);
}

/** The place that a verdict must name: an entry, or one of these files. */
type Where = number | readonly string[];

/** Each mutation changes files and returns the place. */
const MUTATIONS_OF: Readonly<Record<string, (files: Files) => Where>> = {
  'an entry changed'(files) {
    const [entries, entry] = [entriesIn(files), randomInt(SIZE)];
    entries[entry] = flipped(entries[entry]!);
    place(files, entries);
    return entry;
  },
  'an entry deleted'(files) {
    const [entries, entry] = [entriesIn(files), randomInt(SIZE)];
    place(files, [...entries.toSpliced(entry, 1), Buffer.from('{}')]);
    return entry;
  },
  'an entry inserted'(files) {
    const [entries, entry] = [entriesIn(files), randomInt(SIZE)];
    place(files, entries.toSpliced(entry, 0, Buffer.from('{}')));
    return entry;
  },
  'an entry repeated'(files) {
    const [entries, entry] = [entriesIn(files), randomInt(SIZE - 1)];
    place(files, entries.toSpliced(entry, 0, entries[entry]!));
    return entry + 1;
  },
  'two entries swapped'(files) {
    const entries = entriesIn(files);
    const [first, second] = two(SIZE);
    place(files, entries.with(first, entries[second]!).with(second, entries[first]!));
    return first;
  },
  'an old entry rewritten, with all that follows from it'(files) {
    const entry = randomInt(KEPT);
    rewrite(files, entry);
    return entry;
  },
  'the last entry rewritten, with all that follows from it'(files) {
    rewrite(files, SIZE - 1);
    return ['checkpoint'];
  },
  'a bit of a file'(files) {
    const path = one(paths);
    files.set(path, flipped(files.get(path)!));
    return [path];
  },
  'a file deleted'(files) {
    const path = one(paths);
    files.delete(path);
    return [path];
  },
  'a file cut short'(files) {
    const path = one(paths);
    files.set(path, files.get(path)!.subarray(0, randomInt(files.get(path)!.length)));
    return [path];
  },
  'a file made longer'(files) {
    const path = one(paths);
    files.set(path, Buffer.concat([files.get(path)!, Buffer.alloc(randomInt(1, 40))]));
    return [path];
  },
  'two files swapped'(files) {
    const [a, b] = two(paths.length).map((at) => paths[at]!) as [string, string];
    files.set(a, published.get(b)!).set(b, published.get(a)!);
    return [a, b];
  },
  'two hashes of a tile swapped'(files) {
    const path = one(paths.filter((tile) => tile.startsWith('tile/0/')));
    const bytes = Buffer.from(files.get(path)!);
    const [a, b] = two(SIZE % TILE_WIDTH);
    for (const [from, to] of [
      [a, b],
      [b, a],
    ] as const)
      published.get(path)!.copy(bytes, 32 * to, 32 * from, 32 * (from + 1));
    files.set(path, bytes);
    return [path];
  },
  'a bit of the checkpoint'(files) {
    files.set('checkpoint', flipped(files.get('checkpoint')!));
    return ['checkpoint'];
  },
  'the checkpoint cut short'(files) {
    const whole = files.get('checkpoint')!;
    files.set('checkpoint', whole.subarray(0, randomInt(whole.length)));
    return ['checkpoint'];
  },
  'the checkpoint deleted'(files) {
    files.delete('checkpoint');
    return ['checkpoint'];
  },
  'an older checkpoint'(files) {
    files.set('checkpoint', log.checkpointOf(story.entries.slice(0, randomInt(KEPT))));
    return ['checkpoint'];
  },
  'a checkpoint of another log'(files) {
    files.set('checkpoint', new ServedLog().checkpointOf(story.entries));
    return ['checkpoint'];
  },
};

function names(verdict: string, where: Where): boolean {
  if (typeof where !== 'number') return where.some((path) => verdict.includes(path));
  const [, first, last = first] = /^entr(?:y|ies) (\d+)(?: to (\d+))?:/.exec(verdict) ?? [];
  return Number(first) <= where && where <= Number(last);
}

describe('assent verify log', () => {
  it(`finds ${MUTATIONS} of ${MUTATIONS} random mutations of entries, tiles and checkpoints, and names the place`, async () => {
    const lines = [...formatState(await monitorLog(reading(smaller), [log.vkey], null))];
    /** The faults that a new monitor finds, and that a monitor with a state finds. */
    const verdicts = async (files: Files): Promise<string[]> => {
      const found: string[] = [];
      for (const kept of [(): MonitorState | null => null, () => parseState(lines)])
        try {
          await monitorLog(reading(files), [log.vkey], kept());
        } catch (error) {
          if (!(error instanceof VerificationError)) throw error;
          found.push(error.message);
        }
      return found;
    };
    expect(await verdicts(published)).toEqual([]);

    const kinds = Object.keys(MUTATIONS_OF);
    const missed: unknown[] = [];
    for (let i = 0; i < MUTATIONS; i++) {
      const kind = kinds[i % kinds.length]!;
      const files = new Map(published);
      const where = MUTATIONS_OF[kind]!(files);
      const found = await verdicts(files);
      if (!found.some((verdict) => names(verdict, where))) missed.push({ kind, where, found });
    }
    report(`mutations of the served log: ${MUTATIONS - missed.length} of ${MUTATIONS} found and named`);
    expect(missed).toEqual([]);
  });
});

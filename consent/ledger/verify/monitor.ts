import { openCheckpoint } from '../format/checkpoint.js';
import { HASH_BYTES, leafHash } from '../format/merkle.js';
import { parseVerifierKey } from '../format/signed-note.js';
import { decodeBundle, hashesOf, TILE_WIDTH, type Tile, tileAt, tilePath } from '../format/tile.js';
import { VerificationError, withContext } from '../format/verification-error.js';
import { LogAuditor } from './log-auditor.js';
import type { MonitorState } from './monitor-state.js';

/** Reads one file of a log by its path; null if there is none. */
export type ReadLog = (path: string) => Promise<Buffer | null>;

/**
 * Monitors a log from its public files alone, and continues from the previous state. It reads every new entry, and
 * checks that entries, tiles, checkpoint and the chain of uses of every grant agree with each other and with the
 * previous state.
 * @throws VerificationError that names the first fault
 */
export async function monitorLog(
  read: ReadLog,
  keys: readonly string[],
  previous: MonitorState | null,
): Promise<MonitorState> {
  const note = (await file(read, 'checkpoint')).toString();
  const { checkpoint } = withContext('checkpoint', () => openCheckpoint(note, keys.map(parseVerifierKey)));
  const { origin, size, root } = checkpoint;
  if (previous) {
    const { checkpoint: before } = previous;
    if (origin !== before.origin)
      throw new VerificationError(`checkpoint: it is of ${origin}, not of ${before.origin}`);
    if (size < before.size)
      throw new VerificationError(
        `checkpoint: it has ${size} entries, fewer than the ${before.size} kept before`,
      );
  }
  const auditor = previous?.auditor ?? new LogAuditor();
  await readEntries(read, auditor, size);
  // Also checks the partial tile of level 0 if the log has not grown since the previous state.
  for (const { tile, hashes } of auditor.range.partialTiles()) await checkTile(read, tile, hashes);
  if (!auditor.range.root().equals(root))
    throw new VerificationError(`checkpoint: its root is not that of the ${size} entries`);
  return { keys, note, checkpoint, auditor };
}

/** Reads the entries up to this size, and checks every tile that they fill. */
async function readEntries(read: ReadLog, auditor: LogAuditor, size: number): Promise<void> {
  for (let index = Math.floor(auditor.size / TILE_WIDTH); auditor.size < size; index += 1) {
    const entries = await bundle(read, tileAt('entries', index, size));
    const hashes = entries.map(leafHash);
    await checkTile(read, tileAt(0, index, size), hashes);
    const known = auditor.range.partialTiles().find(({ tile }) => tile.level === 0)?.hashes ?? [];
    const other = known.findIndex((hash, i) => !hash.equals(hashes[i]!));
    if (other >= 0)
      throw new VerificationError(`entry ${index * TILE_WIDTH + other}: it is another than was read before`);
    const full: [Tile, readonly Buffer[]][] = [];
    for (let i = known.length; i < entries.length; i += 1)
      auditor.append(entries[i]!, hashes[i]!, (...tile) => full.push(tile));
    for (const [tile, row] of full) if (tile.level !== 0) await checkTile(read, tile, row);
  }
}

async function bundle(read: ReadLog, tile: Tile): Promise<Buffer[]> {
  const { path, bytes } = await tileFile(read, tile);
  const entries = withContext(path, () => decodeBundle(bytes));
  const whole = path === tilePath(tile) ? entries.length === tile.width : entries.length > tile.width;
  if (!whole) throw new VerificationError(`${path}: it has ${entries.length} entries, not ${tile.width}`);
  return entries.slice(0, tile.width);
}

/** Checks that the served tile holds the hashes that were computed from the entries. */
async function checkTile(read: ReadLog, tile: Tile, hashes: readonly Buffer[]): Promise<void> {
  const { path, bytes } = await tileFile(read, tile);
  const length = tile.width * HASH_BYTES;
  if (path === tilePath(tile) ? bytes.length !== length : bytes.length < length)
    throw new VerificationError(`${path}: it has ${bytes.length} bytes, not ${length}`);
  const served = hashesOf(bytes);
  const wrong = hashes.findIndex((hash, i) => !hash.equals(served[i]!));
  if (wrong >= 0) throw new VerificationError(mismatch(tile, wrong));
}

function mismatch({ level, index, width }: Tile, place: number): string {
  const span = TILE_WIDTH ** (level as number);
  const first = (index * TILE_WIDTH + place) * span;
  const path = tilePath({ level, index, width });
  return level === 0
    ? `entry ${first}: ${tilePath({ level: 'entries', index, width })} does not hash to what ${path} says`
    : `entries ${first} to ${first + span - 1}: they do not hash to what ${path} says`;
}

/**
 * Reads a tile. A log may delete a partial tile once the full one exists (c2sp.org/tlog-tiles), so it tries that too.
 */
async function tileFile(read: ReadLog, tile: Tile): Promise<{ path: string; bytes: Buffer }> {
  const [path, full] = [tilePath(tile), tilePath({ ...tile, width: TILE_WIDTH })];
  const bytes = await read(path);
  return bytes ? { path, bytes } : { path: full, bytes: await file(read, full, path) };
}

async function file(read: ReadLog, path: string, named = path): Promise<Buffer> {
  const bytes = await read(path);
  if (!bytes) throw new VerificationError(`${named} is not there`);
  return bytes;
}

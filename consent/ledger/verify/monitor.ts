import { openCheckpoint } from '../format/checkpoint.js';
import { HASH_BYTES, leafHash } from '../format/merkle.js';
import { parseVerifierKey } from '../format/signed-note.js';
import { decodeBundle, hashesOf, TILE_WIDTH, type Tile, tileAt, tilePath } from '../format/tile.js';
import { NotVerified, within } from '../format/verification-error.js';
import { Audit } from './log-auditor.js';
import type { KeptLog } from './monitor-state.js';

/** Where a log is read from; null if there is nothing at this path. */
export type ReadLog = (path: string) => Promise<Buffer | null>;

/**
 * Follows a log from its public files alone, on from what was kept: reads every new entry, and holds entries, tiles,
 * checkpoint and the uses of every grant against each other and against what was read before.
 * @throws NotVerified naming the first thing that is wrong
 */
export async function followLog(
  read: ReadLog,
  keys: readonly string[],
  kept: KeptLog | null,
): Promise<KeptLog> {
  const note = (await file(read, 'checkpoint')).toString();
  const { checkpoint } = within('checkpoint', () => openCheckpoint(note, keys.map(parseVerifierKey)));
  const { origin, size, root } = checkpoint;
  if (kept) {
    const { checkpoint: before } = kept;
    if (origin !== before.origin)
      throw new NotVerified(`checkpoint: it is of ${origin}, not of ${before.origin}`);
    if (size < before.size)
      throw new NotVerified(`checkpoint: it has ${size} entries, fewer than the ${before.size} kept before`);
  }
  const audit = kept?.audit ?? new Audit();
  await readEntries(read, audit, size);
  // The lowest level was read with its entries; where nothing is new it is held against what was kept.
  for (const { tile, hashes } of audit.edge.partialTiles()) await checkTile(read, tile, hashes);
  if (!audit.edge.root().equals(root))
    throw new NotVerified(`checkpoint: its root is not that of the ${size} entries`);
  return { keys, note, checkpoint, audit };
}

/** Takes the entries up to this size, and checks every tile that they fill. */
async function readEntries(read: ReadLog, audit: Audit, size: number): Promise<void> {
  for (let index = Math.floor(audit.size / TILE_WIDTH); audit.size < size; index += 1) {
    const entries = await bundle(read, tileAt('entries', index, size));
    const hashes = entries.map(leafHash);
    await checkTile(read, tileAt(0, index, size), hashes);
    const known = audit.edge.partialTiles().find(({ tile }) => tile.level === 0)?.hashes ?? [];
    const other = known.findIndex((hash, i) => !hash.equals(hashes[i]!));
    if (other >= 0)
      throw new NotVerified(`entry ${index * TILE_WIDTH + other}: it is another than was read before`);
    const full: [Tile, readonly Buffer[]][] = [];
    for (let i = known.length; i < entries.length; i += 1)
      audit.take(entries[i]!, hashes[i]!, (...tile) => full.push(tile));
    for (const [tile, row] of full) if (tile.level !== 0) await checkTile(read, tile, row);
  }
}

async function bundle(read: ReadLog, tile: Tile): Promise<Buffer[]> {
  const { path, bytes } = await tileFile(read, tile);
  const entries = within(path, () => decodeBundle(bytes));
  const whole = path === tilePath(tile) ? entries.length === tile.width : entries.length > tile.width;
  if (!whole) throw new NotVerified(`${path}: it has ${entries.length} entries, not ${tile.width}`);
  return entries.slice(0, tile.width);
}

/** The served tile is the one that the entries come to. */
async function checkTile(read: ReadLog, tile: Tile, hashes: readonly Buffer[]): Promise<void> {
  const { path, bytes } = await tileFile(read, tile);
  const length = tile.width * HASH_BYTES;
  if (path === tilePath(tile) ? bytes.length !== length : bytes.length < length)
    throw new NotVerified(`${path}: it has ${bytes.length} bytes, not ${length}`);
  const served = hashesOf(bytes);
  const wrong = hashes.findIndex((hash, i) => !hash.equals(served[i]!));
  if (wrong >= 0) throw new NotVerified(mismatch(tile, wrong));
}

function mismatch({ level, index, width }: Tile, place: number): string {
  const span = TILE_WIDTH ** (level as number);
  const first = (index * TILE_WIDTH + place) * span;
  const path = tilePath({ level, index, width });
  return level === 0
    ? `entry ${first}: ${tilePath({ level: 'entries', index, width })} does not hash to what ${path} says`
    : `entries ${first} to ${first + span - 1}: they do not hash to what ${path} says`;
}

/** A partial tile may be gone once the full one is there. */
async function tileFile(read: ReadLog, tile: Tile): Promise<{ path: string; bytes: Buffer }> {
  const [path, full] = [tilePath(tile), tilePath({ ...tile, width: TILE_WIDTH })];
  const bytes = await read(path);
  return bytes ? { path, bytes } : { path: full, bytes: await file(read, full, path) };
}

async function file(read: ReadLog, path: string, named = path): Promise<Buffer> {
  const bytes = await read(path);
  if (!bytes) throw new NotVerified(`${named} is not there`);
  return bytes;
}

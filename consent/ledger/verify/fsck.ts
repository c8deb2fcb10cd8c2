import type { Executor } from '../../database/executor.js';
import { type EntryRow, entryBytes, entryOf, recordedKind } from '../entries/entry.js';
import { handleOf } from '../entries/handles.js';
import { type Checkpoint, openCheckpoint } from '../format/checkpoint.js';
import { HASH_BYTES, leafHash } from '../format/merkle.js';
import { type NoteVerifier, parseVerifierKey } from '../format/signed-note.js';
import { TILE_WIDTH } from '../format/tile.js';
import { VerificationError, withContext } from '../format/verification-error.js';
import { checkRows } from './fsck-rows.js';
import { LogAuditor } from './log-auditor.js';
import type { MonitorState } from './monitor-state.js';

const BATCH_SIZE = 2_000;
const SMALLEST_ID = String(-(2n ** 63n));
/** A delayed entry is in the log ten minutes after it was written; an hour allows for a sequencer that stood still. */
const DELAY_SECONDS_MAX = 3_600;

interface LeafRow {
  readonly index: string;
  readonly entry_id: string;
  readonly given_grant_id: string | null;
  readonly disclosure_id: string | null;
  readonly hash: Buffer;
  readonly entry: Buffer;
}

/**
 * Rebuilds the log from the rows of the ledger, and checks the stored leaves, tiles and checkpoints against it. With
 * the sequencer it shares only the formats: entries, hashes and the compact range.
 * @param database one transaction with one snapshot
 * @param previous the state that was kept outside of the database; the log must continue from it
 * @throws VerificationError that names the first fault
 */
export async function fsck(
  database: Executor,
  keys: readonly string[],
  previous: MonitorState | null,
): Promise<MonitorState> {
  const run = new Fsck(database, keys.map(parseVerifierKey), previous);
  await run.checkLeaves();
  await run.checkPartialTiles();
  const { note, checkpoint } = await run.checkLastCheckpoint();
  await checkRows(database);
  return { keys, note, checkpoint, auditor: run.auditor };
}

interface SignedCheckpoint {
  readonly note: string;
  readonly checkpoint: Checkpoint;
}

class Fsck {
  readonly auditor = new LogAuditor();
  private tileCount = 0;
  private lastIndex = '-1';
  private lastPromptId = SMALLEST_ID;
  private lastCheckpoint: SignedCheckpoint | null = null;

  constructor(
    private readonly database: Executor,
    private readonly verifiers: readonly NoteVerifier[],
    private readonly previous: MonitorState | null,
  ) {}

  /** Checks the leaves batch by batch, in the order of the log. */
  async checkLeaves(): Promise<void> {
    this.checkRoots(await this.readCheckpoints(-1, 0));
    for (;;) {
      const leaves = await this.read<LeafRow>(
        `SELECT index, entry_id, given_grant_id, disclosure_id, hash, entry FROM assent.ledger_leaf
         WHERE index > $1 ORDER BY index LIMIT ${BATCH_SIZE}`,
        [this.lastIndex],
      );
      if (leaves.length === 0) break;
      await this.checkBatch(leaves);
      this.lastIndex = leaves.at(-1)!.index;
    }
    await this.checkDelayed();
  }

  private async checkBatch(leaves: readonly LeafRow[]): Promise<void> {
    const checkpoints = await this.readCheckpoints(this.auditor.size, this.auditor.size + leaves.length);
    const found = await this.read<EntryRow & { delay: number | null }>(
      'SELECT * FROM assent.ledger_sequence WHERE id = ANY($1::bigint[])',
      [leaves.map(({ entry_id }) => entry_id)],
    );
    const rows = new Map(found.map((row) => [row.id, row]));
    const prompt = found.filter(({ delay }) => delay === null).map(({ id }) => BigInt(id));
    const order = await this.readPromptIds(prompt.reduce((most, id) => (id > most ? id : most), 0n));
    for (const leaf of leaves) {
      const row = rows.get(leaf.entry_id);
      if (Number(leaf.index) !== this.auditor.size)
        throw new VerificationError(
          `leaf ${this.auditor.size}: it was removed; leaf ${leaf.index} is the next`,
        );
      if (!row)
        throw new VerificationError(`entry row ${leaf.entry_id}: it was removed; it was leaf ${leaf.index}`);
      if (row.delay === null) await this.checkOrder(leaf, order);
      await this.checkLeaf(leaf, row);
      this.checkRoots(checkpoints);
    }
  }

  /** Reads the ids of the next rows that are not delayed, whose order the log keeps. */
  private async readPromptIds(upTo: bigint): Promise<string[]> {
    const rows = await this.read<{ id: string }>(
      'SELECT id FROM assent.ledger_sequence WHERE id > $1 AND id <= $2 AND delay IS NULL ORDER BY id',
      [this.lastPromptId, String(upTo)],
    );
    return rows.map(({ id }) => id).reverse();
  }

  /** @param order the ids that are expected, the next one last */
  private async checkOrder(leaf: LeafRow, order: string[]): Promise<void> {
    const expected = order.pop();
    if (expected === leaf.entry_id) {
      this.lastPromptId = expected;
      return;
    }
    const [own] = await this.read<{ index: string }>(
      'SELECT index FROM assent.ledger_leaf WHERE entry_id = $1',
      [expected ?? null],
    );
    throw new VerificationError(
      own || expected === undefined
        ? `leaf ${leaf.index}: it was reordered; entry row ${expected ?? leaf.entry_id} is elsewhere`
        : `entry row ${expected}: it was inserted before leaf ${leaf.index}`,
    );
  }

  /** Checks that no delayed row was left out of the log. Those whose time has not come wait for the sequencer. */
  private async checkDelayed(): Promise<void> {
    const [overdue] = await this.read<{ id: string }>(
      `SELECT e.id FROM assent.ledger_sequence e
       WHERE e.delay IS NOT NULL AND e.happened_at < assent.now() - make_interval(secs => $1)
         AND e.id < (SELECT max(entry_id) FROM assent.ledger_leaf)
         AND NOT EXISTS (SELECT FROM assent.ledger_leaf l WHERE l.entry_id = e.id)
       ORDER BY e.id LIMIT 1`,
      [DELAY_SECONDS_MAX],
    );
    if (overdue) throw new VerificationError(`entry row ${overdue.id}: it was left out of the log`);
  }

  private async checkLeaf(leaf: LeafRow, row: EntryRow): Promise<void> {
    const { auditor } = this;
    const lastUse =
      row.kind === 'DISCLOSURE'
        ? auditor.chains.lastUse(handleOf(row.handle_key, 'grant', String(row.grant_id)))
        : null;
    const bytes = entryBytes(entryOf(row, lastUse));
    const hash = leafHash(bytes);
    if (!hash.equals(leaf.hash))
      throw new VerificationError(
        leafHash(leaf.entry).equals(leaf.hash)
          ? `entry row ${row.id}: it was changed; leaf ${leaf.index} says something else`
          : `leaf ${leaf.index}: it was changed; it does not hash to what is stored of it`,
      );
    if (!bytes.equals(leaf.entry)) throw new VerificationError(`leaf ${leaf.index}: its entry was changed`);
    const given = recordedKind(row) === 'GRANT_GIVEN' ? row.grant_id : null;
    const disclosure = recordedKind(row) === 'DISCLOSURE' ? row.disclosure_id : null;
    if (leaf.given_grant_id !== given || leaf.disclosure_id !== disclosure)
      throw new VerificationError(
        `leaf ${leaf.index}: it is found by another grant or disclosure than its own`,
      );
    const full: (readonly [level: number, index: number, hashes: readonly Buffer[]])[] = [];
    auditor.append(bytes, hash, ({ level, index }, hashes) => full.push([level as number, index, hashes]));
    for (const tile of full) await this.checkTile(...tile);
  }

  /**
   * Reads the checkpoints with `above` < size <= `upTo`, by size, and checks that each is signed and matches its row.
   */
  private async readCheckpoints(above: number, upTo: number): Promise<Map<number, SignedCheckpoint>> {
    const rows = await this.read<{ size: string; root: Buffer; note: string }>(
      'SELECT size, root, note FROM assent.ledger_checkpoint WHERE size > $1 AND size <= $2',
      [above, upTo],
    );
    return new Map(
      rows.map(({ size, root, note }) =>
        withContext(`checkpoint ${size}`, () => {
          const { checkpoint } = openCheckpoint(note, this.verifiers);
          if (checkpoint.size !== Number(size) || !checkpoint.root.equals(root))
            throw new VerificationError(`what was signed is another one, of ${checkpoint.size} entries`);
          return [checkpoint.size, { note, checkpoint }];
        }),
      ),
    );
  }

  /** Checks the root at the current size against the checkpoint and the previous state of this size, if they exist. */
  private checkRoots(checkpoints: ReadonlyMap<number, SignedCheckpoint>): void {
    const { size, range } = this.auditor;
    const signed = checkpoints.get(size);
    this.lastCheckpoint = signed ?? this.lastCheckpoint;
    for (const known of [signed, this.previous])
      if (known?.checkpoint.size === size && !known.checkpoint.root.equals(range.root()))
        throw new VerificationError(`checkpoint ${size}: its root is not that of the entries`);
  }

  /** Checks that the last checkpoint covers every leaf, and that no later one is known. @returns the last checkpoint */
  async checkLastCheckpoint(): Promise<SignedCheckpoint> {
    const { size } = this.auditor;
    const [later] = await this.read<{ size: string }>(
      'SELECT max(size) AS size FROM assent.ledger_checkpoint HAVING max(size) > $1',
      [size],
    );
    const known = Math.max(Number(later?.size ?? 0), this.previous?.checkpoint.size ?? 0);
    if (known > size)
      throw new VerificationError(`leaf ${size}: it was removed, with all after it; there were ${known}`);
    if (!this.lastCheckpoint)
      throw new VerificationError(`checkpoint ${size}: it was removed; no other speaks for leaf 0`);
    if (this.lastCheckpoint.checkpoint.size < size)
      throw new VerificationError(
        `checkpoint ${size}: it was removed; no other speaks for leaf ${this.lastCheckpoint.checkpoint.size}`,
      );
    return this.lastCheckpoint;
  }

  private async checkTile(level: number, index: number, hashes: readonly Buffer[]): Promise<void> {
    this.tileCount += 1;
    const [row] = await this.read<{ hashes: Buffer }>(
      'SELECT hashes FROM assent.ledger_tile WHERE level = $1 AND index = $2',
      [level, index],
    );
    const name = `tile ${index} of level ${level}`;
    if (!row) throw new VerificationError(`${name}: it was removed`);
    if (row.hashes.length !== hashes.length * HASH_BYTES)
      throw new VerificationError(
        `${name}: it has ${row.hashes.length} bytes, not ${hashes.length * HASH_BYTES}`,
      );
    const wrong = hashes.findIndex(
      (hash, i) => !hash.equals(row.hashes.subarray(i * HASH_BYTES, (i + 1) * HASH_BYTES)),
    );
    if (wrong >= 0)
      throw new VerificationError(
        `${name}: it was changed at hash ${wrong}, of the entries from ${(index * TILE_WIDTH + wrong) * TILE_WIDTH ** level} on`,
      );
  }

  /** Checks the partial tiles, and that no further tiles exist. */
  async checkPartialTiles(): Promise<void> {
    for (const { tile, hashes } of this.auditor.range.partialTiles())
      await this.checkTile(tile.level as number, tile.index, hashes);
    const found = await this.read<{ level: number; index: string }>(
      'SELECT level, index FROM assent.ledger_tile ORDER BY level, index',
      [],
    );
    if (found.length === this.tileCount) return;
    const extra = found.find(
      ({ level, index }) => (Number(index) * TILE_WIDTH + 1) * TILE_WIDTH ** level > this.auditor.size,
    );
    throw new VerificationError(`tile ${extra?.index} of level ${extra?.level}: it was inserted`);
  }

  private async read<Row>(text: string, values: unknown[]): Promise<Row[]> {
    return (await this.database.query(text, values)) as Row[];
  }
}

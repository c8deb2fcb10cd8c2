import type { Executor } from '../../database/executor.js';
import { type EntryRow, entryBytes, entryOf } from '../entries/entry.js';
import { type Checkpoint, openCheckpoint } from '../format/checkpoint.js';
import { HASH_BYTES, leafHash } from '../format/merkle.js';
import { type NoteVerifier, parseVerifierKey } from '../format/signed-note.js';
import { TILE_WIDTH } from '../format/tile.js';
import { NotVerified, within } from '../format/verification-error.js';
import { checkRows } from './fsck-rows.js';
import { Audit } from './log-auditor.js';
import type { KeptLog } from './monitor-state.js';

const BATCH = 2_000;
const SMALLEST_ID = String(-(2n ** 63n));

interface LeafRow {
  readonly index: string;
  readonly entry_id: string;
  readonly given_grant_id: string | null;
  readonly disclosure_id: string | null;
  readonly hash: Buffer;
  readonly entry: Buffer;
}

/**
 * Derives the log anew from the stored rows, and holds leaves, tiles and checkpoints against it. It shares no code
 * with what built them but the hashing itself.
 * @param database one transaction that sees one state throughout
 * @param kept what was kept outside of the database, which the log must go on from
 * @throws NotVerified naming the first thing that is wrong
 */
export async function checkDatabase(
  database: Executor,
  keys: readonly string[],
  kept: KeptLog | null,
): Promise<KeptLog> {
  const check = new DatabaseCheck(database, keys.map(parseVerifierKey), kept);
  await check.leaves();
  await check.noMoreTiles();
  const { note, checkpoint } = await check.end();
  await checkRows(database);
  return { keys, note, checkpoint, audit: check.audit };
}

interface SignedCheckpoint {
  readonly note: string;
  readonly checkpoint: Checkpoint;
}

class DatabaseCheck {
  readonly audit = new Audit();
  private tiles = 0;
  private last: SignedCheckpoint | null = null;

  constructor(
    private readonly database: Executor,
    private readonly verifiers: readonly NoteVerifier[],
    private readonly kept: KeptLog | null,
  ) {}

  /** Takes leaf after leaf, in the order in which entries were written, which is the log's. */
  async leaves(): Promise<void> {
    this.holdRoots(await this.checkpoints(-1, 0));
    let after = SMALLEST_ID;
    for (;;) {
      const leaves = await this.read<LeafRow>(
        `SELECT index, entry_id, given_grant_id, disclosure_id, hash, entry FROM assent.ledger_leaf
         WHERE entry_id > $1 ORDER BY entry_id LIMIT ${BATCH}`,
        [after],
      );
      if (leaves.length === 0) return;
      const until = leaves.at(-1)!.entry_id;
      const rows = await this.read<EntryRow>(
        'SELECT * FROM assent.ledger_sequence WHERE id > $1 AND id <= $2 ORDER BY id',
        [after, until],
      );
      await this.batch(leaves, rows);
      after = until;
    }
  }

  /** Rows beyond the last leaf wait for the sequencer; every other has its leaf, in the same order. */
  private async batch(leaves: readonly LeafRow[], rows: readonly EntryRow[]): Promise<void> {
    const checkpoints = await this.checkpoints(this.audit.size, this.audit.size + leaves.length);
    for (const [at, leaf] of leaves.entries()) {
      const row = rows[at];
      if (row && BigInt(row.id) < BigInt(leaf.entry_id)) throw new NotVerified(this.withoutLeaf(row, leaf));
      if (row?.id !== leaf.entry_id)
        throw new NotVerified(`entry row ${leaf.entry_id}: it was removed; it was leaf ${leaf.index}`);
      if (Number(leaf.index) !== this.audit.size)
        throw new NotVerified(
          `leaf ${this.audit.size}: it was reordered; leaf ${leaf.index} is in its place`,
        );
      await this.leaf(leaf, row);
      this.holdRoots(checkpoints);
    }
  }

  private withoutLeaf(row: EntryRow, next: LeafRow): string {
    return Number(next.index) === this.audit.size
      ? `entry row ${row.id}: it was inserted before leaf ${next.index}`
      : `leaf ${this.audit.size}: it was removed; it was of entry row ${row.id}`;
  }

  private async leaf(leaf: LeafRow, row: EntryRow): Promise<void> {
    const { audit } = this;
    const lastUse = row.kind === 'DISCLOSURE' && row.grant_id ? audit.uses.lastUse(row.grant_id) : null;
    const bytes = entryBytes(entryOf(row, lastUse));
    const hash = leafHash(bytes);
    if (!hash.equals(leaf.hash))
      throw new NotVerified(
        leafHash(leaf.entry).equals(leaf.hash)
          ? `entry row ${row.id}: it was changed; leaf ${leaf.index} says something else`
          : `leaf ${leaf.index}: it was changed; it does not hash to what is stored of it`,
      );
    if (!bytes.equals(leaf.entry)) throw new NotVerified(`leaf ${leaf.index}: its entry was changed`);
    const given = row.kind === 'GRANT_GIVEN' ? row.grant_id : null;
    const disclosure = row.kind === 'DISCLOSURE' ? row.disclosure_id : null;
    if (leaf.given_grant_id !== given || leaf.disclosure_id !== disclosure)
      throw new NotVerified(`leaf ${leaf.index}: it is found by another grant or disclosure than its own`);
    const full: (readonly [level: number, index: number, hashes: readonly Buffer[]])[] = [];
    audit.take(bytes, hash, ({ level, index }, hashes) => full.push([level as number, index, hashes]));
    for (const tile of full) await this.tile(...tile);
  }

  /** Those of sizes above one and up to another, by size; each is what its row says, and signed. */
  private async checkpoints(above: number, upTo: number): Promise<Map<number, SignedCheckpoint>> {
    const rows = await this.read<{ size: string; root: Buffer; note: string }>(
      'SELECT size, root, note FROM assent.ledger_checkpoint WHERE size > $1 AND size <= $2',
      [above, upTo],
    );
    return new Map(
      rows.map(({ size, root, note }) =>
        within(`checkpoint ${size}`, () => {
          const { checkpoint } = openCheckpoint(note, this.verifiers);
          if (checkpoint.size !== Number(size) || !checkpoint.root.equals(root))
            throw new NotVerified(`what was signed is another one, of ${checkpoint.size} entries`);
          return [checkpoint.size, { note, checkpoint }];
        }),
      ),
    );
  }

  /** The tree as far as it is now is the one that was signed at this size, and the one that was kept. */
  private holdRoots(checkpoints: ReadonlyMap<number, SignedCheckpoint>): void {
    const { size, edge } = this.audit;
    const signed = checkpoints.get(size);
    this.last = signed ?? this.last;
    for (const known of [signed, this.kept])
      if (known?.checkpoint.size === size && !known.checkpoint.root.equals(edge.root()))
        throw new NotVerified(`checkpoint ${size}: its root is not that of the entries`);
  }

  /** @returns the last checkpoint, which speaks for every leaf */
  async end(): Promise<SignedCheckpoint> {
    const { size } = this.audit;
    const [later] = await this.read<{ size: string }>(
      'SELECT max(size) AS size FROM assent.ledger_checkpoint HAVING max(size) > $1',
      [size],
    );
    const known = Math.max(Number(later?.size ?? 0), this.kept?.checkpoint.size ?? 0);
    if (known > size)
      throw new NotVerified(`leaf ${size}: it was removed, with all after it; there were ${known}`);
    if (!this.last) throw new NotVerified(`checkpoint ${size}: it was removed; no other speaks for leaf 0`);
    if (this.last.checkpoint.size < size)
      throw new NotVerified(
        `checkpoint ${size}: it was removed; no other speaks for leaf ${this.last.checkpoint.size}`,
      );
    return this.last;
  }

  private async tile(level: number, index: number, hashes: readonly Buffer[]): Promise<void> {
    this.tiles += 1;
    const [row] = await this.read<{ hashes: Buffer }>(
      'SELECT hashes FROM assent.ledger_tile WHERE level = $1 AND index = $2',
      [level, index],
    );
    const name = `tile ${index} of level ${level}`;
    if (!row) throw new NotVerified(`${name}: it was removed`);
    if (row.hashes.length !== hashes.length * HASH_BYTES)
      throw new NotVerified(`${name}: it has ${row.hashes.length} bytes, not ${hashes.length * HASH_BYTES}`);
    const wrong = hashes.findIndex(
      (hash, i) => !hash.equals(row.hashes.subarray(i * HASH_BYTES, (i + 1) * HASH_BYTES)),
    );
    if (wrong >= 0)
      throw new NotVerified(
        `${name}: it was changed at hash ${wrong}, of the entries from ${(index * TILE_WIDTH + wrong) * TILE_WIDTH ** level} on`,
      );
  }

  /** The partial tiles, and that there are no others. */
  async noMoreTiles(): Promise<void> {
    for (const { tile, hashes } of this.audit.edge.partialTiles())
      await this.tile(tile.level as number, tile.index, hashes);
    const found = await this.read<{ level: number; index: string }>(
      'SELECT level, index FROM assent.ledger_tile ORDER BY level, index',
      [],
    );
    if (found.length === this.tiles) return;
    const extra = found.find(
      ({ level, index }) => (Number(index) * TILE_WIDTH + 1) * TILE_WIDTH ** level > this.audit.size,
    );
    throw new NotVerified(`tile ${extra?.index} of level ${extra?.level}: it was inserted`);
  }

  private async read<Row>(text: string, values: unknown[]): Promise<Row[]> {
    return (await this.database.query(text, values)) as Row[];
  }
}

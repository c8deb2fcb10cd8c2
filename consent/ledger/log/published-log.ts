import { setTimeout as delay } from 'node:timers/promises';
import type { Executor } from '../../database/executor.js';
import { badInput, Refusal } from '../../kernel/refusal.js';
import {
  consistencyPath,
  type HashAt,
  inclusionPath,
  type Node,
  nodesForConsistency,
  nodesForInclusion,
} from '../format/merkle.js';
import { encodeBundle, hashesFrom, TILE_WIDTH, type Tile, tilesFor } from '../format/tile.js';
import { formatProof } from '../format/tlog-proof.js';
import { readTiles } from './tile-store.js';

/** Which leaf a proof is wanted of. */
export type LeafOf =
  | { readonly grantId: string }
  | { readonly disclosureId: string }
  | { readonly leafIndex: number };

interface Leaf {
  readonly index: number;
  readonly entry: Buffer;
}

/** What was committed a moment ago is in the log within a second; longer than that nobody waits. */
const PATIENCE_MS = 3_000;
const POLL_MS = 50;

/** The published log: every size up to the last checkpoint's. */
export class Log {
  constructor(private readonly database: Executor) {}

  /** The last checkpoint, a signed note (C2SP tlog-checkpoint). @throws Refusal while there is none yet */
  async checkpoint(): Promise<{ readonly size: number; readonly note: string }> {
    const [row] = await this.database.query(
      'SELECT size, note FROM assent.ledger_checkpoint ORDER BY size DESC LIMIT 1',
      [],
    );
    if (!row) throw notYet('The log has no checkpoint yet.');
    return { size: Number(row.size), note: row.note as string };
  }

  /** The bytes of a tile, or null where the published tree has none so wide. */
  async tile({ level, index, width }: Tile): Promise<Buffer | null> {
    if (level === 'entries') return this.bundle(index, width);
    const [row] = await this.database.query(
      'SELECT substring(hashes FOR $3) AS hashes FROM assent.ledger_tile WHERE level = $1 AND index = $2 AND length(hashes) >= $3',
      [level, index, width * 32],
    );
    return (row?.hashes as Buffer | undefined) ?? null;
  }

  private async bundle(index: number, width: number): Promise<Buffer | null> {
    const first = index * TILE_WIDTH;
    const rows = await this.database.query(
      'SELECT entry FROM assent.ledger_leaf WHERE index >= $1 AND index < $2 ORDER BY index',
      [first, first + width],
    );
    return rows.length === width ? encodeBundle(rows.map(({ entry }) => entry as Buffer)) : null;
  }

  /** Proof of a leaf under the last checkpoint, as C2SP tlog-proof; its extra is the entry itself. */
  async inclusionProof(of: LeafOf): Promise<string> {
    const leaf = await this.leaf(of);
    const { size, note } = await this.checkpoint();
    const hashAt = await this.hashes(nodesForInclusion(leaf.index, size), size);
    const path = inclusionPath(leaf.index, size, hashAt);
    return formatProof({ extra: leaf.entry, index: leaf.index, path, checkpoint: note });
  }

  /** Hashes, in base64 and a line each, that show that the tree of one size is the beginning of that of another. */
  async consistencyProof(from: number, to: number): Promise<string> {
    return (await this.consistencyPath(from, to)).map((hash) => `${hash.toString('base64')}\n`).join('');
  }

  async consistencyPath(from: number, to: number): Promise<Buffer[]> {
    const { size } = await this.checkpoint();
    if (from < 0 || from > to) throw badInput('from', 'from is a size of the log, and not above to.');
    if (to > size) throw badInput('to', `The log has ${size} entries.`);
    const hashAt = await this.hashes(nodesForConsistency(from, to), to);
    return consistencyPath(from, to, hashAt);
  }

  /** The entry of a leaf: canonical JSON. */
  async entry(of: LeafOf): Promise<string> {
    return (await this.leaf(of)).entry.toString();
  }

  private async leaf(of: LeafOf): Promise<Leaf> {
    const [column, value] =
      'grantId' in of
        ? ['given_grant_id', of.grantId]
        : 'disclosureId' in of
          ? ['disclosure_id', of.disclosureId]
          : ['index', of.leafIndex];
    const find = () =>
      this.database.query(`SELECT index, entry FROM assent.ledger_leaf WHERE ${column} = $1`, [value]);
    let [row] = await find();
    for (
      const until = performance.now() + PATIENCE_MS;
      !row && column !== 'index' && performance.now() < until;
    ) {
      await delay(POLL_MS);
      [row] = await find();
    }
    if (row) return { index: Number(row.index), entry: row.entry as Buffer };
    if (column === 'index') throw badInput('leafIndex', 'The log has no such leaf.');
    throw notYet('This is not in the log yet.');
  }

  private async hashes(nodes: readonly Node[], size: number): Promise<HashAt> {
    const tiles = await readTiles(this.database, tilesFor(nodes, size));
    const found = new Map(tiles.map(({ level, index, hashes }) => [`${level}/${index}`, hashes]));
    return hashesFrom((level, index) => found.get(`${level}/${index}`) ?? new Uint8Array());
  }
}

const notYet = (message: string) =>
  new Refusal('UNAVAILABLE', `${message} Try again in a second.`, { retryAfterSeconds: 1 });

import { setTimeout as delay } from 'node:timers/promises';
import type { Executor } from '../../database/executor.js';
import type { Bilingual } from '../../kernel/bilingual.js';
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

/** Selects one leaf of the log. */
export type LeafQuery =
  | { readonly grantId: string }
  | { readonly disclosureId: string }
  | { readonly leafIndex: number };

interface Leaf {
  readonly index: number;
  readonly entry: Buffer;
}

/** How long a query waits for an entry that was just committed. The sequencer integrates an entry within a second. */
const INTEGRATION_TIMEOUT_MS = 3_000;
const POLL_MS = 50;

/** Serves the log up to the size of the last checkpoint: tiles, entries and proofs. */
export class PublishedLog {
  constructor(private readonly database: Executor) {}

  /** Returns the last checkpoint, a signed note (C2SP tlog-checkpoint). @throws Refusal if there is none yet */
  async checkpoint(): Promise<{ readonly size: number; readonly note: string }> {
    const [row] = await this.database.query(
      'SELECT size, note FROM assent.ledger_checkpoint ORDER BY size DESC LIMIT 1',
      [],
    );
    if (!row)
      throw notIntegratedYet({
        en: 'The log has no checkpoint yet. Try again in a second.',
        zh: '日志尚无检查点。请一秒后重试。',
      });
    return { size: Number(row.size), note: row.note as string };
  }

  /** Returns the bytes of a tile, or null if the published tree has no tile of this width there. */
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

  /** Proves that a leaf is under the last checkpoint (C2SP tlog-proof). The extra data of the proof is the entry. */
  async inclusionProof(of: LeafQuery): Promise<string> {
    const leaf = await this.leaf(of);
    const { size, note } = await this.checkpoint();
    const hashAt = await this.hashes(nodesForInclusion(leaf.index, size), size);
    const path = inclusionPath(leaf.index, size, hashAt);
    return formatProof({ extra: leaf.entry, index: leaf.index, path, checkpoint: note });
  }

  /** Proves that the tree of size `from` is a prefix of the tree of size `to`: one base64 hash per line. */
  async consistencyProof(from: number, to: number): Promise<string> {
    return (await this.consistencyPath(from, to)).map((hash) => `${hash.toString('base64')}\n`).join('');
  }

  async consistencyPath(from: number, to: number): Promise<Buffer[]> {
    const { size } = await this.checkpoint();
    if (from < 0 || from > to)
      throw badInput('from', {
        en: 'from is a size of the log, and not above to.',
        zh: 'from 应为日志的大小，且不大于 to。',
      });
    if (to > size)
      throw badInput('to', {
        en: `The log has ${size} entries. Give no more.`,
        zh: `日志有 ${size} 条。请勿超过。`,
      });
    const hashAt = await this.hashes(nodesForConsistency(from, to), to);
    return consistencyPath(from, to, hashAt);
  }

  /** Returns the entry of a leaf as canonical JSON. */
  async entry(of: LeafQuery): Promise<string> {
    return (await this.leaf(of)).entry.toString();
  }

  private async leaf(of: LeafQuery): Promise<Leaf> {
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
      const until = performance.now() + INTEGRATION_TIMEOUT_MS;
      !row && column !== 'index' && performance.now() < until;
    ) {
      await delay(POLL_MS);
      [row] = await find();
    }
    if (row) return { index: Number(row.index), entry: row.entry as Buffer };
    if (column === 'index')
      throw badInput('leafIndex', {
        en: 'The log has no such leaf. Give an index below the size of logCheckpoint.',
        zh: '日志中没有这一条。请给出小于 logCheckpoint 大小的序号。',
      });
    throw notIntegratedYet({
      en: 'This is not in the log yet. Try again in a second.',
      zh: '日志尚未收录此条。请一秒后重试。',
    });
  }

  private async hashes(nodes: readonly Node[], size: number): Promise<HashAt> {
    const tiles = await readTiles(this.database, tilesFor(nodes, size));
    const found = new Map(tiles.map(({ level, index, hashes }) => [`${level}/${index}`, hashes]));
    return hashesFrom((level, index) => found.get(`${level}/${index}`) ?? new Uint8Array());
  }
}

const notIntegratedYet = (text: Bilingual) => new Refusal('UNAVAILABLE', text, { retryAfterSeconds: 1 });

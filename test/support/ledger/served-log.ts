import { generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { signCheckpoint } from '../../../consent/ledger/format/checkpoint.js';
import { rootFrom } from '../../../consent/ledger/format/merkle.js';
import {
  type NoteSigner,
  noteSigner,
  noteVerifier,
  verifierKey,
} from '../../../consent/ledger/format/signed-note.js';
import { encodeBundle, TILE_WIDTH, tilePath, tilesBetween } from '../../../consent/ledger/format/tile.js';
import { TreeInMemory } from '../../ledger/format/tree-in-memory.js';

/** The files that a C2SP log serves below its prefix. */
export class ServedLog {
  readonly origin = 'log.example.org/assent';
  readonly files = new Map<string, Buffer>();
  /** The paths that a reader asked for. */
  readonly asked: string[] = [];
  readonly vkey: string;
  private readonly signer: NoteSigner;
  private readonly server = createServer((request, response) => {
    const path = request.url!.replace(/^\/log\//, '');
    this.asked.push(path);
    const bytes = this.files.get(path);
    response.writeHead(bytes ? 200 : 404).end(bytes);
  });

  constructor() {
    const { privateKey, publicKey } = generateKeyPairSync('ed25519');
    this.signer = noteSigner(this.origin, privateKey);
    this.vkey = verifierKey(noteVerifier(this.origin, publicKey));
    this.files.set('vkey', Buffer.from(`${this.vkey}\n`));
  }

  async start(): Promise<string> {
    await new Promise<void>((listening) => this.server.listen(0, '127.0.0.1', listening));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  stop(): Promise<void> {
    this.server.closeAllConnections();
    return new Promise((closed) => this.server.close(() => closed()));
  }

  /** Publishes these entries as tiles, bundles and a signed checkpoint. It deletes a partial tile once the full one exists. */
  publish(entries: readonly Buffer[]): void {
    const tree = new TreeInMemory(entries);
    const place = (path: string, bytes: Buffer) => this.files.set(path, bytes);
    for (const tile of tilesBetween(0, entries.length)) {
      const from = tile.index * TILE_WIDTH;
      const row = tree.levels[8 * (tile.level as number)]!.slice(from, from + tile.width);
      place(tilePath(tile), Buffer.concat(row));
      if (tile.level === 0)
        place(tilePath({ ...tile, level: 'entries' }), encodeBundle(entries.slice(from, from + tile.width)));
    }
    for (const path of this.files.keys())
      if (path.includes('.p/') && this.files.has(path.split('.p/')[0]!)) this.files.delete(path);
    place('checkpoint', this.checkpointOf(entries));
  }

  checkpointOf(entries: readonly Buffer[]): Buffer {
    const tree = new TreeInMemory(entries);
    const checkpoint = { origin: this.origin, size: tree.size, root: rootFrom(tree.size, tree.hashAt) };
    return Buffer.from(signCheckpoint(checkpoint, [this.signer]));
  }
}

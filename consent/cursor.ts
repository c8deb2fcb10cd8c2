import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { badInput } from './refusal.js';

/** Where a page ended: the record's time as its column holds it, and its id. */
export type Position = readonly [time: string, recordId: string];

/**
 * Seals positions into opaque cursors. A cursor holds a record's day and number, which the reader may not have
 * been granted: so it is encrypted, and bound to the list that it belongs to.
 */
export class Cursors {
  constructor(private readonly key: Uint8Array) {
    if (key.length !== 32) throw new Error('The cursor key must have 32 bytes.');
  }

  seal(list: string, position: Position): string {
    const nonce = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', this.key, nonce).setAAD(Buffer.from(list));
    const sealed = Buffer.concat([cipher.update(JSON.stringify(position)), cipher.final()]);
    return Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString('base64url');
  }

  /** @throws Refusal BAD_USER_INPUT for anything that `seal` did not make for this list. */
  open(list: string, cursor: string): Position {
    try {
      const bytes = Buffer.from(cursor, 'base64url');
      const decipher = createDecipheriv('aes-256-gcm', this.key, bytes.subarray(0, 12))
        .setAAD(Buffer.from(list))
        .setAuthTag(bytes.subarray(12, 28));
      return JSON.parse(Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString());
    } catch {
      throw badInput('after', 'after is the endCursor of the page before, from the same list.');
    }
  }
}

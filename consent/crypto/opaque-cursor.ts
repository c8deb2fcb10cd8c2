import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { badInput } from '../kernel/refusal.js';

/** Where a page ended: the record's time as its column holds it, and its id. */
export type Position = readonly [time: string, recordId: string];

/**
 * Seals positions into opaque cursors. A cursor holds a record's day and number, which the reader may not have
 * been granted: so it is encrypted, and bound to the list that it belongs to and to whoever's list that is: read in
 * another person's list, it would date the record by theirs.
 */
export class Cursors {
  constructor(
    private readonly key: Uint8Array,
    private readonly scope = '',
  ) {
    if (key.length !== 32) throw new Error('The cursor key must have 32 bytes.');
  }

  /** Cursors of one grant's or one owner's lists, which open no other's. */
  within(scope: string): Cursors {
    return new Cursors(this.key, scope);
  }

  seal(list: string, position: Position): string {
    const nonce = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', this.key, nonce).setAAD(this.bound(list));
    const sealed = Buffer.concat([cipher.update(JSON.stringify(position)), cipher.final()]);
    return Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString('base64url');
  }

  /** @throws Refusal BAD_USER_INPUT for anything that `seal` did not make for this list. */
  open(list: string, cursor: string): Position {
    try {
      const bytes = Buffer.from(cursor, 'base64url');
      const decipher = createDecipheriv('aes-256-gcm', this.key, bytes.subarray(0, 12))
        .setAAD(this.bound(list))
        .setAuthTag(bytes.subarray(12, 28));
      return JSON.parse(Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString());
    } catch {
      throw badInput('after', 'after is the endCursor of the page before, from the same list.');
    }
  }

  private bound(list: string): Buffer {
    return Buffer.from(JSON.stringify([this.scope, list]));
  }
}

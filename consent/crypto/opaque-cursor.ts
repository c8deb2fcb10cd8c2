import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { badInput } from '../kernel/refusal.js';

/** The last record of a page: its time, as the column holds it, and its id. */
export type Position = readonly [time: string, recordId: string];

/**
 * Encrypts positions into opaque cursors. A cursor contains a record's day and id, which the reader may not have been
 * granted, so it is encrypted. It is also bound to its list and to the list's owner (`scope`): accepted in another
 * person's list, it would reveal the record's day by comparison with that person's records.
 */
export class OpaqueCursors {
  constructor(
    private readonly key: Uint8Array,
    private readonly scope = '',
  ) {
    if (key.length !== 32) throw new Error('The cursor key must have 32 bytes.');
  }

  /** Cursors for the lists of one grant or one owner. They are invalid in any other list. */
  within(scope: string): OpaqueCursors {
    return new OpaqueCursors(this.key, scope);
  }

  seal(list: string, position: Position): string {
    const nonce = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', this.key, nonce).setAAD(this.bound(list));
    const sealed = Buffer.concat([cipher.update(JSON.stringify(position)), cipher.final()]);
    return Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString('base64url');
  }

  /** @throws Refusal BAD_USER_INPUT for anything that `seal` did not make for this list */
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

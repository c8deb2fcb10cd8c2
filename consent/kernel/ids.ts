import { randomFillSync } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';

const ID_BYTES = 16;
/** Random bytes for many ids at once: to ask the system for them costs more than all the rest of an id. */
const pool = new Uint8Array(256 * ID_BYTES);
let spent = pool.length;

let msecs = 0;
let seq = 0;

/** A new id, a UUIDv7: each greater than all that this process made before, by whichever clock. */
export function newId(): string {
  const random = freshBytes();
  const now = Date.now();
  if (now > msecs) {
    msecs = now;
    seq = ((random[6]! & 0x7f) << 24) | (random[7]! << 16) | (random[8]! << 8) | random[9]!;
  } else {
    // Counted on within a millisecond, as the package does when it draws the bytes itself; it has 32 bits for that.
    seq = (seq + 1) | 0;
    if (seq === 0) msecs += 1;
  }
  return uuidv7({ random, msecs, seq });
}

/** Bytes that nobody has had before. */
function freshBytes(): Uint8Array {
  if (spent === pool.length) {
    randomFillSync(pool);
    spent = 0;
  }
  spent += ID_BYTES;
  return pool.subarray(spent - ID_BYTES, spent);
}

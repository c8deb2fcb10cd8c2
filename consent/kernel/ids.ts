import { randomFillSync } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';

const ID_BYTES = 16;
/** Random bytes for 256 ids: a system call for each id would cost more than the rest of making it. */
const pool = new Uint8Array(256 * ID_BYTES);
let consumed = pool.length;

let msecs = 0;
let seq = 0;

/** A new UUIDv7. Each is greater than every one this process made before, even if the clock is set back. */
export function newId(): string {
  const random = freshBytes();
  const now = Date.now();
  if (now > msecs) {
    msecs = now;
    seq = ((random[6]! & 0x7f) << 24) | (random[7]! << 16) | (random[8]! << 8) | random[9]!;
  } else {
    // Within one millisecond a 32-bit counter goes up, as in the uuid package when it draws the random bytes itself.
    seq = (seq + 1) | 0;
    if (seq === 0) msecs += 1;
  }
  return uuidv7({ random, msecs, seq });
}

/** Random bytes that were not used before. */
function freshBytes(): Uint8Array {
  if (consumed === pool.length) {
    randomFillSync(pool);
    consumed = 0;
  }
  consumed += ID_BYTES;
  return pool.subarray(consumed - ID_BYTES, consumed);
}

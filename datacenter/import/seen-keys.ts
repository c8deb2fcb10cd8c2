const SLOTS_AT_FIRST = 1 << 16;
/** The table grows when it is filled to this share. */
const FULL_SHARE = 0.6;

/** A fingerprint of 64 bits: two multiplicative hashes of 32 bits each. */
const hashes = new Uint32Array(2);
function hash(text: string): void {
  let low = 0x811c9dc5;
  let high = 0x9e3779b9;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    low = Math.imul(low ^ unit, 0x01000193);
    high = Math.imul(high ^ unit, 0x85ebca6b) ^ (high >>> 15);
  }
  hashes[0] = low;
  // 0 marks an empty slot.
  hashes[1] = high | 1;
}

/**
 * The keys of a file, as fingerprints in a hash table with open addressing: about 20 bytes a row, outside the heap, and no
 * object that must be collected. So a second row with a key is found at any distance.
 */
export class SeenKeys {
  private slots = new Uint32Array(SLOTS_AT_FIRST * 2);
  private size = 0;

  clear(): void {
    this.slots = new Uint32Array(SLOTS_AT_FIRST * 2);
    this.size = 0;
  }

  /** @returns false if the key is known already */
  add(key: string): boolean {
    if (this.size > (this.slots.length / 2) * FULL_SHARE) this.grow();
    hash(key);
    return this.put(hashes[0]!, hashes[1]!);
  }

  private put(low: number, high: number): boolean {
    const { slots } = this;
    const mask = slots.length / 2 - 1;
    // The low bit of `high` is always set, so the place comes of both.
    let slot = (low ^ (high >>> 1)) & mask;
    while (slots[slot * 2 + 1] !== 0) {
      if (slots[slot * 2] === low && slots[slot * 2 + 1] === high) return false;
      slot = (slot + 1) & mask;
    }
    slots[slot * 2] = low;
    slots[slot * 2 + 1] = high;
    this.size++;
    return true;
  }

  private grow(): void {
    const old = this.slots;
    this.slots = new Uint32Array(old.length * 2);
    this.size = 0;
    for (let at = 0; at < old.length; at += 2) if (old[at + 1] !== 0) this.put(old[at]!, old[at + 1]!);
  }
}

const SLOTS = 1 << 17;

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

/** A hash table of fingerprints with open addressing; it allocates no object per key, so nothing must be collected. */
class Generation {
  readonly slots = new Uint32Array(SLOTS * 2);
  size = 0;

  /** @returns the slot of the fingerprint in `hashes`, or the empty slot for it */
  find(): number {
    let slot = hashes[0]! % SLOTS;
    while (this.slots[slot * 2 + 1] !== 0) {
      if (this.slots[slot * 2] === hashes[0] && this.slots[slot * 2 + 1] === hashes[1]) return slot;
      slot = (slot + 1) % SLOTS;
    }
    return slot;
  }

  has = (slot: number): boolean => this.slots[slot * 2 + 1] !== 0;

  put(slot: number): void {
    this.slots.set(hashes, slot * 2);
    this.size++;
  }

  clear(): void {
    this.slots.fill(0);
    this.size = 0;
  }
}

/** The last keys of a file: at least `KEYS_MIN` and at most twice as many, in two megabytes of memory. */
export class RecentKeys {
  static readonly KEYS_MIN = 64_000;
  private current = new Generation();
  private previous = new Generation();

  clear(): void {
    this.current.clear();
    this.previous.clear();
  }

  /** @returns false if the key is known already */
  add(key: string): boolean {
    if (this.current.size >= RecentKeys.KEYS_MIN) {
      [this.current, this.previous] = [this.previous, this.current];
      this.current.clear();
    }
    hash(key);
    const slot = this.current.find();
    if (this.current.has(slot) || this.previous.has(this.previous.find())) return false;
    this.current.put(slot);
    return true;
  }
}

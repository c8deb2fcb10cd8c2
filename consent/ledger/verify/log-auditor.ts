import { canonicalJson } from '../../crypto/canonical-json.js';
import { Edge, type OnFull } from '../format/compact-range.js';
import { NotVerified, within } from '../format/verification-error.js';
import { type LoggedEntry, Uses } from './grant-chains.js';

/** Reads a log entry by entry and holds it to what a log of consent promises. */
export class Audit {
  constructor(
    readonly edge = new Edge(),
    readonly uses = new Uses(),
  ) {}

  get size(): number {
    return this.edge.size;
  }

  /** @throws NotVerified naming the entry, if it can't be the next one */
  take(bytes: Uint8Array, hash: Buffer, onFull?: OnFull): void {
    within(`entry ${this.size}`, () => this.uses.take(parseEntry(bytes), hash));
    this.edge.append(hash, onFull);
  }
}

/** An entry out of its bytes, which can only be written in one way (RFC 8785). */
export function parseEntry(bytes: Uint8Array): LoggedEntry {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString();
  const entry = read(() => JSON.parse(text), 'it is not JSON');
  const { kind, at } = (entry ?? {}) as Partial<LoggedEntry>;
  if (typeof kind !== 'string' || typeof at !== 'string') throw new NotVerified('it has no kind or time');
  const canonical = read(() => canonicalJson(entry), 'it has no canonical form');
  if (!Buffer.from(canonical).equals(bytes)) throw new NotVerified('it is not in canonical form');
  return entry as LoggedEntry;
}

function read<T>(work: () => T, otherwise: string): T {
  try {
    return work();
  } catch {
    throw new NotVerified(otherwise);
  }
}

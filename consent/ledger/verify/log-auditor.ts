import { canonicalJson } from '../../crypto/canonical-json.js';
import { CompactRange, type OnFullTile } from '../format/compact-range.js';
import { VerificationError, withContext } from '../format/verification-error.js';
import { GrantChains, type LoggedEntry } from './grant-chains.js';

/**
 * Audits a log entry by entry: every entry must be canonical and must follow the rules of its grant. The auditor
 * computes the tree as it goes.
 */
export class LogAuditor {
  constructor(
    readonly range = new CompactRange(),
    readonly chains = new GrantChains(),
  ) {}

  get size(): number {
    return this.range.size;
  }

  /** @throws VerificationError that names the entry, if it can't be the next one */
  append(bytes: Uint8Array, hash: Buffer, onFullTile?: OnFullTile): void {
    withContext(`entry ${this.size}`, () => this.chains.append(parseEntry(bytes), hash));
    this.range.append(hash, onFullTile);
  }
}

/** Parses an entry and checks that its bytes are canonical JSON (RFC 8785). */
export function parseEntry(bytes: Uint8Array): LoggedEntry {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString();
  const entry = parseWith(() => JSON.parse(text), 'it is not JSON');
  const { kind, at } = (entry ?? {}) as Partial<LoggedEntry>;
  if (typeof kind !== 'string' || typeof at !== 'string')
    throw new VerificationError('it has no kind or time');
  const canonical = parseWith(() => canonicalJson(entry), 'it has no canonical form');
  if (!Buffer.from(canonical).equals(bytes)) throw new VerificationError('it is not in canonical form');
  return entry as LoggedEntry;
}

function parseWith<T>(work: () => T, otherwise: string): T {
  try {
    return work();
  } catch {
    throw new VerificationError(otherwise);
  }
}

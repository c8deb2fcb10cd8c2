import { canonicalJson } from '../../crypto/canonical-json.js';
import { ENTRY_VERSION } from './entry-fields.js';
import type { Entry } from './entry-form.js';
import { handleOf, hideValues, minuteFrom, minuteOf } from './handles.js';

export type { Entry } from './entry-form.js';

/** A row of the views `assent.ledger_sequence` and `assent.ledger_waiting`. */
export interface EntryRow {
  readonly id: string;
  readonly kind: string;
  /** The exact time. */
  readonly at: string;
  readonly grant_id: string | null;
  readonly disclosure_id: string | null;
  readonly handle_key: Buffer;
  readonly content: Readonly<Record<string, unknown>>;
  readonly response_digest: string | null;
  /** Whether the digest of what the entry released is still to come. */
  readonly awaits_digest: boolean;
  /** The disclosure of the grant's previous use, for a DISCLOSURE. */
  readonly disclosure_before: string | null;
}

/** The kind of the entry, also if it was set aside. */
export const recordedKind = ({ kind, content }: EntryRow): string =>
  kind === 'SET_ASIDE' ? String(content.of) : kind;

/** Kinds whose answer may hold data for somebody other than its owner. */
const DISCLOSING_KINDS = new Set(['DISCLOSURE', 'REREAD', 'RELATIVE_ACCESS']);

/** The values behind the handles of an entry, by field. Whoever has the key can compare them. */
export function openedHandles({ at, grant_id, disclosure_id, content }: EntryRow): Record<string, string> {
  const { validUntil } = content;
  return {
    moment: typeof validUntil === 'string' ? `${at}/${validUntil}` : at,
    ...(grant_id && { grant: grant_id }),
    ...(disclosure_id && { disclosure: disclosure_id }),
  };
}

/**
 * Turns a row of the ledger into the entry that the log publishes.
 * @param previousUse leaf hash of the grant's previous use, for a DISCLOSURE
 */
export function entryOf(row: EntryRow, previousUse: Uint8Array | null): Entry {
  const { handle_key: key, content, kind, at } = row;
  const { validUntil } = content;
  const entry: Record<string, unknown> = hideValues(key, content);
  if (typeof validUntil === 'string') entry.validUntil = minuteFrom(validUntil);
  const opened = openedHandles(row);
  for (const field in opened) entry[field] = handleOf(key, field, opened[field]!);
  if (DISCLOSING_KINDS.has(kind)) entry.responseDigest = row.response_digest;
  if (kind === 'DISCLOSURE') entry.previousUse = previousUse && Buffer.from(previousUse).toString('hex');
  return Object.assign(entry, { v: ENTRY_VERSION, kind, at: minuteOf(at) });
}

/** Encodes an entry as the bytes of its leaf: canonical JSON (RFC 8785). */
export const entryBytes = (entry: Entry): Buffer => Buffer.from(canonicalJson(entry));

import type { OpaqueCursors } from '../crypto/opaque-cursor.js';
import type { Executor } from '../database/executor.js';
import { assertPeriod, type ListPage, withinPeriod } from '../database/keyset-list.js';
import { arrayLiteral } from '../database/pg-array.js';
import type { ItemDelivery } from '../kernel/delivery.js';
import { pageSizeOf } from '../kernel/page-size.js';

/** What the list of what happened tells of. */
export const EVENT_KINDS = [
  'REQUEST_RECEIVED',
  'REQUEST_ANSWERED',
  'REQUEST_CANCELLED',
  'REQUEST_EXPIRED',
  'GRANT_GIVEN',
  'GRANT_REVOKED',
  'GRANT_SUSPENDED',
  'GRANT_REINSTATED',
  'GRANT_ENDED',
  'DISCLOSURE',
  'REREAD',
  'REFUSAL',
  'OWN_ACCESS',
  'PREVIEW',
  'OWN_EXPORT',
  'RELATIVE_ACCESS',
  'STAFF_LOOK',
  'AUTHENTICATOR_CHANGED',
  'COUNTER_SESSION',
] as const;
export type EventKind = (typeof EVENT_KINDS)[number];

/** The sources, as calls of SQL with the kinds that each tells of (migrations/code/timeline.sql). */
const SOURCES: readonly { readonly rows: string; readonly kinds: readonly EventKind[] }[] = [
  {
    rows: 'assent.timeline_of_requests(:person, :provider)',
    kinds: ['REQUEST_RECEIVED', 'REQUEST_ANSWERED', 'REQUEST_CANCELLED', 'REQUEST_EXPIRED'],
  },
  { rows: 'assent.timeline_of_ends(:person, :provider)', kinds: ['GRANT_ENDED'] },
  {
    rows: 'assent.timeline_of_changes(:person, :provider)',
    kinds: [
      'GRANT_GIVEN',
      'GRANT_REVOKED',
      'GRANT_SUSPENDED',
      'GRANT_REINSTATED',
      'GRANT_ENDED',
      'AUTHENTICATOR_CHANGED',
      'COUNTER_SESSION',
    ],
  },
  {
    rows: 'assent.timeline_of_looks(:person, :provider, NULL)',
    kinds: ['OWN_ACCESS', 'PREVIEW', 'OWN_EXPORT', 'RELATIVE_ACCESS', 'STAFF_LOOK'],
  },
  {
    rows: 'assent.timeline_of_looks(NULL, NULL, :reader)',
    kinds: ['OWN_ACCESS', 'PREVIEW', 'RELATIVE_ACCESS'],
  },
  { rows: 'assent.timeline_of_uses(:person, :provider)', kinds: ['DISCLOSURE'] },
  { rows: 'assent.timeline_of_rereads(:person, :provider)', kinds: ['REREAD'] },
  { rows: 'assent.timeline_of_refusals(:person, :provider)', kinds: ['REFUSAL'] },
];

/** What a ward from 14 to 17 does alone is the ward's own affair. A guardian sees it only of guardians. */
const OWN_AFFAIRS: readonly EventKind[] = [
  'OWN_ACCESS',
  'PREVIEW',
  'OWN_EXPORT',
  'STAFF_LOOK',
  'AUTHENTICATOR_CHANGED',
  'COUNTER_SESSION',
];

/** Whose list it is. */
export interface TimelineOf {
  readonly personId?: string;
  readonly providerId?: string;
  /** Whose looks at the records of others belong to the list too. */
  readonly readerId?: string;
  /** Whether what the person did alone is left out. */
  readonly withoutOwnAffairs?: boolean;
}

export interface TimelinePage extends Pick<ListPage, 'first' | 'after' | 'from' | 'to'> {
  /** Null: all kinds. */
  readonly kinds?: readonly EventKind[] | null;
  readonly recipient?: string | null;
}

/** One event: ids of what it is about, for whoever shows it to load. */
export interface TimelineEntry {
  readonly id: string;
  readonly at: Date;
  readonly kind: EventKind;
  readonly recipientCode: string | null;
  readonly requestId: string | null;
  readonly grantId: string | null;
  readonly disclosureId: string | null;
  readonly items: readonly ItemDelivery[];
  /** Codes of the items that a refused attempt asked for. */
  readonly refusedItems: readonly string[];
  readonly useNumber: number | null;
  readonly reason: string | null;
  readonly by: string;
  readonly channel: string | null;
  readonly times: number;
  readonly leafIndex: number | null;
}

const CURSOR = 'timeline';

/** The conditions of a page, on the columns that all sources have. */
function conditions(
  of: TimelineOf,
  page: TimelinePage,
  cursors: OpaqueCursors,
  value: (given: unknown) => string,
) {
  const parts = ['true'];
  if (page.kinds) parts.push(`s.kind = ANY(${value(arrayLiteral(page.kinds))}::text[])`);
  if (page.recipient != null)
    parts.push(`s.recipient_code = ${value(page.recipient.replaceAll('\0', '\ufffd'))}`);
  parts.push(...withinPeriod('s.at', page, value));
  if (of.withoutOwnAffairs)
    parts.push(`(s.kind <> ALL(${value(arrayLiteral(OWN_AFFAIRS))}::text[]) OR s.done_by = 'GUARDIAN')`);
  if (page.after != null) {
    const [at, id] = cursors.open(CURSOR, page.after).map(value);
    // The first half says nothing new, but an index can answer it.
    parts.push(`s.at <= ${at}::timestamptz AND (s.at, s.id COLLATE "C") < (${at}::timestamptz, ${id}::text)`);
  }
  return parts.join(' AND ');
}

/** The statement of one page: the newest of each source, and the newest of those. */
export function timelineStatement(
  of: TimelineOf,
  page: TimelinePage,
  cursors: OpaqueCursors,
): { readonly sql: string; readonly values: unknown[] } {
  const rows = pageSizeOf(page.first) + 1;
  const values: unknown[] = [of.personId ?? null, of.providerId ?? null, of.readerId ?? null];
  const where = conditions(of, page, cursors, (given) => `$${values.push(given)}`);
  const newest = `ORDER BY at DESC, id COLLATE "C" DESC LIMIT ${rows}`;
  const wanted = SOURCES.filter(
    ({ kinds }) => !page.kinds || kinds.some((kind) => page.kinds!.includes(kind)),
  );
  const sources = wanted.map(({ rows: source }) => {
    const call = source
      .replace(':person', '$1::bigint')
      .replace(':provider', '$2::bigint')
      .replace(':reader', '$3::bigint');
    return `(SELECT s.* FROM ${call} AS s WHERE ${where} ${newest})`;
  });
  // The first line gives the three their types, whichever of them the sources use.
  const sql = `WITH given AS (SELECT $1::bigint, $2::bigint, $3::bigint)
    SELECT t.id, t.at::text, t.kind, t.recipient_code, t.request_id::text, t.grant_id::text, t.disclosure_id::text, t.items,
      t.use_number, t.reason, t.done_by, t.channel, t.times, assent.leaf_of(t.entry_id, t.disclosure_id)::float8 AS leaf
    FROM (SELECT * FROM (${sources.join(' UNION ALL ')}) AS every ${newest}) AS t
    ORDER BY t.at DESC, t.id COLLATE "C" DESC`;
  return { sql, values };
}

function entryOf(row: Record<string, unknown>, publicId: string): TimelineEntry {
  const isRefusal = row.kind === 'REFUSAL';
  return {
    id: publicId,
    at: new Date(row.at as string),
    kind: row.kind as EventKind,
    recipientCode: row.recipient_code as string | null,
    requestId: row.request_id as string | null,
    grantId: row.grant_id as string | null,
    disclosureId: row.disclosure_id as string | null,
    items: isRefusal ? [] : (row.items as ItemDelivery[]),
    refusedItems: isRefusal ? [...new Set((row.items as string[][]).flat())] : [],
    useNumber: row.use_number as number | null,
    reason: row.reason as string | null,
    by: row.done_by as string,
    channel: row.channel as string | null,
    times: row.times as number,
    leafIndex: row.leaf as number | null,
  };
}

/**
 * One page of what happened, newest first. The cursor names the last event that was shown, so that what happens meanwhile
 * comes before the first page and moves nothing.
 */
export async function timelineOf(
  database: Executor,
  cursors: OpaqueCursors,
  of: TimelineOf,
  page: TimelinePage,
): Promise<{ entries: TimelineEntry[]; endCursor: string | null; hasNextPage: boolean }> {
  assertPeriod(page);
  const own = cursors.within(
    JSON.stringify([CURSOR, of.personId ?? null, of.providerId ?? null, of.readerId ?? null]),
  );
  const { sql, values } = timelineStatement(of, page, own);
  const rows = page.kinds?.length === 0 ? [] : await database.query(sql, values);
  const shown = rows.slice(0, pageSizeOf(page.first));
  const last = shown.at(-1);
  return {
    entries: shown.map((row) => entryOf(row, own.seal('event', [row.id as string]))),
    endCursor: last ? own.seal(CURSOR, [last.at as string, last.id as string]) : null,
    hasNextPage: rows.length > shown.length,
  };
}

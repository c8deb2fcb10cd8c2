import type { OpaqueCursors } from '../crypto/opaque-cursor.js';
import { commitWatermark } from '../database/commit-watermark.js';
import type { Executor } from '../database/executor.js';
import { pageSizeOf } from '../kernel/page-size.js';

export const RECIPIENT_NOTICE_KINDS = [
  'GRANT_GIVEN',
  'GRANT_REVOKED',
  'GRANT_SUSPENDED',
  'GRANT_REINSTATED',
  'GRANT_SUPERSEDED',
  'RECORD_CORRECTED',
  'REQUEST_DENIED',
  'REQUEST_EXPIRED',
] as const;

/** An answer to a request, or an event after which the recipient must stop using data, delete or correct it. */
export interface RecipientNotice {
  readonly id: string;
  readonly kind: (typeof RECIPIENT_NOTICE_KINDS)[number];
  readonly at: Date;
  /** Null for a request that gave no grant. */
  readonly grantId: string | null;
  /** The request that was answered; null for what happens to a grant later. */
  readonly requestId: string | null;
}

export interface NoticePage {
  readonly notices: readonly RecipientNotice[];
  /** The cursor of the next poll; also set if there was no new notice. */
  readonly endCursor: string | null;
  readonly hasNextPage: boolean;
}

const LIST = 'notices';
/** How long a poll waits for transactions in progress; after it the poll returns no new notice. */
const WATERMARK_TIMEOUT_MS = 500;

/** The recipient's notices, oldest first, so that a recipient who polls with the last cursor misses none. */
export async function recipientNotices(
  database: Executor,
  cursors: OpaqueCursors,
  recipientCode: string,
  page: { first?: number | null; after?: string | null },
): Promise<NoticePage> {
  const first = pageSizeOf(page.first);
  const after = page.after ?? null;
  const own = cursors.within(`notices ${recipientCode}`);
  const [id] = after === null ? ['0'] : own.open(LIST, after);
  // A slow transaction may still commit a notice with a smaller id, so nothing above the watermark is returned.
  const watermark = (await commitWatermark(database, 'recipient_notice', WATERMARK_TIMEOUT_MS)) ?? id;
  const rows = await database.query(
    `SELECT n.id::text, n.kind, n.at::text, n.grant_id::text, n.consent_request_id::text AS request_id
     FROM assent.recipient_notice n
     WHERE n.recipient_code = $1 AND n.id > $2::bigint AND n.id <= $3::bigint ORDER BY n.id LIMIT ${first + 1}`,
    [recipientCode, id, watermark],
  );
  const shown = rows.slice(0, first);
  const last = shown.at(-1);
  return {
    notices: shown.map((row) => ({
      id: String(row.id),
      kind: row.kind as RecipientNotice['kind'],
      at: new Date(String(row.at)),
      grantId: row.grant_id as string | null,
      requestId: row.request_id as string | null,
    })),
    endCursor: last ? own.seal(LIST, [String(last.id), '']) : after,
    hasNextPage: rows.length > first,
  };
}

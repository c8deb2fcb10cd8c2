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
  'GRANT_EXPIRING',
  'RECORD_CORRECTED',
  'REQUEST_DENIED',
  'REQUEST_EXPIRED',
  'AGREEMENT_CHANGED',
  'AGREEMENT_ENDING',
  'KEY_CHANGED',
  'KEY_EXPIRING',
] as const;

/** An answer to a request, or an event after which the recipient must stop using data, delete or correct it. */
export interface RecipientNotice {
  readonly id: string;
  readonly kind: (typeof RECIPIENT_NOTICE_KINDS)[number];
  readonly at: Date;
  /** Counts the notices of one recipient, without gaps. */
  readonly sequence: number;
  /** When the recipient read on after it; null until then. */
  readonly receivedAt: Date | null;
  /** Null for a request that gave no grant, and for what happens to the agreement. */
  readonly grantId: string | null;
  /** The request that was answered; null for what happens to a grant later. */
  readonly requestId: string | null;
  /** SHA-256 thumbprint (RFC 7638) of the key; null for every other kind. */
  readonly keyThumbprint: string | null;
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
const dateOf = (value: unknown) => new Date(String(value));

/**
 * The recipient's notices, oldest first, so that a recipient who polls with the last cursor misses none.
 * @param isReceived whether reading on past a notice says that the recipient has received it: not when a member looks
 */
export async function recipientNotices(
  database: Executor,
  cursors: OpaqueCursors,
  recipientCode: string,
  page: { first?: number | null; after?: string | null },
  isReceived = true,
): Promise<NoticePage> {
  const first = pageSizeOf(page.first);
  const after = page.after ?? null;
  const own = cursors.within(`notices ${recipientCode}`);
  const [readTo] = after === null ? ['0'] : own.open(LIST, after);
  // A slow transaction may still commit a notice with a smaller id, so nothing above the watermark is numbered.
  const watermark = (await commitWatermark(database, 'recipient_notice', WATERMARK_TIMEOUT_MS)) ?? '0';
  const rows = await database.query(
    `SELECT sequence, received_at::text, id::text, kind, at::text, grant_id::text, consent_request_id::text AS request_id,
       encode(key_thumbprint, 'hex') AS key_thumbprint
     FROM assent.read_notices($1, $2::integer, $3::bigint, $4::integer, $5::boolean) ORDER BY sequence`,
    [recipientCode, readTo, watermark, first + 1, isReceived],
  );
  const shown = rows.slice(0, first);
  const last = shown.at(-1);
  return {
    notices: shown.map((row) => ({
      id: String(row.id),
      sequence: row.sequence as number,
      receivedAt: row.received_at === null ? null : dateOf(row.received_at),
      kind: row.kind as RecipientNotice['kind'],
      at: dateOf(row.at),
      grantId: row.grant_id as string | null,
      requestId: row.request_id as string | null,
      keyThumbprint:
        row.key_thumbprint === null
          ? null
          : Buffer.from(String(row.key_thumbprint), 'hex').toString('base64url'),
    })),
    endCursor: last ? own.seal(LIST, [String(last.sequence), '']) : after,
    hasNextPage: rows.length > first,
  };
}

import type { Executor } from '../database/executor.js';
import { arrayLiteral } from '../database/pg-array.js';
import type { ItemDelivery } from '../kernel/delivery.js';

/** RETRY: a redemption was sent again, and answered again. PAGE: its recipient read on, or read again, in what it opened. */
export const REREAD_REASONS = ['RETRY', 'PAGE'] as const;

/** One re-reading of what a disclosure opened. It takes no use, and is in the ledger like the use itself. */
export interface Reread {
  readonly id: string;
  readonly disclosureId: string;
  readonly at: Date;
  readonly useNumber: number;
  readonly why: (typeof REREAD_REASONS)[number];
  readonly items: readonly ItemDelivery[];
}

/** Re-readings by the ids of their ledger entries, in the order of the ids. */
export async function rereadsByIds(
  database: Executor,
  ids: readonly string[],
): Promise<readonly (Reread | null)[]> {
  const rows = await database.query(
    `SELECT id::text, disclosure_id::text, at::text, content->>'why' AS why, (content->>'useNumber')::integer AS use_number,
       content->'items' AS items
     FROM assent.ledger_entry WHERE kind = 'REREAD' AND id = ANY($1::bigint[])`,
    [arrayLiteral(ids)],
  );
  const found = new Map(
    rows.map((row) => [
      row.id as string,
      {
        id: row.id as string,
        disclosureId: row.disclosure_id as string,
        at: new Date(row.at as string),
        useNumber: row.use_number as number,
        why: row.why as Reread['why'],
        items: row.items as readonly ItemDelivery[],
      },
    ]),
  );
  return ids.map((id) => found.get(id) ?? null);
}

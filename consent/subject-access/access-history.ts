import type { Executor } from '../database/executor.js';
import type { ItemDelivery } from '../kernel/delivery.js';
import type { Strength } from '../kernel/strength.js';

export const ACCESS_KINDS = ['OWN_ACCESS', 'OWN_EXPORT', 'RELATIVE_ACCESS'] as const;

/** One access to a record by its owner, a guardian or a near relative, as the ledger recorded it. */
export interface Access {
  readonly id: string;
  readonly at: Date;
  readonly kind: (typeof ACCESS_KINDS)[number];
  readonly strength: Strength | null;
  readonly items: readonly ItemDelivery[];
}

/** Accesses by the ids of their ledger entries, in the order of the ids. */
export async function accessesByIds(database: Executor, ids: readonly string[]): Promise<Access[]> {
  const rows = await database.query(
    `SELECT e.id::text, e.at::text, e.kind, e.content->>'strength' AS strength, coalesce(e.content->'items', '[]') AS items
     FROM jsonb_array_elements_text($1::jsonb) WITH ORDINALITY AS wanted (id, place)
     JOIN assent.ledger_entry e ON e.id = wanted.id::bigint ORDER BY wanted.place`,
    [JSON.stringify(ids)],
  );
  return rows.map((row) => ({ ...(row as unknown as Access), at: new Date(row.at as string) }));
}

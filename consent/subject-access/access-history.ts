import type { Executor } from '../database/executor.js';
import type { ItemDelivery } from '../kernel/delivery.js';
import type { Strength } from '../kernel/strength.js';

export const ACCESS_KINDS = ['OWN_ACCESS', 'OWN_EXPORT', 'RELATIVE_ACCESS', 'STAFF_LOOK'] as const;

/** Who looked: the person, a guardian, a provider's representative, a near relative of somebody who has died, an employee. */
export const ACCESS_READERS = ['SELF', 'GUARDIAN', 'REPRESENTATIVE', 'RELATIVE', 'STAFF'] as const;
/** Why somebody looked at their own, where it was for more than to see it. */
export const ACCESS_REASONS = ['PREVIEW'] as const;
/** Whose record it was, seen from whoever lists it. */
export const ACCESS_RECORDS = ['OWN', 'WARD', 'PROVIDER', 'DECEASED'] as const;

/** One access to a record by its owner, a guardian, a near relative or an employee, as the ledger recorded it. */
export interface Access {
  readonly id: string;
  readonly at: Date;
  readonly kind: (typeof ACCESS_KINDS)[number];
  readonly by: (typeof ACCESS_READERS)[number];
  readonly record: (typeof ACCESS_RECORDS)[number];
  readonly strength: Strength | null;
  readonly items: readonly ItemDelivery[];
  readonly why: (typeof ACCESS_REASONS)[number] | null;
  /** For a look of an employee: their role, and what of the person's they looked at. Never who it was. */
  readonly staffRole: string | null;
  readonly looked: string | null;
  readonly object: string | null;
}

/**
 * Accesses by the ids of their ledger entries, in the order of the ids.
 * @param viewerId who lists them
 */
export async function accessesByIds(
  database: Executor,
  viewerId: string,
  ids: readonly string[],
): Promise<Access[]> {
  const rows = await database.query(
    `SELECT e.id::text, e.at::text, e.kind, e.content->>'strength' AS strength,
       CASE WHEN e.kind = 'OWN_ACCESS' THEN e.content->>'why' END AS why,
       CASE WHEN e.kind = 'STAFF_LOOK' THEN 'STAFF' WHEN e.kind = 'RELATIVE_ACCESS' THEN 'RELATIVE' WHEN e.content->>'role' = 'GUARDIAN' THEN 'GUARDIAN'
         WHEN e.provider_id IS NOT NULL THEN 'REPRESENTATIVE' ELSE 'SELF' END AS by,
       CASE WHEN e.provider_id IS NOT NULL THEN 'PROVIDER' WHEN e.person_id = $2::bigint THEN 'OWN'
         WHEN e.kind = 'RELATIVE_ACCESS' THEN 'DECEASED' ELSE 'WARD' END AS record,
       coalesce(e.content->'items', '[]') AS items, e.content->>'looked' AS looked, e.content->>'object' AS object,
       CASE WHEN e.kind = 'STAFF_LOOK' THEN e.content->>'role' END AS "staffRole"
     FROM jsonb_array_elements_text($1::jsonb) WITH ORDINALITY AS wanted (id, place)
     JOIN assent.ledger_entry e ON e.id = wanted.id::bigint ORDER BY wanted.place`,
    [JSON.stringify(ids), viewerId],
  );
  return rows.map((row) => ({ ...(row as unknown as Access), at: new Date(row.at as string) }));
}

import type { SealableRow } from '../crypto/seal.js';
import { arrayLiteral } from '../database/pg-array.js';
import type { Transaction } from '../database/transaction.js';

/** A breach at a recipient, as the person is informed of it (PIPL 57). */
export interface BreachNotice {
  readonly recipientCode: string;
  readonly noticedAt: Date;
  readonly liftedAt: Date | null;
}

/**
 * The notices to a person, to their wards and to the providers that the person represents, newest first. Of one breach there
 * is one notice, in whatever roles it concerns the person.
 */
export async function breachNotices(
  { query, seals }: Pick<Transaction, 'query' | 'seals'>,
  personId: string,
  wardIds: readonly string[],
  providerIds: readonly string[],
): Promise<BreachNotice[]> {
  const rows = await query(
    `SELECT to_jsonb(f) AS freeze, f.recipient_code, min(n.noticed_at)::text AS noticed_at, f.lifted_at::text
     FROM assent.breach_notice n JOIN assent.recipient_freeze f ON f.id = n.freeze_id
     WHERE n.person_id = ANY ($1::bigint[]) OR n.provider_id = ANY ($2::bigint[])
     GROUP BY f.id ORDER BY min(n.noticed_at) DESC`,
    [arrayLiteral([personId, ...wardIds]), arrayLiteral(providerIds)],
  );
  const told = rows.filter(({ freeze }) => seals.holds('recipient_freeze', freeze as SealableRow));
  return told.map((row) => ({
    recipientCode: row.recipient_code as string,
    noticedAt: new Date(row.noticed_at as string),
    liftedAt: row.lifted_at ? new Date(row.lifted_at as string) : null,
  }));
}

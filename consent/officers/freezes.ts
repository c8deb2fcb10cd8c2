import { arrayOf } from '../array-of.js';
import type { Executor } from '../executor.js';

/** Grants in one transaction: each of them is locked until it ends. */
const PORTION = 500;

/**
 * works off the freezes that officers decided on, portion by portion. The recipient is suspended from the first
 * moment on, so nothing can be read meanwhile; whichever process goes on after a crash finds where it stopped.
 */
export async function workOffFreezes(database: Executor): Promise<void> {
  for (;;) {
    const [row] = await database.query('SELECT assent.freeze_portion($1) AS more', [PORTION]);
    if (row!.more !== true) return;
  }
}

/** What a person is told of a breach (PIPL 57). */
export interface BreachNotice {
  readonly recipientCode: string;
  readonly noticedAt: Date;
  readonly liftedAt: Date | null;
}

/** Of a person and of the providers they represent, newest first. */
export async function breachNotices(
  database: Executor,
  personId: string,
  providerIds: readonly string[],
): Promise<BreachNotice[]> {
  const rows = await database.query(
    `SELECT f.recipient_code, n.noticed_at::text, f.lifted_at::text
     FROM assent.breach_notice n JOIN assent.recipient_freeze f ON f.id = n.freeze_id
     WHERE n.person_id = $1::bigint OR n.provider_id = ANY ($2::bigint[]) ORDER BY n.noticed_at DESC LIMIT 100`,
    [personId, arrayOf(providerIds)],
  );
  return rows.map((row) => ({
    recipientCode: row.recipient_code as string,
    noticedAt: new Date(row.noticed_at as string),
    liftedAt: row.lifted_at ? new Date(row.lifted_at as string) : null,
  }));
}

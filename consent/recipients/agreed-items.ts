import type { SealableRow } from '../crypto/seal.js';
import type { Transaction } from '../database/transaction.js';
import { cityDay } from '../kernel/city-time.js';
import { itemsOf } from '../purposes/purpose.js';
import { findPurpose } from '../purposes/registry.js';
import { agreementTerms } from './find-recipient.js';

/** A number below this is not told: it could single out a recipient. Others are rounded to a multiple of {@link STEP}. */
const FEWEST = 10;
const STEP = 5;

/** A count as everybody may see it; null where it is small. */
export const publicCount = (count: number): number | null =>
  count < FEWEST ? null : Math.max(FEWEST, Math.round(count / STEP) * STEP);

/** How many recipients may ask for each item, by their agreements in force. Exact: to be told as {@link publicCount}. */
export async function recipientsByItem(tx: Transaction): Promise<ReadonlyMap<string, number>> {
  const today = cityDay(await tx.now());
  const rows = await tx.query(
    `SELECT to_jsonb(a) AS row FROM assent.agreement AS a JOIN assent.recipient AS r ON r.code = a.recipient_code
     WHERE r.suspended_at IS NULL AND coalesce(a.valid_until >= $1::date, true)`,
    [today],
  );
  const counts = new Map<string, number>();
  for (const { row } of rows as { row: SealableRow }[]) {
    if (!tx.seals.holds('agreement', row)) continue;
    const agreed = agreementTerms(row).purposes.flatMap(({ code, items }) => {
      const purpose = findPurpose(code);
      return purpose ? (items ?? itemsOf(purpose)) : [];
    });
    for (const item of new Set(agreed)) counts.set(item, (counts.get(item) ?? 0) + 1);
  }
  return counts;
}
